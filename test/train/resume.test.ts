/** A run that is stopped and resumed ends with the bits of a run that was not. */
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resume, type TrainEvent, type TrainOptions, train } from '../../src/index.ts';
import { checkpointArrays, eventsOf, small, temporaryFolder, text, timelessLines } from './runs.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => folder.remove());

/** Runs to the end, and again with stops after the events that `stops` choose; compares everything. */
async function compare(
  name: string,
  options: TrainOptions,
  stops: ((event: TrainEvent) => boolean)[],
): Promise<void> {
  const whole = folder.path(`${name}-whole`);
  const parts = folder.path(`${name}-parts`);
  await train({ ...options, out: whole }).finish();
  for (const [k, stop] of stops.entries()) {
    const abort = new AbortController();
    const { signal } = abort;
    const run = k === 0 ? train({ ...options, out: parts, signal }) : resume(parts, { signal });
    const events = await eventsOf(run, (event) => {
      if (stop(event)) abort.abort();
    });
    expect(events.at(-1)).toMatchObject({ event: 'done', reason: 'aborted' });
  }
  await resume(parts).finish();
  expect(checkpointArrays(parts)).toEqual(checkpointArrays(whole));
  const files = (file: string) => [parts, whole].map((run) => readFileSync(join(run, file)));
  for (const file of ['model.safetensors', 'samples.jsonl', 'run.json']) {
    const [a, b] = files(file);
    expect(a.equals(b), file).toBe(true);
  }
  const [a, b] = [parts, whole].map((run) =>
    timelessLines(join(run, 'metrics.jsonl')).filter(
      (line) => (line as TrainEvent).event !== 'done',
    ),
  );
  expect(a).toEqual(b);
}

const atStep = (step: number) => (event: TrainEvent) =>
  event.event === 'step' && event.step === step;
const atEvent =
  (name: TrainEvent['event'], step = 0) =>
  (event: TrainEvent) =>
    event.event === name && 'step' in event && event.step >= step;

describe('a run stopped and resumed', () => {
  it('ends with the same bits where the mean of the weights is kept', async () => {
    await compare('average', { ...small, average: 0.8 }, [atStep(7), atStep(16)]);
  });

  for (const cell of ['rnn', 'gru-simple', 'gru', 'gru-torch', 'lstm', 'lstm-peephole']) {
    it(`ends with the same bits: ${cell}`, async () => {
      await compare(cell, { ...small, cell, dropout: 0.2 }, [atStep(7), atStep(16)]);
    });
  }

  for (const optimizer of ['sgd', 'adamw', 'rmsprop', 'adagrad'] as const) {
    it(`ends with the same bits: ${optimizer}`, async () => {
      const momentum = optimizer === 'sgd' || optimizer === 'rmsprop' ? 0.9 : undefined;
      await compare(optimizer, { ...small, optimizer, momentum, lr: 0.01 }, [atStep(5)]);
    });
  }

  it('ends with the same bits when it stops before its first step, at a sample or at a validation', async () => {
    const stops = [atEvent('start'), atEvent('sample', 20), atEvent('validation', 22)];
    await compare('places', { ...small, validateEvery: 11, logEvery: 3 }, stops);
  });

  it('ends with the same bits over several epochs, with plateau and patience', async () => {
    const schedule = 'plateau';
    const options: TrainOptions = { ...small, schedule, steps: 0, epochs: 3, lr: 0.05 };
    await compare(schedule, { ...options, validateEvery: 10, patience: 50 }, [
      atStep(90),
      atStep(170),
    ]);
  });

  it('ends with the same bits on lines, in shuffled order', async () => {
    const steps = 60;
    await compare('lines', { ...small, unit: 'line', bptt: 12, steps }, [atStep(13), atStep(40)]);
  });

  it('ends with the same bits on words, with a text of its own to validate on', async () => {
    const validation = { text: text.slice(-800) };
    const options: TrainOptions = { ...small, level: 'word', validation, tie: true, embed: 12 };
    await compare('words', { ...options, bptt: 8 }, [atStep(9)]);
  });

  it('ends with the same bits with shards', async () => {
    await compare('shards', { ...small, shards: 3 }, [atStep(9)]);
  });
});

describe('a run that was killed', () => {
  it('goes on from its last checkpoint, without lines that come twice', async () => {
    const whole = folder.path('killed-whole');
    const killed = folder.path('killed');
    const options: TrainOptions = { ...small, dropout: 0.2, validateEvery: 8 };
    await train({ ...options, out: whole }).finish();
    for await (const event of train({ ...options, out: killed })) {
      if (event.event === 'step' && event.step === 13) break;
    }
    appendFileSync(join(killed, 'metrics.jsonl'), '{"event":"step","st');
    const [start] = await eventsOf(resume(killed));
    expect(start).toMatchObject({ event: 'start', step: 8 });
    expect(checkpointArrays(killed)).toEqual(checkpointArrays(whole));
    expect(timelessLines(join(killed, 'metrics.jsonl'))).toEqual(
      timelessLines(join(whole, 'metrics.jsonl')).map((line) =>
        (line as TrainEvent).event === 'done' ? { ...(line as object), run: killed } : line,
      ),
    );
  });
});

describe('resume', () => {
  it('goes further with a higher number of steps', async () => {
    const out = folder.path('further');
    await train({ ...small, out }).finish();
    const events = await eventsOf(resume(out, { steps: 30 }));
    expect(events[0]).toMatchObject({ event: 'start', step: 24, total_steps: 30 });
    expect(events.at(-1)).toMatchObject({ event: 'done', steps: 30, reason: 'steps' });
  });

  it('does nothing more to a run that has reached its end', async () => {
    const out = folder.path('ended');
    await train({ ...small, out }).finish();
    const before = checkpointArrays(out);
    const events = await eventsOf(resume(out));
    expect(events.map(({ event }) => event)).not.toContain('step');
    expect(checkpointArrays(out)).toEqual(before);
  });

  it('takes minutes beside the end of a cosine, and leaves the run alone when it refuses', async () => {
    const out = folder.path('cosine');
    const abort = new AbortController();
    const { signal } = abort;
    await eventsOf(train({ ...small, schedule: 'cosine', out, signal }), (event) => {
      if (atStep(7)(event)) abort.abort();
    });
    const settings = () => readFileSync(join(out, 'run.json'), 'utf8');
    const before = settings();
    await expect(resume(out, { steps: 0 }).finish()).rejects.toThrow(/needs to know its end/);
    expect(settings()).toBe(before);
    expect(await resume(out, { minutes: 60 }).finish()).toMatchObject({
      steps: 24,
      reason: 'steps',
    });
  });

  it('names a folder that is no run', async () => {
    await expect(resume(folder.path('nowhere')).finish()).rejects.toThrow(/there is no run at/);
  });
});
