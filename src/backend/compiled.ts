/**
 * The backend interface over compiled kernels, native or WebAssembly alike: arguments are written
 * into one row of doubles and an operation number is called. Single precision.
 */
import { assert } from '../util/errors.ts';
import type {
  AdditiveScoresArgs,
  AdditiveScoresBackwardArgs,
  BatchProductArgs,
  SoftmaxArgs,
  SoftmaxBackwardArgs,
} from './attention-args.ts';
import type {
  Backend,
  BackendName,
  Block,
  CrossEntropyArgs,
  DropoutArgs,
  IntBlock,
  LayerNormArgs,
  LayerNormBackwardArgs,
  MapOp,
  PackArgs,
  Packed,
  PairLossArgs,
  ProductArgs,
  Program,
  ZipOp,
} from './backend.ts';
import { SQUARES_RUN } from './backend.ts';
import * as attention from './compiled-attention.ts';
import { address, type Call } from './compiled-call.ts';
import * as optimizers from './compiled-optimizers.ts';
import * as output from './compiled-output.ts';
import * as regularise from './compiled-regularise.ts';
import * as rows from './compiled-rows.ts';
import { Scans } from './compiled-scans.ts';
import { MAP_OPS, OPERATIONS, PAIR_LOSSES, ZIP_OPS } from './operations.ts';
import type { AdagradArgs, AdamArgs, RmspropArgs, SgdArgs } from './optimizer-args.ts';
import type {
  OutputInputGradientArgs,
  OutputLossArgs,
  OutputWeightGradientArgs,
} from './output-args.ts';
import { ProgramNotes } from './program.ts';
import type {
  ColumnSumsArgs,
  ColumnsArgs,
  CopyArgs,
  GatherArgs,
  ScatterAddArgs,
} from './row-args.ts';
import type { ScanArgs, ScanBackwardArgs } from './scan-args.ts';
import { ThreadChoice } from './thread-choice.ts';

/** What a compiled target must offer; addresses are bytes in its own memory. */
export interface Target {
  readonly name: BackendName;
  readonly description: string;
  readonly threads: number;
  /** Floats in a vector: packed matrices are padded to it. */
  readonly vectorLength: number;
  floats(length: number): Block;
  ints(length: number): IntBlock;
  free(block: Block | IntBlock): void;
  /** The row of arguments; fetched anew for each call because memory may have moved. */
  arguments(): Float64Array;
  run(operation: number, threads: number): void;
  close(): void;
}

/** Below this many elementary steps one thread is faster than waking another: some ten microseconds. */
const WORTH_THREADS = 60_000;
/** The same for a program, whose products with single rows wait for memory. */
const WORTH_PROGRAM = 20_000;
/** The same for what lies between two meetings of threads that are awake: steps of a scan, operations of a program. */
const WORTH_MEETING = 8000;

export class CompiledBackend implements Backend {
  readonly precision = 'single';
  readonly name: BackendName;
  readonly threads: number;
  readonly description: string;
  readonly #target: Target;
  /** Where threads meet within an operation (kernels/barrier.h). */
  readonly #barrier: IntBlock;
  readonly #scans: Scans;
  #scratch: Block | null = null;
  /** While a program is recorded. */
  #notes: ProgramNotes | null = null;

