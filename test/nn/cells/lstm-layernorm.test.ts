import { describe, it } from 'vitest';
import { createReferenceBackend } from '../../../src/backend/js/reference.ts';
import { lstmLayerNorm } from '../../../src/nn/cells/lstm-layernorm.ts';
import { Tape, valuesOf } from '../../../src/tensor/index.ts';
import { expectClose, source } from '../../support/numbers.ts';

const [B, I, H] = [3, 4, 5];

/** The equations of Ba et al. once more, in plain numbers, for one sequence. */
function plainStep(p: Record<string, number[]>, x: number[], h: number[], c: number[]) {
  const product = (W: number[], v: number[]) =>
    Array.from({ length: 4 * H }, (_, r) =>
      v.reduce((sum, value, k) => sum + W[r * v.length + k] * value, 0),
    );
  const normal = (v: number[], gain: number[], shift: number[]) => {
    const mean = v.reduce((sum, value) => sum + value, 0) / v.length;
    const variance = v.reduce((sum, value) => sum + (value - mean) ** 2, 0) / v.length;
    return v.map((value, k) => (gain[k] * (value - mean)) / Math.sqrt(variance + 1e-5) + shift[k]);
  };
  const ofInput = normal(product(p.weight_ih, x), p.gain_ih, p.shift_ih);
  const ofState = normal(product(p.weight_hh, h), p.gain_hh, p.shift_hh);
  const a = ofInput.map((value, k) => value + ofState[k]);
  const sigma = (value: number) => 1 / (1 + Math.exp(-value));
  const next = c.map(
    (before, j) => sigma(a[H + j]) * before + sigma(a[j]) * Math.tanh(a[2 * H + j]),
  );
  const seen = normal(next, p.gain_c, p.shift_c);
  return { h: seen.map((value, j) => sigma(a[3 * H + j]) * Math.tanh(value)), c: next };
}

describe('the layer-normalised LSTM', () => {
  it('follows its equations', () => {
    const backend = createReferenceBackend();
    const tape = new Tape(backend, { recording: false });
    const { values: numbers } = source(3);
    const specs = lstmLayerNorm.parameters({ input: I, hidden: H, bias: true });
    const values = Object.fromEntries(
      specs.map(({ name, shape }) => [name, numbers(shape.reduce((a, b) => a * b, 1))]),
    );
    const [x, h, c] = [numbers(B * I), numbers(B * H), numbers(B * H)];
    const parameters = Object.fromEntries(
      specs.map(({ name, shape }) => [name, tape.constant(values[name], shape)]),
    );
    const state = { h: tape.constant(h, [B, H]), c: tape.constant(c, [B, H]) };
    const after = lstmLayerNorm.step(tape, parameters, tape.constant(x, [B, I]), state).state;
    for (let b = 0; b < B; b++) {
      const row = (all: ArrayLike<number>, width: number) =>
        Array.from(all).slice(b * width, (b + 1) * width);
      const wanted = plainStep(values, row(x, I), row(h, H), row(c, H));
      expectClose(row(valuesOf(after.h), H), wanted.h, 1e-12);
      expectClose(row(valuesOf(after.c), H), wanted.c, 1e-12);
    }
    backend.close();
  });
});
