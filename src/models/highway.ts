/**
 * The autoregressive highway of a forecaster (LSTNet: Lai et al. 2018, eq. 8): beside the recurrent part, which is free to
 * learn what bends, a linear map from the last p values straight to the steps ahead, the same for every column. It follows
 * the scale of a series whatever the network has learned.
 *
 *   ŷ(h, c) = network(h, c) + b(h) + Σ_k w(h, k) · x(T − p + k, c)
 *
 * Parameters: `highway.weight` (H, p), `highway.bias` (H), zero at first.
 */

import type { ParameterSpec } from '../nn/init.ts';
import { isTokens, type LayerInput } from '../nn/recurrent/layer.ts';
import { add } from '../tensor/ops/arithmetic.ts';
import { concatColumns } from '../tensor/ops/concat.ts';
import { linear } from '../tensor/ops/linear.ts';
import { sliceColumns, sliceRows } from '../tensor/ops/slice.ts';
import { transposeLast } from '../tensor/ops/transpose.ts';
import type { Parameters } from '../tensor/parameters.ts';
import { columnsOf } from '../tensor/shape.ts';
import type { Tape } from '../tensor/tape.ts';
import { type Ids, isBlock, reshape, type Tensor } from '../tensor/tensor.ts';
import { UnrollError } from '../util/errors.ts';

export interface HighwaySizes {
  /** p, the last values of a window that it reads. */
  lags: number;
  /** H, the steps ahead that it gives. */
  horizon: number;
  /** Which columns of the vectors are forecast. */
  targets: readonly number[];
}

const zeros = { kind: 'constant', value: 0 } as const;

export class Highway {
  private readonly sizes: HighwaySizes;
  private readonly weight: Tensor;
  private readonly bias: Tensor;

  static specs({ lags, horizon }: Omit<HighwaySizes, 'targets'>): ParameterSpec[] {
    return [
      { name: 'highway.weight', shape: [horizon, lags], init: zeros },
      { name: 'highway.bias', shape: [horizon], init: zeros },
    ];
  }

  constructor(sizes: HighwaySizes, parameters: Parameters) {
    this.sizes = sizes;
    this.weight = parameters.get('highway.weight');
    this.bias = parameters.get('highway.bias');
  }

  /**
   * outputs (B, columns), whose first H·C are locations, number h·C + c that of column c, h steps ahead; with the highway
   * from windows (T, B, F) added to them. Error 'shape' where a window has fewer than p steps or ends before the others.
   */
  addTo(tape: Tape, outputs: Tensor, windows: LayerInput, lengths?: Ids): Tensor {
    if (isTokens(windows)) throw new UnrollError('shape', 'a highway reads vectors, not tokens');
    const ends = lengths && (isBlock(lengths) ? lengths.array() : lengths);
    const early = ends ? Array.from(ends).findIndex((end) => end !== windows.shape[0]) : -1;
    if (early >= 0) {
      throw new UnrollError(
        'shape',
        `the highway reads windows of one length, ${windows.shape[0]} steps, and window ${early} has ${ends?.[early]}`,
      );
    }
    const locations = this.forward(tape, windows);
    const numbers = columnsOf(locations.shape);
    const others = columnsOf(outputs.shape) - numbers;
    const sum = add(tape, sliceColumns(tape, outputs, 0, numbers), locations);
    return others === 0
      ? sum
      : concatColumns(tape, sum, sliceColumns(tape, outputs, numbers, others));
  }

  /** (T, B, F) → (B, H·C) */
  private forward(tape: Tape, windows: Tensor): Tensor {
    const { lags: p, horizon: H, targets } = this.sizes;
    const [T, B] = windows.shape;
    const C = targets.length;
    if (T < p) {
      throw new UnrollError(
        'shape',
        `the highway reads the last ${p} steps of a window and the window has ${T}: give longer windows or a smaller highway`,
      );
    }
    const last = this.chosen(tape, sliceRows(tape, windows, T - p, p));
    const byNumber = transposeLast(tape, reshape(last, [p, B * C]));
    const ahead = reshape(linear(tape, byNumber, this.weight, this.bias), [B, C, H]);
    return reshape(transposeLast(tape, ahead), [B, H * C]);
  }

  /** The columns that are forecast. */
  private chosen(tape: Tape, x: Tensor): Tensor {
    const { targets } = this.sizes;
    if (targets.length === columnsOf(x.shape) && targets.every((column, c) => column === c))
      return x;
    return concatColumns(tape, ...targets.map((column) => sliceColumns(tape, x, column, 1)));
  }
}
