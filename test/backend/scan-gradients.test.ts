import { describe, it } from 'vitest';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import {
  gatesOf,
  hasCellState,
  hasPeepholes,
  kinds,
  range,
  type ScanCase,
  type ScanData,
} from '../support/naive-scan.ts';
import { expectClose } from '../support/numbers.ts';
import {
  type Cotangents,
  casesOf,
  describeCase,
  randomCotangents,
  randomData,
  resultOf,
  runScan,
  runScanBackward,
  type ScanGradients,
} from '../support/scan.ts';

const backend = createReferenceBackend();
const EPSILON = 1e-5;

/** Σ output·cot + Σ h_last·cot + Σ c_last·cot of a scan. */
function loss(scan: ScanCase, data: ScanData, cotangents: Cotangents): number {
  const result = resultOf(scan, runScan(backend, scan, data));
  const last = (scan.reverse ? 0 : scan.T) * scan.B * scan.H;
  const dot = (a: number[], b: number[], from = 0) =>
    b.reduce((sum, value, i) => sum + value * a[from + i], 0);
  return (
    dot(result.output, cotangents.output) +
    dot(result.h, cotangents.h, last) +
    dot(result.c, cotangents.c, last)
  );
}

/** ∂loss/∂data[name] by central differences. */
function differences(
  scan: ScanCase,
  data: ScanData,
  cotangents: Cotangents,
  name: 'gates' | 'U' | 'bias' | 'peepholes' | 'h0' | 'c0',
): number[] {
  const values = data[name] ?? [];
  return values.map((value, i) => {
    const at = (x: number) =>
      loss(scan, { ...data, [name]: values.map((v, k) => (k === i ? x : v)) }, cotangents);
    return (at(value + EPSILON) - at(value - EPSILON)) / (2 * EPSILON);
  });
}

/**
 * Weight gradients as the layer above makes them from what backward leaves: dU = Σ da ⊗ h_before
 * (gru's candidate: ⊗ r ⊙ h; gru-torch's from dextra), db = Σ da, dp = Σ da ⊙ c.
 */
function weightGradients(scan: ScanCase, data: ScanData, gradients: ScanGradients) {
  const { kind, T, B, H, reverse } = scan;
  const G = gatesOf[kind];
  const { h, c } = resultOf(scan, runScan(backend, scan, data));
  const U = new Array<number>(G * H * H).fill(0);
  const bias = new Array<number>(G * H).fill(0);
  const peepholes = new Array<number>(3 * H).fill(0);
  for (const row of range(T * B)) {
    const slot = (t: number) => (t * B + (row % B)) * H;
    const t = Math.floor(row / B);
    const before = slot(reverse ? t + 1 : t);
    const after = slot(reverse ? t : t + 1);
    for (const unit of range(G * H)) {
      const gate = Math.floor(unit / H);
      const j = unit % H;
      const candidate = gate === 2;
      const da =
        kind === 'gru-torch' && candidate
          ? gradients.extra[row * H + j]
          : gradients.gates[row * G * H + unit];
      bias[unit] += da;
      for (const k of range(H)) {
        const state = kind === 'gru' && candidate ? gradients.extra[row * H + k] : h[before + k];
        U[unit * H + k] += da * state;
      }
      if (gate < 2) peepholes[gate * H + j] += da * c[before + j];
      if (gate === 3) {
        peepholes[2 * H + j] += da * c[(kind === 'lstm-peephole' ? after : before) + j];
      }
    }
  }
  return { U, bias, peepholes };
}

describe('scanBackward of the reference', () => {
  for (const kind of kinds) {
    for (const scan of casesOf(kind, [[4, 3, 3]])) {
      it(`equals central differences: ${describeCase(scan)}`, () => {
        const data = randomData(scan, 1);
        const cotangents = randomCotangents(scan, 1);
        const blocks = runScan(backend, scan, data);
        const gradients = runScanBackward(backend, scan, data, blocks, cotangents);
        const weights = weightGradients(scan, data, gradients);
        const check = (name: 'gates' | 'U' | 'bias' | 'peepholes' | 'h0' | 'c0', g: number[]) =>
          expectClose(g, differences(scan, data, cotangents, name), 1e-8, `d${name}`);
        check('gates', gradients.gates);
        check('h0', gradients.h0);
        check('U', weights.U);
        check('bias', weights.bias);
        if (hasCellState(kind)) check('c0', gradients.c0);
        if (hasPeepholes(kind)) check('peepholes', weights.peepholes);
      });
    }
  }
});
