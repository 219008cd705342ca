import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Digest } from '../../../src/server/runs/digest.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unroll-digest-'));
  path = join(folder, 'metrics.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const step = (n: number, loss = 1 / n) =>
  `${JSON.stringify({ event: 'step', step: n, loss, grad_norm: 2, lr: 0.1, epoch: n / 50, tokens_per_s: 9 })}\n`;
const validation = (n: number, loss: number, best: boolean, more: object) =>
  `${JSON.stringify({ event: 'validation', step: n, val_loss: loss, best, ...more })}\n`;

it('reads what a file has gained, and begins anew where it was cut back', async () => {
  const digest = new Digest(path);
  await digest.refresh();
  expect(digest.lastStep).toBe(0);
  writeFileSync(path, step(1) + step(2).slice(0, 20));
  await digest.refresh();
  expect(digest.metrics(10)).toMatchObject({ logged: 1, lastStep: 1 });
  appendFileSync(path, step(2).slice(20) + step(3));
  await digest.refresh();
  expect(digest.metrics(10)).toMatchObject({ logged: 3, loss: { step: [1, 2, 3] } });
  expect(digest.stepsPerEpoch).toBe(50);
  truncateSync(path, step(1).length);
  await digest.refresh();
  expect(digest.metrics(10)).toMatchObject({ logged: 1, loss: { step: [1] } });
});

it('keeps validations with the metrics of each, and the best', async () => {
  writeFileSync(
    path,
    step(1) +
      validation(1, 3, true, { val_perplexity: 20, val_bits_per_char: 4 }) +
      validation(2, 2, true, { val_perplexity: 7 }) +
      validation(3, 5, false, { metrics: { accuracy: 0.5 } }),
  );
  const digest = new Digest(path);
  await digest.refresh();
  expect(digest.metrics(10).validation).toEqual({
    step: [1, 2, 3],
    loss: [3, 2, 5],
    best: [true, true, false],
    metrics: {
      val_perplexity: [20, 7, null],
      val_bits_per_char: [4, null, null],
      accuracy: [null, null, 0.5],
    },
  });
  expect([digest.bestLoss, digest.bestStep]).toEqual([2, 2]);
  expect(digest.lastMetrics()).toEqual({ accuracy: 0.5 });
});

it('knows how the run ended until it goes on', async () => {
  writeFileSync(
    path,
    `${step(1)}${JSON.stringify({ event: 'done', steps: 1, reason: 'steps' })}\n`,
  );
  const digest = new Digest(path);
  await digest.refresh();
  expect(digest.ended).toBe('steps');
  appendFileSync(path, step(2));
  await digest.refresh();
  expect(digest.ended).toBeNull();
});

it('passes over lines that are no JSON', async () => {
  writeFileSync(path, `${step(1)}{"event":"st\n${step(2)}`);
  const digest = new Digest(path);
  await digest.refresh();
  expect(digest.metrics(10).loss.step).toEqual([1, 2]);
});

it('opens 100,000 logged steps and 50 validations within two seconds', async () => {
  let text = '';
  for (let n = 1; n <= 100_000; n++) {
    text += step(n);
    if (n % 2000 === 0) text += validation(n, 2, false, { val_perplexity: 3 });
  }
  writeFileSync(path, text);
  const started = performance.now();
  const digest = new Digest(path);
  await digest.refresh();
  const { logged, loss, validation: found } = digest.metrics(1000);
  expect(performance.now() - started).toBeLessThan(2000);
  expect(logged).toBe(100_000);
  expect(loss.step).toHaveLength(1000);
  expect(loss.max[0]).toBe(1);
  expect(found.step).toHaveLength(50);
});
