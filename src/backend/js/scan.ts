/**
 * One layer and direction over time: walks the steps and the sequences, and leaves a step's
 * arithmetic to the cell (`scan-forward.ts`, `scan-backward.ts`). A sequence that has ended carries
 * its state unchanged; its gates, extra and output are zero, and so are their gradients.
 */
import type { Floats, Packed } from '../backend.ts';
import { GATES } from '../operations.ts';
import type { ScanArgs, ScanBackwardArgs } from '../scan-args.ts';
import { type BackwardRow, backwardSteps } from './scan-backward.ts';
import { type ForwardRow, forwardSteps } from './scan-forward.ts';

export function scan(args: ScanArgs): void {
  const { kind, T, B, H, reverse, lengths } = args;
  const columns = GATES[kind] * H;
  const step = forwardSteps[kind];
  const peepholes = args.peepholes?.array();
  const bias = args.bias?.array() ?? new Float64Array(columns);
  const output = args.output?.array();
  const ldOutput = args.ldOutput ?? H;
  for (let i = 0; i < T; i++) {
    const t = reverse ? T - 1 - i : i;
    const before = reverse ? t + 1 : t;
    const after = reverse ? t : t + 1;
    for (let b = 0; b < B; b++) {
      const row: ForwardRow = {
        H,
        gates: part(args.gates.array(), t * B + b, columns),
        hBefore: part(args.h.array(), before * B + b, H),
        hAfter: part(args.h.array(), after * B + b, H),
        cBefore: part(args.c?.array(), before * B + b, H),
        cAfter: part(args.c?.array(), after * B + b, H),
        extra: part(args.extra?.array(), t * B + b, H),
        bias,
        peepholes: peepholes ?? NONE,
        timesRecurrent: (x) => rowTimes(x, args.recurrent),
        timesCandidate: (x) => rowTimes(x, args.recurrentCandidate),
      };
      const ended = lengths !== undefined && t >= lengths.array()[b];
      if (ended) {
        row.hAfter.set(row.hBefore);
        row.cAfter.set(row.cBefore);
        row.gates.fill(0);
        row.extra.fill(0);
      } else {
        step(row);
      }
      if (output) {
        for (let j = 0; j < H; j++) output[(t * B + b) * ldOutput + j] = ended ? 0 : row.hAfter[j];
      }
    }
  }
}

export function scanBackward(args: ScanBackwardArgs): void {
  const { kind, T, B, H, reverse, lengths, ldOutput } = args;
  const columns = GATES[kind] * H;
  const step = backwardSteps[kind];
  const dOutput = args.dOutput.array();
  for (let i = 0; i < T; i++) {
    const t = reverse ? i : T - 1 - i;
    const before = reverse ? t + 1 : t;
    const after = reverse ? t : t + 1;
    for (let b = 0; b < B; b++) {
      const row: BackwardRow = {
        H,
        gates: part(args.gates.array(), t * B + b, columns),
        hBefore: part(args.h.array(), before * B + b, H),
        cBefore: part(args.c?.array(), before * B + b, H),
        cAfter: part(args.c?.array(), after * B + b, H),
        extra: part(args.extra?.array(), t * B + b, H),
        dh: part(args.dh.array(), b, H),
        dc: part(args.dc?.array(), b, H),
        peepholes: args.peepholes?.array() ?? NONE,
        timesRecurrent: (x) => rowTimes(x, args.recurrent),
        timesCandidate: (x) => rowTimes(x, args.recurrentCandidate),
      };
      if (lengths !== undefined && t >= lengths.array()[b]) {
        row.gates.fill(0);
        if (kind === 'gru-torch') row.extra.fill(0);
        continue;
      }
      for (let j = 0; j < H; j++) row.dh[j] += dOutput[(t * B + b) * ldOutput + j];
      step(row);
    }
  }
}

const NONE = new Float64Array(0);

/** Row `index` of a matrix with `columns`, sharing memory; empty if there is no matrix. */
function part(matrix: Floats | undefined, index: number, columns: number): Floats {
  return matrix ? matrix.subarray(index * columns, (index + 1) * columns) : NONE;
}

/** x (K) times a packed matrix (K, N). */
function rowTimes(x: Floats, matrix: Packed | undefined): Float64Array {
  if (!matrix) throw new Error('internal error: scan of kind gru needs recurrentCandidate');
  const { K, N, block } = matrix;
  const values = block.array();
  const y = new Float64Array(N);
  for (let k = 0; k < K; k++) {
    for (let n = 0; n < N; n++) y[n] += x[k] * values[k * N + n];
  }
  return y;
}
