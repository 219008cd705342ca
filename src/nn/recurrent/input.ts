/**
 * The input side of a layer for all time steps at once: W·x + b_i for dense vectors, embedded
 * tokens or one-hot tokens. While training each symbol that occurs is projected once, however often it
 * does, and its row gathered; else the whole table is where it has fewer rows than there are tokens. All
 * ways sum the same products in the same order, so the result has the same bits and only the cost
 * differs. Where weights stay (generation, scoring) the projected rows of a small vocabulary are kept.
 *
 * The gradient of b_i is left to the caller, which needs the same sums for b_h.
 */
import type { Block, IntBlock } from '../../backend/backend.ts';
import { embedding, expectIds } from '../../tensor/ops/embedding.ts';
import { linearBackward, linearForward } from '../../tensor/ops/linear.ts';
import { shapeError } from '../../tensor/shape.ts';
import type { Tape } from '../../tensor/tape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { assert } from '../../util/errors.ts';
import { isTokens, type LayerInput } from './layer.ts';

export interface Projection {
  /** (rows, G·H) */
  gates: Block;
  /** Adds to the gradients of W and of the input. */
  backward(dGates: Block): void;
}

interface ProjectArgs {
  /** T·B */
  rows: number;
  input: LayerInput;
  /** (G·H, I) */
  weight: Tensor;
  /** (G·H) */
  bias?: Tensor;
}

export function projectInput(tape: Tape, args: ProjectArgs): Projection {
  const { rows, input } = args;
  if (!isTokens(input)) return dense(tape, args, input);
  const { ids, table } = input;
  if (ids.length !== rows) throw shapeError('ids', [rows], [ids.length]);
  const kept = keptRows(tape, args, table);
  if (kept !== undefined) return fromKept(tape, args, ids, kept);
  if (table === undefined) return onehot(tape, args, ids);
  if (tape.recording && (table.requiresGrad || args.weight.requiresGrad)) {
    const { symbols, places } = distinct(tape, ids, table.shape[0]);
    if (symbols.length > 0) return embedded(tape, args, places, embedding(tape, table, symbols));
  }
  return table.shape[0] > rows
    ? dense(tape, args, embedding(tape, table, ids))
    : embedded(tape, args, ids, table);
}

/**
 * The symbols that occur, ascending, and where among them each token's stands (−1 for the id −1). Sums over symbols
 * then have the bits of sums over the whole table, whose other rows are zeros.
 */
function distinct(tape: Tape, ids: IntBlock, V: number): { symbols: IntBlock; places: IntBlock } {
  expectIds(ids, V);
  const from = ids.array();
  const symbols = Int32Array.from(new Set(from))
    .sort()
    .filter((id) => id >= 0);
  const rank = new Map<number, number>([[-1, -1]]);
  symbols.forEach((id, k) => {
    rank.set(id, k);
  });
  return { symbols: tape.ints(symbols), places: tape.ints(from.map((id) => rank.get(id) ?? -1)) };
}

function dense(tape: Tape, { rows, weight, bias }: ProjectArgs, x: Tensor): Projection {
  const gates = tape.arena.floats(rows * weight.shape[0]);
  linearForward(tape, x, weight, gates, bias);
  return { gates, backward: (dGates) => linearBackward(tape, x, weight, dGates) };
}

/** The most numbers in projected rows that are kept between calls: 16 MiB in single precision. */
const MOST_KEPT = 1 << 22;

/** P = E·Wᵀ + b or, one-hot, Wᵀ + b (V, G·H), where that can be kept. */
function keptRows(
  tape: Tape,
  { weight, bias }: ProjectArgs,
  table: Tensor | undefined,
): Block | undefined {
  const [columns, I] = weight.shape;
  const V = table?.shape[0] ?? I;
  const keeper = tape.keeperOf(weight.data);
  if (keeper === undefined || V * columns > MOST_KEPT) return undefined;
  if (table !== undefined && !keeper.holds(table.data)) return undefined;
  return keeper.derived(weight.data, { layout: 'rows', length: V * columns }, (into) => {
    if (table === undefined) addColumns(tape, allIds(tape, V), weight.data, into, bias);
    else linearForward(tape, table, weight, into, bias);
  });
}

