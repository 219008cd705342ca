/**
 * How the rows of a batch of unequal lengths lie while a kernel walks it, so that sequences that have
 * ended cost nothing. Products over all steps see only the N rows at which a sequence goes on, in the
 * batch's order (t, b). The walk sees the sequences sorted by length, dealt out to the threads in turn:
 * in each thread's share those that go on stand before those that have ended. Neither changes a bit.
 */
import type { Block, IntBlock } from '../../backend/backend.ts';
import { blockFrom } from '../../tensor/block.ts';
import { embedding } from '../../tensor/ops/embedding.ts';
import type { Tape } from '../../tensor/tape.ts';
import { reshape } from '../../tensor/tensor.ts';
import { isTokens, type LayerInput } from './layer.ts';

/** Below this share of rows that go on, the copies cost less than the rows that have ended. */
const WORTHWHILE = 0.9;

interface Sizes {
  T: number;
  B: number;
  H: number;
}

/** Columns `column` … `column + H − 1` of (T, B, ld) numbers; both are multiples of H. */
export interface Columns {
  block: Block;
  ld: number;
  column: number;
}

export class RaggedRows {
  /** N */
  readonly count: number;
  /** (B) in the order of the walk. */
  readonly lengths: IntBlock;
  private readonly tape: Tape;
  private readonly sizes: Sizes;
  /** (N) each row that goes on, t·B + b. */
  private readonly rows: IntBlock;
  /** (N) the same rows in the order of the walk. */
  private readonly walked: IntBlock;
  /** (T·B) of the walk: which of the N rows, −1 at rows that have ended. */
  private readonly places: IntBlock;
  /** (B) of the walk: which sequence. */
  private readonly order: IntBlock;
  /** (B): where in the walk. */
  private readonly rank: IntBlock;

  /** Undefined where it would not pay. */
  static of(tape: Tape, lengths: IntBlock | undefined, sizes: Sizes): RaggedRows | undefined {
    const { T, B } = sizes;
    if (lengths === undefined || B === 1) return undefined;
    const count = lengths.array().reduce((sum, length) => sum + length, 0);
    return count < WORTHWHILE * T * B
      ? new RaggedRows(tape, lengths, { ...sizes, count })
      : undefined;
  }

  private constructor(
    tape: Tape,
    lengths: IntBlock,
    { count, ...sizes }: Sizes & { count: number },
  ) {
    const { T, B } = sizes;
    this.tape = tape;
    this.sizes = sizes;
    this.count = count;
    const ends = lengths.array();
    const order = walkOrder(ends, tape.backend.threads);
    const rank = new Int32Array(B);
    order.forEach((b, r) => {
      rank[b] = r;
    });
    const rows = new Int32Array(count);
    const walked = new Int32Array(count);
    const places = new Int32Array(T * B).fill(-1);
    for (let t = 0, n = 0; t < T; t++) {
      for (let b = 0; b < B; b++) {
        if (t >= ends[b]) continue;
        rows[n] = t * B + b;
        walked[n] = t * B + rank[b];
        places[walked[n]] = n++;
      }
    }
    this.lengths = tape.ints(order.map((b) => ends[b]));
    this.rows = tape.ints(rows);
    this.walked = tape.ints(walked);
    this.places = tape.ints(places);
    this.order = tape.ints(order);
    this.rank = tape.ints(rank);
  }

  /** The N rows of the input. */
  input(input: LayerInput): LayerInput {
    const { T, B } = this.sizes;
    if (!isTokens(input)) {
      const columns = input.shape[2];
      return embedding(this.tape, reshape(input, [T * B, columns]), this.rows);
    }
    const from = input.ids.array();
    return { ...input, ids: this.tape.ints(this.rows.array().map((row) => from[row])) };
  }

  /** (N, columns) → (T·B, columns) in the order of the walk, zeros at rows that have ended. */
  spread(compact: Block, columns: number): Block {
    const { T, B } = this.sizes;
    return this.gather(compact, this.places, { rows: T * B, columns });
  }

  /** (T·B, columns) in the order of the walk → (N, columns). */
  gathered(walk: Block, columns: number): Block {
    return this.gather(walk, this.walked, { rows: this.count, columns });
  }

  /** (slots, B, columns) in the order of the walk → of the batch. */
  inBatch(walk: Block, slots: number): Block {
    const { B } = this.sizes;
    const rank = this.rank.array();
    const ids = this.tape.ints(
      Int32Array.from({ length: slots * B }, (_, n) => n - (n % B) + rank[n % B]),
    );
    return this.gather(walk, ids, { rows: slots * B, columns: walk.length / (slots * B) });
  }

  /** (B, H) of the batch → in the order of the walk, into `y`. */
  enter(states: Block, y: Block): void {
    const { B: rows, H: columns } = this.sizes;
    this.tape.backend.gather({ rows, columns, table: states, ids: this.order, y, ldy: columns });
  }

  /** (B, H) in the order of the walk → of the batch. */
  leave(states: Block): Block {
    const { B, H } = this.sizes;
    return this.gather(states, this.rank, { rows: B, columns: H });
  }

  /** `states` (B, H) of the batch += what stands in the order of the walk. */
  leaveInto(walk: Block, states: Block): void {
    const { B: rows, H: columns } = this.sizes;
    const to = { table: states, ids: this.order };
    this.tape.backend.scatterAdd({ rows, columns, ...to, dy: walk, ldy: columns });
  }

  /** The states after all steps (T, B, H) in the order of the walk → the batch's output, zero after ends. */
  output(states: Block, { block, ld, column }: Columns): void {
    const { T, B, H: columns } = this.sizes;
    const ids = this.tape.ints(new Int32Array(T * B).fill(-1));
    const [to, rows, walked] = [ids.array(), this.rows.array(), this.walked.array()];
    for (let n = 0; n < this.count; n++) to[rows[n]] = walked[n];
    const y = blockFrom(block, column);
    this.tape.backend.gather({ rows: T * B, columns, table: states, ids, y, ldy: ld });
  }

  /** The batch's output gradients → (T, B, H) in the order of the walk. */
  outputGradient({ block, ld, column }: Columns): Block {
    const { T, B, H: columns } = this.sizes;
    const ids = this.tape.ints(new Int32Array(T * B).fill(-1));
    const [to, rows, walked] = [ids.array(), this.rows.array(), this.walked.array()];
    for (let n = 0; n < this.count; n++) to[walked[n]] = (rows[n] * ld + column) / columns;
    return this.gather(block, ids, { rows: T * B, columns });
  }

  private gather(
    table: Block,
    ids: IntBlock,
    { rows, columns }: { rows: number; columns: number },
  ): Block {
    const y = this.tape.arena.floats(rows * columns);
    this.tape.backend.gather({ rows, columns, table, ids, y, ldy: columns });
    return y;
  }
}

/** Sequences by falling length, dealt out in turn to shares that are cut as the kernels cut them. */
function walkOrder(ends: Int32Array, threads: number): Int32Array {
  const B = ends.length;
  const sorted = Array.from(ends.keys()).sort((a, b) => ends[b] - ends[a] || a - b);
  const shares = Math.min(threads, B);
  const order: number[][] = Array.from({ length: shares }, () => []);
  const size = (share: number) =>
    Math.floor(((share + 1) * B) / shares) - Math.floor((share * B) / shares);
  let share = 0;
  for (const b of sorted) {
    while (order[share].length === size(share)) share = (share + 1) % shares;
    order[share].push(b);
    share = (share + 1) % shares;
  }
  return Int32Array.from(order.flat());
}
