/**
 * A linear-chain conditional random field over the tags of a sequence (Lafferty, McCallum, Pereira 2001):
 * emissions (T, B, C) come from a network, scores of neighbouring tags are parameters.
 *
 * score(y) = start[y₀] + Σ_t emissions[t, y_t] + Σ_t transitions[y_{t−1}, y_t] + end[y_last]
 * P(y) = e^score(y) / Z, Z = Σ over all tag sequences; loss = −ln P(tags) = ln Z − score(tags).
 *
 * Everything is computed in doubles in TypeScript, the same on every backend. Steps at and after the
 * length of a sequence are not read and get no gradient; a sequence of length 0 has loss 0.
 */
import type { Reduction } from '../../tensor/ops/cross-entropy.ts';
import type { Tape } from '../../tensor/tape.ts';
import type { Ids, Tensor } from '../../tensor/tensor.ts';
import { expected, UnrollError } from '../../util/errors.ts';
import type { ParameterSpec } from '../init.ts';
import { chainForward, chainOccupancy, viterbi } from './chain.ts';
import { type CrfScores, prepare } from './prepare.ts';
import type { TagRule } from './rules.ts';
import { chainSums } from './sums.ts';

export interface CrfConfig {
  /** C, how many tags there are. */
  tags: number;
  /** Forbidden neighbours count as −∞ in every sum and maximum. Absent: everything is allowed. */
  allowed?: TagRule;
}

export interface CrfOptions {
  /** (B) steps of each sequence, from 0 to T; default T. */
  lengths?: Ids;
}

export interface CrfLossOptions extends CrfOptions {
  /** 'mean' (default) and 'sum' over sequences, 'none': one loss for each. */
  reduction?: Reduction;
}

export interface CrfPath {
  tags: number[];
  score: number;
}

export class Crf {
  private readonly scores: CrfScores;

  /**
   * Parameters: transitions (C, C) from the row's tag to the column's, start_transitions (C) and
   * end_transitions (C), all 0 at first. Error 'usage' for an impossible number of tags.
   */
  static specs({ tags }: CrfConfig, prefix: string): ParameterSpec[] {
    if (!Number.isInteger(tags) || tags < 1) throw expected('tags', 'a positive integer', tags);
    const init = { kind: 'constant', value: 0 } as const;
    return [
      { name: `${prefix}transitions`, shape: [tags, tags], init },
      { name: `${prefix}start_transitions`, shape: [tags], init },
      { name: `${prefix}end_transitions`, shape: [tags], init },
    ];
  }

  constructor({ allowed }: CrfConfig, parameters: { get(name: string): Tensor }, prefix: string) {
    this.scores = {
      transitions: parameters.get(`${prefix}transitions`),
      start: parameters.get(`${prefix}start_transitions`),
      end: parameters.get(`${prefix}end_transitions`),
      allowed,
    };
  }

  /**
   * −ln P of the tags (T, B), time first; what stands past a length is not read. → () or, for reduction
   * 'none', (B). Error 'shape' when sizes do not fit, 'data' for a tag or length that is out of
   * range and for tags that the rule forbids.
   */
  loss(
    tape: Tape,
    emissions: Tensor,
    tags: Ids,
    { lengths, reduction = 'mean' }: CrfLossOptions = {},
  ): Tensor {
    const gold = { factor: -1, tags };
    return chainSums(tape, emissions, this.scores, { lengths, reduction, partition: 1, gold });
  }

  /** ln Z of each sequence → (B). Errors as `loss`. */
  logPartition(tape: Tape, emissions: Tensor, { lengths }: CrfOptions = {}): Tensor {
    const options = { lengths, reduction: 'none', partition: 1 } as const;
    return chainSums(tape, emissions, this.scores, options);
  }

  /** The score of the tags (T, B) of each sequence → (B). Errors as `loss`. */
  score(tape: Tape, emissions: Tensor, tags: Ids, { lengths }: CrfOptions = {}): Tensor {
    const gold = { factor: 1, tags };
    const options = { lengths, reduction: 'none', partition: 0, gold } as const;
    return chainSums(tape, emissions, this.scores, options);
  }

  /** P of each tag at each step (T, B, C) given all emissions, 0 past the lengths; without gradients. */
  marginals(tape: Tape, emissions: Tensor, { lengths }: CrfOptions = {}): Tensor {
    const prepared = prepare(tape, emissions, this.scores, lengths);
    const { T, B, C } = prepared;
    const doubles = [T * C, C * C].map((size) => tape.arena.doubles(size));
    const y = tape.empty(emissions.shape);
    tape.backend.fill(T * B * C, 0, y.data);
    const [alpha, pairs] = doubles.map((array) => array());
    const [chain, work] = [prepared.chain(), prepared.work()];
    const p = y.data.array();
    for (let b = 0; b < B; b++) {
      const frames = prepared.frames(b);
      if (frames.count === 0) continue;
      const logZ = chainForward(chain, frames, alpha, work);
      const memory = { alpha, logZ, work, pairs, weight: 0 };
      chainOccupancy(chain, frames.count, memory, (t, occupancy) => {
        p.set(occupancy, frames.start + t * frames.stride);
      });
    }
    return y;
  }

  /**
   * The tags with the highest score of each sequence (Viterbi), the smaller of two that are equal.
   * Errors as `loss`, and 'usage' where the rule allows no sequence of that length.
   */
  decode(tape: Tape, emissions: Tensor, { lengths }: CrfOptions = {}): CrfPath[] {
    const { B, ...prepared } = prepare(tape, emissions, this.scores, lengths);
    const chain = prepared.chain();
    return Array.from({ length: B }, (_, b) => {
      const frames = prepared.frames(b);
      const path = viterbi(chain, frames);
      if (path.score === Number.NEGATIVE_INFINITY) {
        throw new UnrollError(
          'usage',
          `the rule of the CRF allows no ${frames.count} tags in a row, which sequence ${b} needs`,
        );
      }
      return path;
    });
  }
}