function fromKept(tape: Tape, { rows, weight, bias }: ProjectArgs, ids: IntBlock, kept: Block) {
  const [columns] = weight.shape;
  expectIds(ids, kept.length / columns);
  const gates = tape.arena.floats(rows * columns);
  tape.backend.gather({ rows, columns, table: kept, ids, y: gates, ldy: columns });
  addToZeroRows(tape, ids, gates, bias);
  return { gates, backward: () => assert(false, 'a gradient of weights that stay') };
}

/** P = E·Wᵀ + b (V, G·H) of a table of V rows, then rows of P. */
function embedded(
  tape: Tape,
  { rows, weight, bias }: ProjectArgs,
  ids: IntBlock,
  table: Tensor,
): Projection {
  const { backend, arena } = tape;
  const [V] = table.shape;
  const [columns] = weight.shape;
  expectIds(ids, V);
  const projected = arena.floats(V * columns);
  linearForward(tape, table, weight, projected, bias);
  const gates = arena.floats(rows * columns);
  backend.gather({ rows, columns, table: projected, ids, y: gates, ldy: columns });
  addToZeroRows(tape, ids, gates, bias);
  return {
    gates,
    backward(dGates) {
      const dProjected = arena.zeros(V * columns);
      backend.scatterAdd({ rows, columns, table: dProjected, ids, dy: dGates, ldy: columns });
      linearBackward(tape, table, weight, dProjected);
    },
  };
}

/** A one-hot vector picks a column of W. */
function onehot(tape: Tape, { rows, weight, bias }: ProjectArgs, ids: IntBlock): Projection {
  const { backend, arena } = tape;
  const [columns, V] = weight.shape;
  expectIds(ids, V);
  const gates = arena.floats(rows * columns);
  if (V > rows) {
    addColumns(tape, ids, weight.data, gates, bias);
    return {
      gates,
      backward(dGates) {
        if (weight.requiresGrad) addToColumns(tape, ids, dGates, tape.gradOf(weight), V);
      },
    };
  }
  const all = allIds(tape, V);
  const projected = arena.floats(V * columns);
  addColumns(tape, all, weight.data, projected, bias);
  backend.gather({ rows, columns, table: projected, ids, y: gates, ldy: columns });
  addToZeroRows(tape, ids, gates, bias);
  return {
    gates,
    backward(dGates) {
      if (!weight.requiresGrad) return;
      const dProjected = arena.zeros(V * columns);
      backend.scatterAdd({ rows, columns, table: dProjected, ids, dy: dGates, ldy: columns });
      addToColumns(tape, all, dProjected, tape.gradOf(weight), V);
    },
  };
}

function allIds(tape: Tape, V: number): IntBlock {
  return tape.ints(Int32Array.from({ length: V }, (_, v) => v));
}

/** y[r] = bias + column ids[r] of W (columns, V). */
function addColumns({ backend }: Tape, ids: IntBlock, matrix: Block, y: Block, bias?: Tensor) {
  const rows = ids.length;
  const columns = y.length / rows;
  const ld = matrix.length / columns;
  if (bias === undefined) backend.fill(y.length, 0, y);
  else backend.copy({ rows, columns, x: bias.data, ldx: 0, y, ldy: columns });
  backend.gatherColumns({ rows, columns, matrix, ld, ids, y, ldy: columns });
}

/** Column ids[r] of dW (columns, V) += dy[r]. */
function addToColumns({ backend }: Tape, ids: IntBlock, y: Block, matrix: Block, V: number) {
  const columns = matrix.length / V;
  const sizes = { rows: ids.length, columns, ld: V, ldy: columns };
  backend.scatterAddColumns({ ...sizes, matrix, ids, y });
}

/** The rows that `gather` left at zero, for the id −1, get the bias: W·0 + b. */
function addToZeroRows(tape: Tape, ids: IntBlock, gates: Block, bias?: Tensor): void {
  if (bias === undefined) return;
  const zero: number[] = [];
  ids.array().forEach((id, r) => {
    if (id < 0) zero.push(r);
  });
  if (zero.length === 0) return;
  const to = { rows: zero.length, columns: bias.data.length, table: gates, ids: tape.ints(zero) };
  tape.backend.scatterAdd({ ...to, dy: bias.data, ldy: 0 });
}
