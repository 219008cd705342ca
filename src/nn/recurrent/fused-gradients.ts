/**
 * Gradients of a layer's recurrent weights, biases and peepholes from what `scanBackward` leaves:
 * dG, the gradients of all pre-activations, (rows, G·H). Rows are the steps of all sequences; where a
 * sequence has ended dG is 0 or the row is left out, so sums are right for sequences of any lengths.
 */
import type { Block } from '../../backend/backend.ts';
import type { ScanKind } from '../../backend/scan-args.ts';
import { blockFrom } from '../../tensor/block.ts';
import type { Tape } from '../../tensor/tape.ts';
import type { CellParameters } from '../cells/cell.ts';

export interface ScanMemory {
  kind: ScanKind;
  rows: number;
  H: number;
  parameters: CellParameters;
  /** dG (rows, G·H) */
  gates: Block;
  /** h and c before each step, c after it. (rows, H) */
  before: Block;
  cellBefore?: Block;
  cellAfter?: Block;
  /** gru-torch: ∂L/∂(Uₙh + b_hn); gru: r ⊙ h. (rows, H) */
  extra?: Block;
}

export function accumulateGradients(tape: Tape, memory: ScanMemory): void {
  if (memory.parameters.weight_hh.requiresGrad) recurrentWeights(tape, memory);
  biases(tape, memory);
  if (memory.parameters.peephole_i !== undefined) peepholes(tape, memory);
}

/**
 * dU += dGᵀ·h_prev. In `gru` the candidate saw r ⊙ h instead: dUₙ += dGₙᵀ·(r ⊙ h). In `gru-torch`
 * its recurrent side has a gradient of its own: dUₙ += d(Uₙh + b_hn)ᵀ·h_prev.
 */
function recurrentWeights(tape: Tape, memory: ScanMemory): void {
  const { kind, rows, H, parameters, gates, extra } = memory;
  const columns = gates.length / rows;
  const dWeight = tape.gradOf(parameters.weight_hh);
  const packRows = (source: Block) => tape.pack({ K: rows, N: H, source, ld: H });
  const before = packRows(memory.before);
  const add = (M: number, a: Block, lda: number, b: typeof before, fromRow = 0) => {
    const c = blockFrom(dWeight, fromRow * H);
    tape.backend.product({ M, a, lda, aTransposed: true, b, c, ldc: H, accumulate: true });
  };
  if (extra === undefined) {
    add(columns, gates, columns, before);
    return;
  }
  add(2 * H, gates, columns, before);
  if (kind === 'gru-torch') add(H, extra, H, before, 2 * H);
  else add(H, blockFrom(gates, 2 * H), columns, packRows(extra), 2 * H);
}

/** Both biases get the column sums of dG, except b_hn of `gru-torch`, which sits inside r ⊙ (…). */
function biases(tape: Tape, { kind, rows, H, parameters, gates, extra }: ScanMemory): void {
  const { backend, arena } = tape;
  const { bias_ih: ofInput, bias_hh: ofState } = parameters;
  if (!ofInput?.requiresGrad && !ofState?.requiresGrad) return;
  const columns = gates.length / rows;
  const sums = arena.zeros(columns);
  backend.columnSums({ rows, columns, x: gates, ldx: columns, out: sums });
  if (ofInput?.requiresGrad) backend.axpy(columns, 1, sums, tape.gradOf(ofInput));
  if (!ofState?.requiresGrad) return;
  const dBias = tape.gradOf(ofState);
  if (kind === 'gru-torch' && extra !== undefined) {
    backend.axpy(2 * H, 1, sums, dBias);
    backend.columnSums({ rows, columns: H, x: extra, ldx: H, out: blockFrom(dBias, 2 * H) });
  } else {
    backend.axpy(columns, 1, sums, dBias);
  }
}

/** dp_i += Σ dG_i ⊙ c, dp_f += Σ dG_f ⊙ c, dp_o += Σ dG_o ⊙ (c' or c). */
function peepholes(tape: Tape, memory: ScanMemory): void {
  const { kind, rows, H, parameters, gates, cellBefore: before, cellAfter: after } = memory;
  if (before === undefined || after === undefined) return;
  const add = (name: string, gate: number, seen: Block) => {
    if (!parameters[name].requiresGrad) return;
    const x = blockFrom(gates, gate * H);
    const out = tape.gradOf(parameters[name]);
    tape.backend.columnSums({ rows, columns: H, x, ldx: 4 * H, y: seen, ldy: H, out });
  };
  add('peephole_i', 0, before);
  add('peephole_f', 1, before);
  add('peephole_o', 3, kind === 'lstm-peephole' ? after : before);
}
