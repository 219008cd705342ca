/**
 * The kernel interface: memory and the numeric operations that every backend offers. This is a
 * private API: arguments are trusted (checked by `src/tensor` and above) and memory is explicit.
 *
 * Sizes are letters: B batch, T time, I input, H hidden, V vocabulary, G gates of a cell.
 * All matrices are row-major; `ld` is the distance between rows in elements.
 * Unless a comment says "adds", an operation overwrites its outputs.
 *
 * Determinism: each output element sums its products in ascending order in one accumulator, so
 * results do not depend on batch size, tiling or the number of threads.
 */
import type {
  AdditiveScoresArgs,
  AdditiveScoresBackwardArgs,
  BatchProductArgs,
  SoftmaxArgs,
  SoftmaxBackwardArgs,
} from './attention-args.ts';
import type { AdagradArgs, AdamArgs, RmspropArgs, SgdArgs } from './optimizer-args.ts';
import type {
  OutputInputGradientArgs,
  OutputLossArgs,
  OutputWeightGradientArgs,
} from './output-args.ts';
import type {
  ColumnSumsArgs,
  ColumnsArgs,
  CopyArgs,
  GatherArgs,
  ScatterAddArgs,
} from './row-args.ts';
import type { ScanArgs, ScanBackwardArgs } from './scan-args.ts';

export type Floats = Float32Array | Float64Array;

/** A run of numbers in a backend's memory. `array()` is a view that is valid until the next allocation. */
export interface Block<A extends Floats | Int32Array = Floats> {
  readonly length: number;
  /** Byte address in the backend's memory (compiled backends only; 0 on the reference). */
  readonly address: number;
  array(): A;
  /** The part [start, start + length), sharing memory. */
  slice(start: number, length: number): Block<A>;
}
export type IntBlock = Block<Int32Array>;

/** Numbers that `sumSquares` sums on their own. */
export const SQUARES_RUN = 2048;

export type BackendName = 'native' | 'wasm' | 'js';

/** What products multiply: f32, or both sides rounded to bf16 (8 bits). Sums, states and weights are f32 in both. */
export type ProductPrecision = 'f32' | 'bf16';

/** A matrix B (K, N) laid out for products; opaque. Valid until the block it was packed into changes. */
export interface Packed {
  readonly K: number;
  readonly N: number;
  readonly block: Block;
}

export interface PackArgs {
  K: number;
  N: number;
  /** (K, N) row-major with row distance `ld`; or, if `transposed`, stored as (N, K). */
  source: Block;
  ld: number;
  transposed?: boolean;
  /** At least `packedLength(K, N)` elements. */
  into: Block;
}

/** C (M, N) = A·B, plus C if `accumulate`, plus `bias` (N) to every row if given. */
export interface ProductArgs {
  M: number;
  a: Block;
  lda: number;
  /** a is stored as (K, M). */
  aTransposed?: boolean;
  b: Packed;
  c: Block;
  ldc: number;
  accumulate?: boolean;
  bias?: Block;
}

/** Loss_n = −Σ_v q_v w_v log p_v with q = (1−ε)·onehot(y) + ε/V: weights apply per class, as in torch. */
export interface CrossEntropyArgs {
  N: number;
  V: number;
  /** (N, V) */
  logits: Block;
  /** (N); `ignoreIndex` gives loss 0 and gradient 0. */
  targets: IntBlock;
  ignoreIndex: number;
  smoothing: number;
  /** (V) */
  classWeights?: Block;
  /** (N) */
  losses: Block;
  /** (N, V) ∂(Σ_n scale·loss_n)/∂logits; may be the block of `logits`. */
  gradient?: Block;
  scale: number;
}

export type MapOp =
  | 'sigmoid'
  | 'tanh'
  | 'relu'
  | 'exp'
  | 'log'
  | 'square'
  | 'abs'
  | 'negate'
  | 'one-minus';
export type ZipOp = 'add' | 'subtract' | 'multiply';
/** Elementwise losses of x against y: (x−y)², |x−y|, Huber(δ), binary cross-entropy with logits. */
export type PairLoss = 'mse' | 'l1' | 'huber' | 'bce';

export interface DropoutArgs {
  /** Rows are (time, stream): row r is time r / streams (integer), stream `firstStream` + r mod streams. */
  rows: number;
  columns: number;
  streams: number;
  firstStream: number;
  x: Block;
  y: Block;
  p: number;
  /** Two 32-bit words: unit j of a row is kept iff its uniform ≥ p; see `util/rng.ts: dropoutUniform`. */
  key: readonly [number, number];
  /** y += instead of y = (for gradients). */
  accumulate?: boolean;
}

export interface PairLossArgs {
  kind: PairLoss;
  n: number;
  x: Block;
  target: Block;
  delta: number;
  losses: Block;
  gradient: Block;
  scale: number;
}

export interface LayerNormArgs {
  rows: number;
  columns: number;
  eps: number;
  x: Block;
  gamma?: Block;
  beta?: Block;
  y: Block;
  mean: Block;
  rstd: Block;
}

