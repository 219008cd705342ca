import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSafetensors } from '../../src/files/safetensors.ts';
import { load, loadTask, resumeTask, train } from '../../src/index.ts';
import { smallRun } from '../tasks/small-run.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unroll-task-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const weights = (run: string) =>
  [...readSafetensors(join(run, 'checkpoint.safetensors')).tensors].map(([name, { data }]) => [
    name,
    Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex'),
  ]);

describe('a task that was stopped and goes on', () => {
  it('ends with the same bits, dropout and plateau included', async () => {
    const options = { dropout: 0.3, schedule: 'plateau', patience: 9 } as const;
    const [whole, parts] = [join(folder, 'whole'), join(folder, 'parts')];
    await train(smallRun({ ...options, out: whole, steps: 40, epochs: 0 })).finish();
    const stop = new AbortController();
    const run = train(
      smallRun({ ...options, out: parts, steps: 40, epochs: 0, signal: stop.signal, logEvery: 1 }),
    );
    for await (const event of run) if (event.event === 'step' && event.step === 17) stop.abort();
    await resumeTask(parts, { backend: 'js' }).finish();
    expect(weights(parts)).toEqual(weights(whole));
  });

  it('keeps its examples in the run folder, readable without Unroll', async () => {
    const out = join(folder, 'a');
    await train(smallRun({ out, epochs: 1 })).finish();
    const lines = readFileSync(join(out, 'examples.jsonl'), 'utf8').trim().split('\n');
    const { corpus } = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'));
    expect(lines).toHaveLength(corpus.trainExamples);
    expect(corpus.trainExamples + corpus.validationExamples).toBe(120);
    expect(JSON.parse(lines[0])).toMatchObject({ text: expect.any(String), label: /good|bad/ });
  });

  it('refuses examples that were changed', async () => {
    const out = join(folder, 'a');
    await train(smallRun({ out, epochs: 1 })).finish();
    writeFileSync(join(out, 'examples.jsonl'), '{}\n');
    await expect(resumeTask(out, { epochs: 2 }).finish()).rejects.toThrow(
      /holds 1 examples where run.json says 96/,
    );
  });

  it('leaves nothing behind when the data cannot be used', async () => {
    const out = join(folder, 'a');
    const run = train(smallRun({ out, data: { records: [] } }));
    await expect(run.finish()).rejects.toThrow(/no example is left/);
    await expect(loadTask(out)).rejects.toThrow(/there is no run/);
  });

  it('says that the model file of a task is used by its folder', async () => {
    const out = join(folder, 'a');
    await train(smallRun({ out, epochs: 1 })).finish();
    const alone = join(folder, 'alone.safetensors');
    copyFileSync(join(out, 'model.safetensors'), alone);
    await expect(load(alone)).rejects.toThrow(
      /of task classify, whose models are used by their run/,
    );
  });

  it('loads a saved run that answers as the run in memory did', async () => {
    const out = join(folder, 'a');
    const run = train(smallRun({ out }));
    await run.finish();
    const [saved, here] = [await loadTask(out, { backend: 'js' }), await run.model()];
    expect(saved.predict(['a fine day'])).toEqual(here.predict(['a fine day']));
    saved.close();
    here.close();
  });
});
