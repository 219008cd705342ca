/**
 * One vector for a whole sequence, from the outputs x (T, B, F) of a recurrent stack over the steps
 * that count. A sequence without steps gives zeros.
 *
 *   'last'       what each direction gave at its own last step, as torch's h_n
 *   'mean'       Σ_t x_t / length
 *   'max'        per column, the largest
 *   'attention'  Σ_t a_t·x_t, a = softmax over t of v · tanh(W x_t + b)   (Yang et al. 2016, eq. 5 to 7)
 *
 * Parameters of 'attention': key.weight (F, F), key.bias (F), v.weight (1, F).
 */
import { add } from '../tensor/ops/arithmetic.ts';
import { additiveScores, weightedSums } from '../tensor/ops/attention.ts';
import { concatColumns } from '../tensor/ops/concat.ts';
import { linear } from '../tensor/ops/linear.ts';
import { maxOverTime } from '../tensor/ops/max-over-time.ts';
import { softmax } from '../tensor/ops/softmax.ts';
import type { Tape } from '../tensor/tape.ts';
import { type Ids, isBlock, reshape, type Tensor } from '../tensor/tensor.ts';
import { expected } from '../util/errors.ts';
import type { ParameterSpec } from './init.ts';
import { linearSpecs } from './layers.ts';
import { type StackConfig, type StackResult, stackWidth } from './recurrent/stack.ts';

export type PoolingName = 'last' | 'mean' | 'max' | 'attention';

export const poolingNames: readonly PoolingName[] = ['last', 'mean', 'max', 'attention'];

export interface Pooled {
  /** (B, F) */
  output: Tensor;
  /** 'attention' only: (B, T) how much each step counts, each row sums to 1. */
  weights?: Tensor;
}

export class Pooling {
  private readonly name: PoolingName;
  private readonly stack: StackConfig;
  private readonly attention: { key: Tensor; bias: Tensor; v: Tensor } | undefined;

  /** Error 'usage' for an unknown name. */
  static specs(name: PoolingName, stack: StackConfig, prefix: string): ParameterSpec[] {
    if (!poolingNames.includes(name)) throw expected('pooling', poolingNames.join(' or '), name);
    if (name !== 'attention') return [];
    const F = stackWidth(stack);
    return [
      ...linearSpecs(`${prefix}key`, F, F),
      { name: `${prefix}v.weight`, shape: [1, F], init: { kind: 'linear-weight' } },
    ];
  }

  constructor(
    name: PoolingName,
    stack: StackConfig,
    { parameters, prefix }: { parameters: { get(name: string): Tensor }; prefix: string },
  ) {
    this.name = name;
    this.stack = stack;
    if (name === 'attention') {
      this.attention = {
        key: parameters.get(`${prefix}key.weight`),
        bias: parameters.get(`${prefix}key.bias`),
        v: parameters.get(`${prefix}v.weight`),
      };
    }
  }

  /** `lengths` (B) as the stack had them. */
  forward(tape: Tape, run: StackResult, lengths?: Ids): Pooled {
    const { output } = run;
    switch (this.name) {
      case 'last':
        return { output: lastOutputs(tape, run, this.stack) };
      case 'mean':
        return { output: mean(tape, output, lengths) };
      case 'max':
        return { output: maxOverTime(tape, output, lengths) };
      case 'attention':
        return this.attend(tape, output, lengths);
      default:
        return this.name satisfies never;
    }
  }

  private attend(tape: Tape, x: Tensor, lengths?: Ids): Pooled {
    if (this.attention === undefined) throw new Error('attention pooling has parameters');
    const [T, B, F] = x.shape;
    const { key, bias, v } = this.attention;
    const keys = linear(tape, x, key, bias);
    const queries = tape.constant(new Float64Array(B * F), [1, B, F]);
    const weights = softmax(tape, additiveScores(tape, { queries, keys, v }, lengths), { lengths });
    const output = reshape(weightedSums(tape, weights, x, lengths), [B, F]);
    return { output, weights: reshape(weights, [B, T]) };
  }
}

/** With residual links the output of a layer is the sum of its own and of those below. */
function lastOutputs(tape: Tape, { hidden }: StackResult, stack: StackConfig): Tensor {
  const { layers, bidirectional = false, merge = 'concat', residual = false } = stack;
  const directions = bidirectional ? 2 : 1;
  const parts = Array.from({ length: directions }, (_, direction) => {
    const own = hidden.filter((_, k) => k % directions === direction);
    return residual ? own.reduce((sum, h) => add(tape, sum, h)) : own[layers - 1];
  });
  if (merge === 'sum') return parts.reduce((sum, part) => add(tape, sum, part));
  return parts.length === 1 ? parts[0] : concatColumns(tape, ...parts);
}

/** The same as attention with equal weights. */
function mean(tape: Tape, x: Tensor, lengths?: Ids): Tensor {
  const [T, B, F] = x.shape;
  const counts = lengths && (isBlock(lengths) ? lengths.array() : lengths);
  const weights = new Float64Array(B * T);
  for (let b = 0; b < B; b++) {
    const length = counts?.[b] ?? T;
    weights.fill(1 / length, b * T, b * T + length);
  }
  const shares = tape.constant(weights, [1, B, T]);
  return reshape(weightedSums(tape, shares, x, lengths), [B, F]);
}
