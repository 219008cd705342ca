import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { train } from '../../../src/index.ts';
import { type SampleLine, sampleRequest } from '../../../src/protocol/language.ts';
import { ModelCache } from '../../../src/server/models/model-cache.ts';
import { sample } from '../../../src/server/models/sample.ts';

const folder = mkdtempSync(join(tmpdir(), 'unroll-sample-'));
const path = join(folder, 'run');

beforeAll(async () => {
  const text = 'The cat sat on the mat. '.repeat(60);
  await train({ data: { text }, hidden: 4, steps: 2, out: path }).finish();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function drawn(request: object, see: (line: SampleLine, abort: () => void) => void) {
  const controller = new AbortController();
  const lines: SampleLine[] = [];
  const question = {
    path,
    request: sampleRequest.parse(request),
    cache: new ModelCache(),
    signal: controller.signal,
  };
  await sample(question, (line) => {
    lines.push(line);
    see(line, () => controller.abort());
  });
  return lines;
}

it('is given up within a turn when nobody waits for it any more', async () => {
  const lines = await drawn({ length: 100_000 }, (_, abort) => abort());
  expect(lines.length).toBeLessThanOrEqual(16);
});

it('ends before a stop string, and says so', async () => {
  const lines = await drawn({ length: 100_000, stop: ['a'], temperature: 5 }, () => {});
  expect(lines.map(({ text }) => text).join('')).not.toContain('a');
  expect(lines.at(-1)).toEqual({ type: 'end', finish: 'stop', text: '' });
  expect(lines.at(-2)).toMatchObject({ type: 'symbol', token: 'a' });
});

it('lets others have their turn', async () => {
  let turns = 0;
  const timer = setInterval(() => {
    turns++;
  }, 0);
  await drawn({ length: 4000 }, () => {});
  clearInterval(timer);
  expect(turns).toBeGreaterThan(10);
});
