/**
 * Dense layers applied at every step, between the last recurrent layer and the output: a deep
 * output network without horizontal links.
 */
import { relu, tanh } from '../tensor/ops/activation.ts';
import { linear } from '../tensor/ops/linear.ts';
import type { Tape } from '../tensor/tape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { expected } from '../util/errors.ts';
import type { Nonlinearity } from './cells/rnn.ts';
import type { ParameterSpec } from './init.ts';

export interface DenseConfig {
  input: number;
  /** Widths of the layers, in order; none is the identity. */
  sizes: readonly number[];
  nonlinearity?: Nonlinearity;
}

/** `weight` (O, I) and `bias` (O) as `torch.nn.Linear` has them. */
export function linearSpecs(name: string, input: number, output: number): ParameterSpec[] {
  return [
    { name: `${name}.weight`, shape: [output, input], init: { kind: 'linear-weight' } },
    { name: `${name}.bias`, shape: [output], init: { kind: 'linear-bias', fanIn: input } },
  ];
}

export class DenseLayers {
  private readonly f: typeof tanh;
  private readonly layers: readonly { weight: Tensor; bias: Tensor }[];

  /** Parameters `{prefix}0.weight`, `{prefix}0.bias`, `{prefix}1.weight`, … Error 'usage' for an impossible size. */
  static specs({ input, sizes }: DenseConfig, prefix: string): ParameterSpec[] {
    return sizes.flatMap((size, k) => {
      if (!Number.isInteger(size) || size < 1) {
        throw expected(`size of layer ${k}`, 'a positive integer', size);
      }
      return linearSpecs(`${prefix}${k}`, sizes[k - 1] ?? input, size);
    });
  }

  constructor(
    { sizes, nonlinearity = 'tanh' }: DenseConfig,
    parameters: { get(name: string): Tensor },
    prefix: string,
  ) {
    this.f = nonlinearity === 'relu' ? relu : tanh;
    this.layers = sizes.map((_, k) => ({
      weight: parameters.get(`${prefix}${k}.weight`),
      bias: parameters.get(`${prefix}${k}.bias`),
    }));
  }

  /** x (…, I) → (…, last size). `after` is applied to the output of every layer, dropout for example. */
  forward(tape: Tape, x: Tensor, after = (y: Tensor, _layer: number) => y): Tensor {
    return this.layers.reduce(
      (below, { weight, bias }, k) => after(this.f(tape, linear(tape, below, weight, bias)), k),
      x,
    );
  }
}
