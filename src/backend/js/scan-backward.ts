/**
 * One step back through each cell for one sequence. On entry `gates` holds the activated gates and
 * `dh` the whole ∂L/∂h' (the output's part is added already); on exit `gates` holds the gradients
 * of the pre-activations and `dh` (and `dc`) those of the state before the step.
 * σ' = σ(1 − σ), tanh' = 1 − tanh².
 */

import { tanh } from '../../util/maths.ts';
import type { Floats } from '../backend.ts';
import type { ScanKind } from '../scan-args.ts';

export interface BackwardRow {
  H: number;
  /** (G·H) */
  gates: Floats;
  hBefore: Floats;
  cBefore: Floats;
  cAfter: Floats;
  extra: Floats;
  dh: Floats;
  dc: Floats;
  /** (3H) p_i, p_f, p_o */
  peepholes: Floats;
  timesRecurrent(x: Floats): Float64Array;
  timesCandidate(x: Floats): Float64Array;
}

export const backwardSteps: { [K in ScanKind]: (row: BackwardRow) => void } = {
  'rnn-tanh': (row) => rnn(row, (h) => 1 - h * h),
  'rnn-relu': (row) => rnn(row, (h) => (h > 0 ? 1 : 0)),
  'gru-simple': gruSimple,
  gru,
  'gru-torch': gruTorch,
  lstm: (row) => lstm(row, 'none'),
  'lstm-peephole': (row) => lstm(row, 'current'),
  'lstm-peephole-previous': (row) => lstm(row, 'previous'),
};

/** da = dh' ⊙ f'(a); dh = Uᵀ da */
function rnn({ H, gates, dh, timesRecurrent }: BackwardRow, slope: (h: number) => number): void {
  for (let j = 0; j < H; j++) gates[j] = dh[j] * slope(gates[j]);
  dh.set(timesRecurrent(gates));
}

/** dz = dh' ⊙ (h − n), dn = dh' ⊙ (1 − z); dh = dh' ⊙ z + Uᵀ [da_z, da_n] */
function gruSimple({ H, gates, hBefore, dh, timesRecurrent }: BackwardRow): void {
  const direct = new Float64Array(H);
  for (let j = 0; j < H; j++) {
    const z = gates[j];
    const n = gates[H + j];
    gates[j] = dh[j] * (hBefore[j] - n) * z * (1 - z);
    gates[H + j] = dh[j] * (1 - z) * (1 - n * n);
    direct[j] = dh[j] * z;
  }
  const u = timesRecurrent(gates);
  for (let j = 0; j < H; j++) dh[j] = direct[j] + u[j];
}

/** As gru-simple, and through the candidate d(r ⊙ h) = U_nᵀ da_n: dr = d(r ⊙ h) ⊙ h, dh += d(r ⊙ h) ⊙ r */
function gru({ H, gates, hBefore, dh, timesRecurrent, timesCandidate }: BackwardRow): void {
  const direct = new Float64Array(H);
  for (let j = 0; j < H; j++) {
    const z = gates[H + j];
    const n = gates[2 * H + j];
    gates[H + j] = dh[j] * (hBefore[j] - n) * z * (1 - z);
    gates[2 * H + j] = dh[j] * (1 - z) * (1 - n * n);
    direct[j] = dh[j] * z;
  }
  const dReset = timesCandidate(gates.subarray(2 * H, 3 * H));
  for (let j = 0; j < H; j++) {
    const r = gates[j];
    gates[j] = dReset[j] * hBefore[j] * r * (1 - r);
    direct[j] += dReset[j] * r;
  }
  const u = timesRecurrent(gates.subarray(0, 2 * H));
  for (let j = 0; j < H; j++) dh[j] = direct[j] + u[j];
}

/** extra = U_n h + b_n: dr = da_n ⊙ extra, d(extra) = da_n ⊙ r (left in extra); dh = dh' ⊙ z + Uᵀ [da_r, da_z, d(extra)] */
function gruTorch({ H, gates, hBefore, extra, dh, timesRecurrent }: BackwardRow): void {
  const direct = new Float64Array(H);
  const recurrentSide = new Float64Array(3 * H);
  for (let j = 0; j < H; j++) {
    const r = gates[j];
    const z = gates[H + j];
    const n = gates[2 * H + j];
    const dn = dh[j] * (1 - z) * (1 - n * n);
    gates[j] = dn * extra[j] * r * (1 - r);
    gates[H + j] = dh[j] * (hBefore[j] - n) * z * (1 - z);
    gates[2 * H + j] = dn;
    extra[j] = dn * r;
    direct[j] = dh[j] * z;
    recurrentSide[j] = gates[j];
    recurrentSide[H + j] = gates[H + j];
    recurrentSide[2 * H + j] = extra[j];
  }
  const u = timesRecurrent(recurrentSide);
  for (let j = 0; j < H; j++) dh[j] = direct[j] + u[j];
}

/**
 * do = dh' ⊙ tanh(c'), dc' += dh' ⊙ o ⊙ tanh'(c'); di = dc' ⊙ g, df = dc' ⊙ c, dg = dc' ⊙ i;
 * dc = dc' ⊙ f, dh = Uᵀ da. Peepholes: dc += p_i da_i + p_f da_f, and p_o da_o goes to dc' (current)
 * or dc (previous).
 */
function lstm(row: BackwardRow, peephole: 'none' | 'current' | 'previous'): void {
  const { H, gates, cBefore, cAfter, dh, dc, peepholes } = row;
  for (let j = 0; j < H; j++) {
    const i = gates[j];
    const f = gates[H + j];
    const g = gates[2 * H + j];
    const o = gates[3 * H + j];
    const t = tanh(cAfter[j]);
    const da = dh[j] * t * o * (1 - o);
    let dcAfter = dc[j] + dh[j] * o * (1 - t * t);
    if (peephole === 'current') dcAfter += peepholes[2 * H + j] * da;
    const di = dcAfter * g * i * (1 - i);
    const df = dcAfter * cBefore[j] * f * (1 - f);
    gates[j] = di;
    gates[H + j] = df;
    gates[2 * H + j] = dcAfter * i * (1 - g * g);
    gates[3 * H + j] = da;
    dc[j] = dcAfter * f;
    if (peephole !== 'none') dc[j] += peepholes[j] * di + peepholes[H + j] * df;
    if (peephole === 'previous') dc[j] += peepholes[2 * H + j] * da;
  }
  dh.set(row.timesRecurrent(gates));
}