  constructor(target: Target) {
    this.#target = target;
    this.name = target.name;
    this.threads = target.threads;
    this.description = target.description;
    this.#barrier = target.ints(16);
    this.#barrier.array().fill(0);
    this.#scans = new Scans({
      call: this.#calls,
      threads: this.threads,
      barrier: this.#barrier.address,
      worthMeeting: WORTH_MEETING,
      recording: () => this.#notes !== null,
      working: (length) => this.#working(length),
    });
  }

  floats(length: number): Block {
    return this.#target.floats(length);
  }
  ints(length: number): IntBlock {
    return this.#target.ints(length);
  }
  free(block: Block | IntBlock): void {
    this.#target.free(block);
  }
  close(): void {
    this.#target.close();
  }

  /** Runs an operation on its arguments; `work` decides whether threads pay. */
  #call(operation: number, work: number, ...values: number[]): void {
    if (this.#notes !== null) {
      this.#notes.add(operation, work, values);
      return;
    }
    const row = this.#target.arguments();
    for (let i = 0; i < values.length; i++) row[i] = values[i];
    this.#target.run(operation, work < WORTH_THREADS ? 1 : this.threads);
  }

  readonly #calls: Call = (...all) => this.#call(...all);

  record(calls: () => void): Program {
    assert(this.#notes === null, 'a program is recorded within another');
    const notes = new ProgramNotes({ program: WORTH_PROGRAM, operation: WORTH_MEETING });
    this.#notes = notes;
    try {
      calls();
    } finally {
      this.#notes = null;
    }
    const { count, shared, blocks } = notes;
    const rows = notes.writeTo((length) => this.floats(length));
    const run = (work: number) =>
      this.#call(OPERATIONS.program, work, rows.address, count, this.#barrier.address);
    const choice = new ThreadChoice();
    return {
      run:
        shared && this.threads > 1
          ? () => {
              const start = performance.now();
              run(choice.shared ? WORTH_THREADS : 0);
              choice.took(performance.now() - start);
            }
          : () => run(0),
      close: () => {
        for (const block of [rows, ...blocks]) this.free(block);
      },
    };
  }

  /** Working memory of one operation, kept between calls; a program has its own. */
  #working(length: number): Block {
    if (this.#notes !== null) {
      const block = this.floats(length);
      this.#notes.blocks.push(block);
      return block;
    }
    if (this.#scratch === null || this.#scratch.length < length) {
      if (this.#scratch !== null) this.free(this.#scratch);
      this.#scratch = this.floats(length);
    }
    return this.#scratch;
  }

  packedLength(K: number, N: number): number {
    const v = this.#target.vectorLength;
    return K * Math.ceil(N / v) * v;
  }
  pack({ K, N, source, ld, transposed = false, into }: PackArgs): Packed {
    assert(this.#notes === null, 'pack within a program');
    this.#call(OPERATIONS.pack, K * N, K, N, source.address, ld, Number(transposed), into.address);
    return { K, N, block: into };
  }
  product({
    M,
    a,
    lda,
    aTransposed = false,
    b,
    c,
    ldc,
    accumulate = false,
    bias,
  }: ProductArgs): void {
    const { K, N, block } = b;
    this.#call(
      OPERATIONS.product,
      (M * N * K) / 8,
      M,
      N,
      K,
      a.address,
      lda,
      Number(aTransposed),
      block.address,
      c.address,
      ldc,
      Number(accumulate),
      address(bias),
    );
  }

  scan(args: ScanArgs): void {
    this.#scans.forward(args);
  }
  scanBackward(args: ScanBackwardArgs): void {
    this.#scans.backward(args);
  }

  gather(args: GatherArgs): void {
    rows.gather(this.#calls, args);
  }
  scatterAdd(args: ScatterAddArgs): void {
    rows.scatterAdd(this.#calls, args);
  }
  gatherColumns(args: ColumnsArgs): void {
    rows.gatherColumns(this.#calls, args);
  }
  scatterAddColumns(args: ColumnsArgs): void {
    rows.scatterAddColumns(this.#calls, args);
  }
  copy(args: CopyArgs): void {
    rows.copy(this.#calls, args);
  }
  columnSums(args: ColumnSumsArgs): void {
    rows.columnSums(this.#calls, args);
  }

  crossEntropy(a: CrossEntropyArgs): void {
    this.#call(
      OPERATIONS.crossEntropy,
      a.N * a.V * 8,
      a.N,
      a.V,
      a.logits.address,
      a.targets.address,
      a.ignoreIndex,
      a.smoothing,
      address(a.classWeights),
      a.losses.address,
      address(a.gradient),
      a.scale,
    );
  }
  outputKept(N: number, V: number): number {
    return output.keptLength(N, V);
  }
  outputLoss(args: OutputLossArgs): void {
    output.loss(this.#calls, args, this.threads, (length) => this.#working(length));
  }
  outputInputGradient(args: OutputInputGradientArgs): void {
    output.inputGradient(this.#calls, args);
  }
  outputWeightGradient(args: OutputWeightGradientArgs): void {
    output.weightGradient(this.#calls, args);
  }
  logSoftmax({ N, V, x, y }: { N: number; V: number; x: Block; y: Block }): void {
    this.#call(OPERATIONS.logSoftmax, N * V * 8, N, V, x.address, y.address);
  }
  logSoftmaxBackward({
    N,
    V,
    y,
    dy,
    dx,
  }: {
    N: number;
    V: number;
    y: Block;
    dy: Block;
    dx: Block;
  }): void {
    this.#call(OPERATIONS.logSoftmaxBackward, N * V * 8, N, V, y.address, dy.address, dx.address);
  }

  batchProduct(args: BatchProductArgs): void {
    const each = this.packedLength(args.K, args.N);
    const scratch = this.#working(this.threads * each);
    attention.batchProduct(this.#calls, args, { scratch, each });
  }
  softmax(args: SoftmaxArgs): void {
    attention.softmax(this.#calls, args);
  }
  softmaxBackward(args: SoftmaxBackwardArgs): void {
    attention.softmaxBackward(this.#calls, args);
  }
  additiveScores(args: AdditiveScoresArgs): void {
    attention.additiveScores(this.#calls, args);
  }
  additiveScoresBackward(args: AdditiveScoresBackwardArgs): void {
    attention.additiveScoresBackward(this.#calls, args);
  }

  map(op: MapOp, n: number, x: Block, y: Block): void {
    this.#call(OPERATIONS.map, n * 4, MAP_OPS[op], n, x.address, y.address);
  }
  mapBackward(op: MapOp, n: number, x: Block, y: Block, dy: Block, dx: Block): void {
    this.#call(
      OPERATIONS.mapBackward,
      n,
      MAP_OPS[op],
      n,
      x.address,
      y.address,
      dy.address,
      dx.address,
    );
  }
  zip(op: ZipOp, n: number, a: Block, b: Block, y: Block): void {
    this.#call(OPERATIONS.zip, n, ZIP_OPS[op], n, a.address, b.address, y.address);
  }
  multiplyAdd(n: number, a: Block, b: Block, y: Block): void {
    this.#call(OPERATIONS.multiplyAdd, n, n, a.address, b.address, y.address);
  }
  axpy(n: number, alpha: number, x: Block, y: Block): void {
    this.#call(OPERATIONS.axpy, n, n, alpha, x.address, y.address);
  }
  scale(n: number, alpha: number, x: Block): void {
    this.#call(OPERATIONS.scale, n, n, alpha, x.address);
  }
  fill(n: number, value: number, x: Block): void {
    this.#call(OPERATIONS.fill, n / 4, n, value, x.address);
  }
  clamp(n: number, limit: number, x: Block): void {
    this.#call(OPERATIONS.clamp, n, n, limit, x.address);
  }
  pairLoss(a: PairLossArgs): void {
    const { kind, n, x, target, delta, losses, gradient, scale } = a;
    const blocks = [losses.address, gradient.address];
    this.#call(
      OPERATIONS.pairLoss,
      n,
      PAIR_LOSSES[kind],
      n,
      x.address,
      target.address,
      delta,
      ...blocks,
      scale,
    );
  }

  dropout(args: DropoutArgs): void {
    regularise.dropout(this.#calls, args);
  }
  layerNorm(args: LayerNormArgs): void {
    regularise.layerNorm(this.#calls, args);
  }
  layerNormBackward(args: LayerNormBackwardArgs): void {
    regularise.layerNormBackward(this.#calls, args);
  }

  adam(args: AdamArgs): void {
    optimizers.adam(this.#calls, args);
  }
  sgd(args: SgdArgs): void {
    optimizers.sgd(this.#calls, args);
  }
  rmsprop(args: RmspropArgs): void {
    optimizers.rmsprop(this.#calls, args);
  }
  adagrad(args: AdagradArgs): void {
    optimizers.adagrad(this.#calls, args);
  }
  sumSquares(n: number, x: Block, before = 0): number {
    assert(this.#notes === null, 'sumSquares within a program');
    const runs = Math.ceil(n / SQUARES_RUN);
    const sums = this.#working(2 * runs);
    this.#call(OPERATIONS.sumSquares, n, n, x.address, SQUARES_RUN, sums.address);
    const { buffer, byteOffset } = sums.array();
    return new Float64Array(buffer, byteOffset, runs).reduce((total, sum) => total + sum, before);
  }
  sum(n: number, x: Block): number {
    assert(this.#notes === null, 'sum within a program');
    this.#call(OPERATIONS.sum, 0, n, x.address);
    return this.#target.arguments()[2];
  }
}
