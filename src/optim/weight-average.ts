/**
 * The mean of a model's weights over its training, older ones counting less and less (the averaging of
 * Polyak and Juditsky 1992 with an exponential window): after step t
 *
 *     average ← b · average + (1 − b) · weights,  b = min(decay, (t + 1) / (t + 10)),
 *
 * so that the first weights are soon forgotten.
 */
import type { Block, Floats } from '../backend/backend.ts';
import type { Parameters } from '../tensor/parameters.ts';
import { expected, UnrollError } from '../util/errors.ts';

export class WeightAverage {
  private readonly parameters: Parameters;
  private readonly decay: number;
  private readonly average: Block;

  /** Starts from the weights as they are. Error 'usage' for a decay that is none. */
  constructor(parameters: Parameters, decay: number) {
    if (!(decay > 0 && decay < 1)) {
      throw expected('the decay of the average', 'above 0 and below 1', decay);
    }
    const { backend, count, weights } = parameters;
    this.parameters = parameters;
    this.decay = decay;
    this.average = backend.floats(count);
    this.average.array().set(weights.array());
  }

  /** Takes in the weights after step `t`, from 1. */
  update(t: number): void {
    const { backend, count, weights } = this.parameters;
    const b = Math.min(this.decay, (t + 1) / (t + 10));
    backend.scale(count, b, this.average);
    backend.axpy(count, 1 - b, weights, this.average);
  }

  /** While `work` goes on, the model's weights are the average. */
  async during<T>(work: () => T | Promise<T>): Promise<T> {
    this.exchange();
    try {
      return await work();
    } finally {
      this.exchange();
    }
  }

  /** A copy, in the order of the flat block. */
  state(): Floats {
    return this.average.array().slice();
  }

  /** Error 'format' for the wrong number of weights. */
  load(state: Floats): void {
    if (state.length !== this.parameters.count) {
      throw new UnrollError(
        'format',
        `the average holds ${state.length} numbers instead of ${this.parameters.count}`,
      );
    }
    this.average.array().set(state);
  }

  free(): void {
    this.parameters.backend.free(this.average);
  }

  private exchange(): void {
    const weights = this.parameters.weights.array();
    const kept = weights.slice();
    weights.set(this.average.array());
    this.average.array().set(kept);
    this.parameters.touch();
  }
}
