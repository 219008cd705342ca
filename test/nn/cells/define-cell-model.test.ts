/** A user's cell in the everyday library: train, save, load, sample, score. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { defineCell, load, type TrainEvent, train } from '../../../src/index.ts';
import { add, linear, scale, tanh } from '../../../src/tensor/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'unroll-cell-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Leaky units: h' = ½ h + ½ tanh(W x + U h + b). */
const leaky = defineCell({
  name: 'leaky',
  parameters: ({ input, hidden }) => [
    { name: 'weight_ih', shape: [hidden, input] },
    { name: 'weight_hh', shape: [hidden, hidden] },
    { name: 'bias', shape: [hidden] },
  ],
  step(tape, { weight_ih, weight_hh, bias }, x, { h }) {
    const sum = add(tape, linear(tape, x, weight_ih, bias), linear(tape, h, weight_hh));
    const next = add(tape, scale(tape, h, 0.5), scale(tape, tanh(tape, sum), 0.5));
    return { output: next, state: { h: next } };
  },
});

test('a user’s cell trains, is saved and samples again', async () => {
  const out = join(folder, 'run');
  const run = train({
    cell: 'leaky',
    cells: [leaky],
    data: { text: 'the cat sat on the mat. '.repeat(40) },
    layers: 1,
    hidden: 16,
    embed: 8,
    batch: 4,
    bptt: 12,
    steps: 150,
    lr: 0.02,
    logEvery: 10,
    samples: false,
    out,
  });
  const losses: number[] = [];
  for await (const event of run as AsyncIterable<TrainEvent>) {
    if (event.event === 'step') losses.push(event.loss);
  }
  expect(losses[losses.length - 1]).toBeLessThan(losses[0] / 4);
  await expect(load(out)).rejects.toThrow(/there is no cell "leaky"/);
  const model = await load(out, { cells: [leaky] });
  const [text] = await model.generate({ prime: 'the cat ', length: 8, temperature: 0 });
  expect(text).toBe('the cat sat on t');
  expect(model.score('the cat sat on the mat.').tokens).toBe(23);
  model.close();
});
