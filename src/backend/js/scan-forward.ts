/**
 * One step of each cell for one sequence. On entry `gates` holds Wx + b_i, on exit the activated
 * gates; b_h is `bias`. Equations: σ logistic, ⊙ elementwise, U h recurrent products.
 */

import { sigmoid, tanh } from '../../util/maths.ts';
import type { Floats } from '../backend.ts';
import type { ScanKind } from '../scan-args.ts';

export interface ForwardRow {
  H: number;
  /** (G·H) */
  gates: Floats;
  hBefore: Floats;
  hAfter: Floats;
  /** lstm kinds; empty otherwise */
  cBefore: Floats;
  cAfter: Floats;
  /** gru and gru-torch; empty otherwise */
  extra: Floats;
  /** (G·H) */
  bias: Floats;
  /** (3H) p_i, p_f, p_o */
  peepholes: Floats;
  timesRecurrent(x: Floats): Float64Array;
  timesCandidate(x: Floats): Float64Array;
}

export const forwardSteps: { [K in ScanKind]: (row: ForwardRow) => void } = {
  'rnn-tanh': (row) => rnn(row, tanh),
  'rnn-relu': (row) => rnn(row, (x) => Math.max(x, 0)),
  'gru-simple': gruSimple,
  gru,
  'gru-torch': gruTorch,
  lstm: (row) => lstm(row, 'none'),
  'lstm-peephole': (row) => lstm(row, 'current'),
  'lstm-peephole-previous': (row) => lstm(row, 'previous'),
};

/** h' = f(Wx + Uh + b) */
function rnn(row: ForwardRow, f: (x: number) => number): void {
  const u = row.timesRecurrent(row.hBefore);
  for (let j = 0; j < row.H; j++) {
    row.gates[j] = f(row.gates[j] + u[j] + row.bias[j]);
    row.hAfter[j] = row.gates[j];
  }
}

/** z = σ(W_z x + U_z h + b_z), n = tanh(W_n x + U_n h + b_n), h' = (1 − z) ⊙ n + z ⊙ h */
function gruSimple({ H, gates, hBefore, hAfter, bias, timesRecurrent }: ForwardRow): void {
  const u = timesRecurrent(hBefore);
  for (let j = 0; j < H; j++) {
    const z = sigmoid(gates[j] + u[j] + bias[j]);
    const n = tanh(gates[H + j] + u[H + j] + bias[H + j]);
    gates[j] = z;
    gates[H + j] = n;
    hAfter[j] = (1 - z) * n + z * hBefore[j];
  }
}

/** r, z = σ(W x + U h + b), n = tanh(W_n x + U_n (r ⊙ h) + b_n), h' = (1 − z) ⊙ n + z ⊙ h; extra = r ⊙ h */
function gru(row: ForwardRow): void {
  const { H, gates, hBefore, hAfter, extra, bias } = row;
  const u = row.timesRecurrent(hBefore);
  for (let j = 0; j < 2 * H; j++) gates[j] = sigmoid(gates[j] + u[j] + bias[j]);
  for (let j = 0; j < H; j++) extra[j] = gates[j] * hBefore[j];
  const un = row.timesCandidate(extra);
  for (let j = 0; j < H; j++) {
    const z = gates[H + j];
    const n = tanh(gates[2 * H + j] + un[j] + bias[2 * H + j]);
    gates[2 * H + j] = n;
    hAfter[j] = (1 - z) * n + z * hBefore[j];
  }
}

/** As gru, but n = tanh(W_n x + r ⊙ (U_n h + b_n)); extra = U_n h + b_n */
function gruTorch({ H, gates, hBefore, hAfter, extra, bias, timesRecurrent }: ForwardRow): void {
  const u = timesRecurrent(hBefore);
  for (let j = 0; j < H; j++) {
    const r = sigmoid(gates[j] + u[j] + bias[j]);
    const z = sigmoid(gates[H + j] + u[H + j] + bias[H + j]);
    extra[j] = u[2 * H + j] + bias[2 * H + j];
    const n = tanh(gates[2 * H + j] + r * extra[j]);
    gates[j] = r;
    gates[H + j] = z;
    gates[2 * H + j] = n;
    hAfter[j] = (1 - z) * n + z * hBefore[j];
  }
}

/**
 * i, f, o = σ(W x + U h + b), g = tanh(W_g x + U_g h + b_g), c' = f ⊙ c + i ⊙ g, h' = o ⊙ tanh(c').
 * With peepholes i and f also see p ⊙ c, and o sees p_o ⊙ c' (current) or p_o ⊙ c (previous).
 */
function lstm(row: ForwardRow, peephole: 'none' | 'current' | 'previous'): void {
  const { H, gates, cBefore, cAfter, hAfter, bias, peepholes } = row;
  const u = row.timesRecurrent(row.hBefore);
  const see = (gate: number, j: number, c: number) =>
    peephole === 'none' ? 0 : peepholes[gate * H + j] * c;
  for (let j = 0; j < H; j++) {
    const sum = (gate: number) => gates[gate * H + j] + u[gate * H + j] + bias[gate * H + j];
    const i = sigmoid(sum(0) + see(0, j, cBefore[j]));
    const f = sigmoid(sum(1) + see(1, j, cBefore[j]));
    const g = tanh(sum(2));
    const c = f * cBefore[j] + i * g;
    const o = sigmoid(sum(3) + see(2, j, peephole === 'current' ? c : cBefore[j]));
    gates[j] = i;
    gates[H + j] = f;
    gates[2 * H + j] = g;
    gates[3 * H + j] = o;
    cAfter[j] = c;
    hAfter[j] = o * tanh(c);
  }
}