export interface LayerNormBackwardArgs {
  rows: number;
  columns: number;
  x: Block;
  gamma?: Block;
  mean: Block;
  rstd: Block;
  dy: Block;
  dx: Block;
  dGamma?: Block;
  dBeta?: Block;
}

/** Operations that were noted once and are run again and again, in order, by one call. */
export interface Program {
  run(): void;
  /** Returns the memory of the notes; the program must not be run afterwards. */
  close(): void;
}

export interface Backend {
  readonly name: BackendName;
  readonly precision: 'single' | 'double';
  readonly threads: number;
  /** What runs, for people: "AVX2, 2 threads". */
  readonly description: string;

  floats(length: number): Block;
  ints(length: number): IntBlock;
  /** Returns the memory of a block that `floats` or `ints` gave (not of a slice). */
  free(block: Block | IntBlock): void;

  packedLength(K: number, N: number): number;
  pack(args: PackArgs): Packed;
  product(args: ProductArgs): void;

  scan(args: ScanArgs): void;
  scanBackward(args: ScanBackwardArgs): void;

  /** y[r] = table[ids[r]] for rows of `columns`; an id < 0 gives a zero row. */
  gather(args: GatherArgs): void;
  /** table[ids[r]] += dy[r], rows in order; ids < 0 are skipped. */
  scatterAdd(args: ScatterAddArgs): void;

  /** y[r] += column ids[r] of the matrix. */
  gatherColumns(args: ColumnsArgs): void;
  /** Column ids[r] of the matrix += y[r], rows in order. */
  scatterAddColumns(args: ColumnsArgs): void;

  crossEntropy(args: CrossEntropyArgs): void;
  /** Numbers that `outputLoss` keeps for the gradients: one for each logit, and a few for each row. */
  outputKept(N: number, V: number): number;
  outputLoss(args: OutputLossArgs): void;
  outputInputGradient(args: OutputInputGradientArgs): void;
  outputWeightGradient(args: OutputWeightGradientArgs): void;
  /** y (N, V) = log softmax of each row. */
  logSoftmax(a: { N: number; V: number; x: Block; y: Block }): void;
  /** dx += dy − softmax·Σdy, from y = log softmax. */
  logSoftmaxBackward(a: { N: number; V: number; y: Block; dy: Block; dx: Block }): void;

  /** A product for each sequence of a batch. */
  batchProduct(args: BatchProductArgs): void;
  softmax(args: SoftmaxArgs): void;
  softmaxBackward(args: SoftmaxBackwardArgs): void;
  additiveScores(args: AdditiveScoresArgs): void;
  additiveScoresBackward(args: AdditiveScoresBackwardArgs): void;

  map(op: MapOp, n: number, x: Block, y: Block): void;
  /** dx += dy · op′, from x and y = op(x). */
  mapBackward(op: MapOp, n: number, x: Block, y: Block, dy: Block, dx: Block): void;
  zip(op: ZipOp, n: number, a: Block, b: Block, y: Block): void;
  /** y += a ⊙ b */
  multiplyAdd(n: number, a: Block, b: Block, y: Block): void;
  /** y += alpha · x */
  axpy(n: number, alpha: number, x: Block, y: Block): void;
  scale(n: number, alpha: number, x: Block): void;
  fill(n: number, value: number, x: Block): void;
  /** Every row of y (rows, columns) = or += the row of x. */
  copy(args: CopyArgs): void;
  /** out (columns) += Σ_r x[r] (⊙ y[r] if given), rows ascending. */
  columnSums(args: ColumnSumsArgs): void;
  /** losses (n) elementwise; gradient (n) of each, times scale. */
  pairLoss(args: PairLossArgs): void;

  dropout(args: DropoutArgs): void;
  /** y = (x − mean)/√(var + eps)·gamma + beta over rows; keeps mean and 1/√ per row. */
  layerNorm(args: LayerNormArgs): void;
  /** dx, dgamma, dbeta are added to. */
  layerNormBackward(args: LayerNormBackwardArgs): void;

  adam(args: AdamArgs): void;
  sgd(args: SgdArgs): void;
  rmsprop(args: RmspropArgs): void;
  adagrad(args: AdagradArgs): void;
  /**
   * before + Σ x² in double precision. Runs of `SQUARES_RUN` numbers are summed and their sums added in
   * order, so that runs of zeros may be left out.
   */
  sumSquares(n: number, x: Block, before?: number): number;
  /** Σ x, in double precision, ascending. */
  sum(n: number, x: Block): number;
  clamp(n: number, limit: number, x: Block): void;

  /**
   * Notes the operations that `calls` asks for instead of doing them: all but those that give
   * something back (`pack`, `sum`, `sumSquares`). Each run reads and writes the blocks they name, so
   * the caller keeps these, referenced and not freed, as long as the program.
   */
  record(calls: () => void): Program;

  /** Ends threads; the backend must not be used afterwards. */
  close(): void;
}
