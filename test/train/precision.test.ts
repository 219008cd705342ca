/** Training with products in bf16: kept by the run, taken up by resume, left behind by the model. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { load, resume, type TrainOptions, train } from '../../src/index.ts';
import { bf16InCpu } from '../support/bf16.ts';
import { checkpointArrays, eventsOf, lossesOf, small, temporaryFolder } from './runs.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => folder.remove());

const trainingOf = (run: string): { precision?: string } =>
  JSON.parse(readFileSync(join(run, 'run.json'), 'utf8')).training;

/** The run stopped after step 7. */
async function stopped(run: string, options: TrainOptions): Promise<void> {
  const abort = new AbortController();
  await eventsOf(train({ ...options, out: run, signal: abort.signal }), (event) => {
    if (event.event === 'step' && event.step === 7) abort.abort();
  });
}

describe('the precision of a run', () => {
  it('is f32 where nothing is said, and in runs of versions that had no choice', async () => {
    const run = folder.path('silent');
    await stopped(run, small);
    expect(trainingOf(run).precision).toBe('f32');
    const file = join(run, 'run.json');
    const settings = JSON.parse(readFileSync(file, 'utf8'));
    delete settings.training.precision;
    writeFileSync(file, JSON.stringify(settings));
    expect(trainingOf(run).precision).toBeUndefined();
    const [start] = await eventsOf(resume(run));
    expect(start).toMatchObject({ event: 'start', settings: { precision: 'f32' } });
  });

  it('must be one that exists', async () => {
    const options = { ...small, precision: 'f16' as 'bf16' };
    await expect(train(options).finish()).rejects.toMatchObject({
      code: 'usage',
      message: 'expected precision to be f32 or bf16 but received "f16"',
    });
  });

  it('is refused, before anything is written, where the backend lacks it', async () => {
    const run = folder.path('refused');
    const options: TrainOptions = { ...small, backend: 'js', precision: 'bf16', out: run };
    await expect(train(options).finish()).rejects.toMatchObject({ code: 'backend' });
    expect(() => readFileSync(run)).toThrow(/ENOENT/);
  });
});

describe.skipIf(!(await bf16InCpu()))('a run in bf16', () => {
  const options: TrainOptions = { ...small, precision: 'bf16' };

  it('goes on in bf16 after a stop, to the same bits', async () => {
    const [whole, parts] = [folder.path('whole'), folder.path('parts')];
    await train({ ...options, out: whole }).finish();
    await stopped(parts, options);
    expect(trainingOf(parts).precision).toBe('bf16');
    const [start] = await eventsOf(resume(parts));
    expect(start).toMatchObject({
      settings: { precision: 'bf16' },
      backend_description: expect.stringContaining('with bf16 products'),
    });
    expect(checkpointArrays(parts)).toEqual(checkpointArrays(whole));
    const model = await load(whole);
    expect(model.backend).not.toContain('bf16');
    model.close();
  });

  it('goes on in f32 where that is asked for, and keeps it', async () => {
    const run = folder.path('changed');
    await stopped(run, options);
    const [start] = await eventsOf(resume(run, { precision: 'f32' }));
    expect(start).toMatchObject({ backend_description: expect.not.stringContaining('bf16') });
    expect(trainingOf(run).precision).toBe('f32');
  });

  it('has losses close to those in f32, and not the same', async () => {
    const ofRun = async (precision: 'f32' | 'bf16') =>
      lossesOf(await eventsOf(train({ ...small, precision })));
    const [coarse, fine] = [await ofRun('bf16'), await ofRun('f32')];
    expect(coarse.length).toBe(fine.length);
    expect(coarse).not.toEqual(fine);
    coarse.forEach((loss, i) => {
      expect(Math.abs(loss - fine[i])).toBeLessThan(0.02);
    });
  });
});
