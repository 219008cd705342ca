/**
 * The cells written once more from their equations, for the tests: one sequence, one step, plain
 * arrays, engine maths, weights in torch's layout (gates·H, H). Shares nothing with src.
 */
import type { ScanKind } from '../../src/backend/scan-args.ts';

export interface ScanCase {
  kind: ScanKind;
  T: number;
  B: number;
  H: number;
  reverse: boolean;
  lengths?: number[];
}

export interface ScanData {
  /** (T, B, G·H) */
  gates: number[];
  /** (G·H, H) */
  U: number[];
  /** (G·H) */
  bias?: number[];
  /** (3H) */
  peepholes?: number[];
  /** (B, H) */
  h0: number[];
  c0: number[];
}

export interface ScanResult {
  /** (T, B, G·H) activated; 0 where a sequence has ended */
  gates: number[];
  /** (T+1, B, H) */
  h: number[];
  c: number[];
  /** (T, B, H); 0 where a sequence has ended */
  extra: number[];
  /** (T, B, H) */
  output: number[];
}

export const gatesOf: { [K in ScanKind]: number } = {
  'rnn-tanh': 1,
  'rnn-relu': 1,
  'gru-simple': 2,
  gru: 3,
  'gru-torch': 3,
  lstm: 4,
  'lstm-peephole': 4,
  'lstm-peephole-previous': 4,
};
export const kinds = Object.keys(gatesOf) as ScanKind[];
export const hasCellState = (kind: ScanKind) => kind.startsWith('lstm');
export const hasExtra = (kind: ScanKind) => kind === 'gru' || kind === 'gru-torch';
export const hasPeepholes = (kind: ScanKind) => kind.startsWith('lstm-');

const sigma = (x: number) => 1 / (1 + Math.exp(-x));

export function naiveScan(scan: ScanCase, data: ScanData): ScanResult {
  const { kind, T, B, H, reverse, lengths } = scan;
  const G = gatesOf[kind];
  const result: ScanResult = {
    gates: new Array(T * B * G * H).fill(0),
    h: new Array((T + 1) * B * H).fill(0),
    c: new Array((T + 1) * B * H).fill(0),
    extra: new Array(T * B * H).fill(0),
    output: new Array(T * B * H).fill(0),
  };
  for (let b = 0; b < B; b++) {
    let h = data.h0.slice(b * H, (b + 1) * H);
    let c = data.c0.slice(b * H, (b + 1) * H);
    const keep = (slot: number) => {
      for (let j = 0; j < H; j++) {
        result.h[(slot * B + b) * H + j] = h[j];
        result.c[(slot * B + b) * H + j] = c[j];
      }
    };
    keep(reverse ? T : 0);
    for (const t of reverse ? range(T).reverse() : range(T)) {
      if (!lengths || t < lengths[b]) {
        const x = data.gates.slice((t * B + b) * G * H, (t * B + b + 1) * G * H);
        const step = cell(kind, H, x, h, c, data);
        h = step.h;
        c = step.c;
        step.gates.forEach((value, j) => {
          result.gates[(t * B + b) * G * H + j] = value;
        });
        for (let j = 0; j < H; j++) {
          result.extra[(t * B + b) * H + j] = step.extra[j] ?? 0;
          result.output[(t * B + b) * H + j] = h[j];
        }
      }
      keep(reverse ? t : t + 1);
    }
  }
  return result;
}

/** One step. Each gate is a vector of H numbers. */
function cell(
  kind: ScanKind,
  H: number,
  x: number[],
  h: number[],
  c: number[],
  { U, bias, peepholes: p = [] }: ScanData,
): { gates: number[]; h: number[]; c: number[]; extra: number[] } {
  const units = range(H);
  /** U_gate·state + b_gate */
  const recurrent = (gate: number, state: number[]) =>
    units.map((j) => {
      let sum = bias?.[gate * H + j] ?? 0;
      for (let k = 0; k < H; k++) sum += U[(gate * H + j) * H + k] * state[k];
      return sum;
    });
  const input = (gate: number) => x.slice(gate * H, (gate + 1) * H);
  const plus = (a: number[], b: number[]) => a.map((v, j) => v + b[j]);
  const times = (a: number[], b: number[]) => a.map((v, j) => v * b[j]);
  const see = (gate: number, state: number[]) =>
    kind === 'lstm' ? units.map(() => 0) : times(p.slice(gate * H, (gate + 1) * H), state);
  /** (1 − z) ⊙ n + z ⊙ h */
  const blend = (z: number[], n: number[]) => z.map((v, j) => (1 - v) * n[j] + v * h[j]);

  switch (kind) {
    case 'rnn-tanh':
    case 'rnn-relu': {
      const a = plus(input(0), recurrent(0, h));
      const next = a.map((v) => (kind === 'rnn-tanh' ? Math.tanh(v) : Math.max(v, 0)));
      return { gates: next, h: next, c, extra: [] };
    }
    case 'gru-simple': {
      const z = plus(input(0), recurrent(0, h)).map(sigma);
      const n = plus(input(1), recurrent(1, h)).map(Math.tanh);
      return { gates: [...z, ...n], h: blend(z, n), c, extra: [] };
    }
    case 'gru': {
      const r = plus(input(0), recurrent(0, h)).map(sigma);
      const z = plus(input(1), recurrent(1, h)).map(sigma);
      const extra = times(r, h);
      const n = plus(input(2), recurrent(2, extra)).map(Math.tanh);
      return { gates: [...r, ...z, ...n], h: blend(z, n), c, extra };
    }
    case 'gru-torch': {
      const r = plus(input(0), recurrent(0, h)).map(sigma);
      const z = plus(input(1), recurrent(1, h)).map(sigma);
      const extra = recurrent(2, h);
      const n = plus(input(2), times(r, extra)).map(Math.tanh);
      return { gates: [...r, ...z, ...n], h: blend(z, n), c, extra };
    }
    case 'lstm':
    case 'lstm-peephole':
    case 'lstm-peephole-previous': {
      const i = plus(plus(input(0), recurrent(0, h)), see(0, c)).map(sigma);
      const f = plus(plus(input(1), recurrent(1, h)), see(1, c)).map(sigma);
      const g = plus(input(2), recurrent(2, h)).map(Math.tanh);
      const next = plus(times(f, c), times(i, g));
      const seen = see(2, kind === 'lstm-peephole' ? next : c);
      const o = plus(plus(input(3), recurrent(3, h)), seen).map(sigma);
      return {
        gates: [...i, ...f, ...g, ...o],
        h: times(o, next.map(Math.tanh)),
        c: next,
        extra: [],
      };
    }
    default:
      return kind satisfies never;
  }
}

export function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}
