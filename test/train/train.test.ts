import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DoneEvent, load, resume, type TrainOptions, train } from '../../src/index.ts';
import { expectClose } from '../support/numbers.ts';
import { eventsOf, lossesOf, small, temporaryFolder, text } from './runs.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => folder.remove());

describe('a run', () => {
  it('tells its start, steps, validations, samples and checkpoints, and at last that it is done', async () => {
    const out = folder.path('events');
    const events = await eventsOf(train({ ...small, out, validateEvery: 10 }));
    expect(events[0]).toMatchObject({
      event: 'start',
      run: out,
      task: 'lm',
      step: 0,
      total_steps: 24,
      train_tokens: 5400,
      val_tokens: 600,
      seed: 1,
    });
    const steps = (name: string) =>
      events.flatMap((event) => (event.event === name && 'step' in event ? [event.step] : []));
    expect(steps('step')).toEqual(Array.from({ length: 24 }, (_, k) => k + 1));
    expect(steps('validation')).toEqual([10, 20, 24]);
    expect(steps('sample')).toEqual([0, 20, 24]);
    expect(steps('checkpoint')).toEqual([0, 10, 20, 24]);
    const last = events.at(-1) as DoneEvent;
    expect(last).toMatchObject({ event: 'done', run: out, steps: 24, reason: 'steps' });
    expect(last.train_loss).toBe(lossesOf(events).at(-1));
    expect(last.best_val_loss).toBeLessThan(Math.log(60));
  });

  it('draws a sample at every checkpoint where that is asked for', async () => {
    const options = { ...small, steps: 12, validateEvery: 6, checkpointEvery: 4 };
    const stepsOf = async (checkpointSamples: boolean) =>
      (await eventsOf(train({ ...options, checkpointSamples }))).flatMap((event) =>
        event.event === 'sample' ? [event.step] : [],
      );
    expect(await stepsOf(true)).toEqual([0, 4, 6, 8, 12]);
    expect(await stepsOf(false)).toEqual([0, 12]);
    const none = train({ ...options, samples: false, checkpointSamples: true });
    await expect(none.finish()).rejects.toThrow(/leave out one of checkpointSamples/);
  });

  it('learns', async () => {
    const losses = lossesOf(
      await eventsOf(train({ ...small, hidden: 32, steps: 200, samples: false, lr: 0.02 })),
    );
    expect(losses[0]).toBeGreaterThan(3.8);
    expect(losses.at(-1)).toBeLessThan(2.4);
  });

  it('gives the same losses for the same seed and others for another', async () => {
    const losses = async (seed: number) =>
      lossesOf(await eventsOf(train({ ...small, dropout: 0.3, steps: 5, seed })));
    const first = await losses(1);
    expect(await losses(1)).toEqual(first);
    expect(await losses(2)).not.toEqual(first);
  });

  it('gives the same losses with one thread and with two', async () => {
    const losses = async (threads: number) =>
      lossesOf(await eventsOf(train({ ...small, dropout: 0.3, hidden: 40, batch: 9, threads })));
    expect(await losses(2)).toEqual(await losses(1));
  });

  it('gives nearly the same losses on each backend', async () => {
    const losses = async (backend: TrainOptions['backend']) =>
      lossesOf(
        await eventsOf(train({ ...small, dropout: 0.3, steps: 10, samples: false, backend })),
      );
    const wanted = await losses('js');
    for (const backend of ['wasm', 'native'] as const) {
      try {
        expectClose(await losses(backend), wanted, 2e-5);
      } catch (error) {
        if ((error as { code?: string }).code !== 'backend') throw error;
        console.warn(`skipping backend ${backend}: ${(error as Error).message}`);
      }
    }
  });

  it('gives nearly the same losses in shards', async () => {
    const losses = async (shards: number) =>
      lossesOf(await eventsOf(train({ ...small, dropout: 0.3, steps: 10, shards })));
    expectClose(await losses(3), await losses(1), 1e-5);
  });

  it('can be iterated once', async () => {
    const run = train({ ...small, steps: 1 });
    await run.finish();
    await expect(run.finish()).rejects.toThrow(/only once/);
  });

  it('takes no more memory after many steps than after two', async () => {
    const { newSession } = await import('../../src/train/session.ts');
    const session = await newSession({ ...small, dropout: 0.2, bptt: 30 });
    const { trainer, batches } = session;
    const bytes: number[] = [];
    for (let k = 0; k < 100; k++) {
      trainer.step(batches.next());
      bytes.push(trainer.arenaBytes);
    }
    expect(bytes[99]).toBe(bytes[1]);
    session.close();
  });
});

describe('the loss over a text', () => {
  it('is, with whole sequences, that of the untrained model on the text', async () => {
    const short = text.slice(0, 300);
    const events = await eventsOf(
      train({ ...small, data: { text: short }, bptt: 0, batch: 1, steps: 1, validation: 0 }),
    );
    const untrained = train({
      ...small,
      data: { text: short },
      steps: 1,
      lr: 1e-30,
      validation: 0,
    });
    await untrained.finish();
    const model = await untrained.model();
    const { tokenScores } = model.score(short);
    model.close();
    const rest = tokenScores.slice(1).map(({ logProbability }) => -logProbability);
    expectClose(lossesOf(events), [rest.reduce((a, b) => a + b) / rest.length], 1e-5);
  });

  it('counts every validation symbol once, in one pass with the state carried', async () => {
    const out = folder.path('validation');
    const done = await train({ ...small, out }).finish();
    const model = await load(out, { weights: 'last' });
    const score = model.score(text.slice(-600));
    const evaluated = await model.evaluate({ text: text.slice(-600) });
    model.close();
    expect(score.tokens).toBe(600);
    expect(done.val_loss).toBe(evaluated.loss);
    expectClose([score.loss], [evaluated.loss], 1e-12);
    expectClose([score.bitsPerCharacter], [evaluated.loss / Math.LN2], 1e-12);
  });
});

describe('the best weights', () => {
  it('are waited for as long when a run has been ended between validations and goes on', async () => {
    const out = folder.path('patient');
    const options: TrainOptions = {
      ...small,
      data: { text: text.slice(0, 1500) },
      lr: 0.03,
      validateEvery: 20,
      patience: 3,
      samples: false,
    };
    const whole = await train({ ...options, steps: 2000 }).finish();
    // Between the last two validations before the loss rises it may be lower than at either.
    await train({ ...options, steps: (whole.best_step ?? 0) - 8, out }).finish();
    const done = await resume(out, { steps: 2000 }).finish();
    expect(whole.reason).toBe('patience');
    expect(done).toMatchObject({ reason: 'patience', steps: whole.steps });
  });

  it('are kept when later ones are worse, and patience ends the run', async () => {
    const out = folder.path('best');
    // A rate at which a tiny text is soon learnt by heart.
    const options: TrainOptions = { ...small, data: { text: text.slice(0, 1500) }, lr: 0.03 };
    const run = train({
      ...options,
      out,
      steps: 2000,
      validateEvery: 20,
      patience: 3,
      samples: false,
    });
    const events = await eventsOf(run);
    const done = events.at(-1) as DoneEvent;
    expect(done.reason).toBe('patience');
    expect(done.steps - (done.best_step ?? 0)).toBe(60);
    const losses = events.flatMap((event) =>
      event.event === 'validation' ? [event.val_loss] : [],
    );
    expect(done.best_val_loss).toBe(Math.min(...losses));
    const best = await load(out);
    const last = await load(out, { weights: 'last' });
    const part = { text: text.slice(1350, 1500) };
    expect((await best.evaluate(part)).loss).toBe(done.best_val_loss);
    expect((await last.evaluate(part)).loss).toBe(done.val_loss);
    best.close();
    last.close();
  });
});

describe('an abort', () => {
  it('before the run leaves nothing behind', async () => {
    const out = folder.path('early');
    const run = train({ ...small, out, signal: AbortSignal.abort() });
    const done = await run.finish();
    expect(done).toMatchObject({ event: 'done', run: null, steps: 0, reason: 'aborted' });
    expect(existsSync(out)).toBe(false);
  });

  it('in memory leaves the model of the last step', async () => {
    const abort = new AbortController();
    const run = train({ ...small, signal: abort.signal, validation: 0 });
    const events = await eventsOf(run, (event) => {
      if (event.event === 'step' && event.step === 4) abort.abort();
    });
    expect(events.at(-1)).toMatchObject({ event: 'done', steps: 4, reason: 'aborted' });
    const model = await run.model();
    expect(model.next('the', { top: 1 })).toHaveLength(1);
    model.close();
  });
});

describe('a loss that is no longer a number', () => {
  it('ends the run with what to lower, and keeps the checkpoint', async () => {
    const out = folder.path('numeric');
    const run = train({ ...small, out, optimizer: 'sgd', lr: 1e40, clip: 0, steps: 50 });
    await expect(run.finish()).rejects.toMatchObject({
      code: 'numeric',
      message: expect.stringMatching(/at step \d+: lower lr, which is 1e\+40 and clip.*is kept in/),
    });
    const model = await load(out, { weights: 'last' });
    expect(model.score('the').logProbability).toBeLessThan(0);
    model.close();
  });
});

describe('limits', () => {
  it('by epochs are whole passes over the text', async () => {
    const events = await eventsOf(train({ ...small, steps: 0, epochs: 2 }));
    const start = events[0];
    if (start.event !== 'start') throw new Error('no start');
    expect(start.total_steps).toBe(2 * start.steps_per_epoch);
    expect(events.at(-1)).toMatchObject({ steps: start.total_steps, reason: 'epochs' });
  });

  it('by minutes end a run that has no other end', async () => {
    const done = await train({ ...small, steps: 0, minutes: 0.002, samples: false }).finish();
    expect(done.reason).toBe('minutes');
    expect(done.steps).toBeGreaterThan(0);
  });
});

describe('the run folder', () => {
  it('says in run.json with what settings, shards and text the run was made', async () => {
    const out = folder.path('settings');
    await train({ ...small, out }).finish();
    const run = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'));
    expect(run).toMatchObject({
      format: 1,
      task: 'lm',
      model: { cell: 'lstm', layers: 2, hidden: 12, embed: 8 },
      training: { batch: 4, bptt: 16, shards: 1, seed: 1, clip: 1 },
      data: { level: 'char', unit: 'stream' },
      corpus: { trainTokens: 5400, validationTokens: 600 },
    });
  });

  it('is not made when the settings are impossible', async () => {
    for (const wrong of [{ hidden: -1 }, { lr: 0 }, { batch: 100000 }, { bptt: 1.5 }]) {
      const out = folder.path('impossible');
      await expect(train({ ...small, ...wrong, out }).finish()).rejects.toThrow();
      expect(existsSync(out)).toBe(false);
    }
  });

  it('holds a model file that can be used alone', async () => {
    const out = folder.path('alone');
    await train({ ...small, out }).finish();
    const file = folder.path('alone.safetensors');
    copyFileSync(join(out, 'model.safetensors'), file);
    const [a, b] = [await load(out), await load(file)];
    expect(b.score('the king').logProbability).toBe(a.score('the king').logProbability);
    a.close();
    b.close();
  });
});

describe('settings that cannot be', () => {
  const cases: [string, TrainOptions, RegExp][] = [
    ['more streams than symbols', { batch: 6000 }, /use --batch \d+ or less/],
    ['a cosine without an end', { steps: 0, minutes: 1, schedule: 'cosine' }, /steps or epochs/],
    ['bptt 0 over a long text', { data: { text: text.repeat(30) }, bptt: 0 }, /bptt 0 keeps all/],
    ['an unknown optimizer', { optimizer: 'adma' as 'adam' }, /optimizer to be adam, adamw/],
    ['a seed below 0', { seed: -1 }, /seed/],
    ['another task', { task: 'paint' as 'lm' }, /there is no task "paint"/],
    ['an encoding nobody reads', { encoding: 'ebcdic' }, /encoding/],
  ];
  for (const [name, options, message] of cases) {
    it(`are refused: ${name}`, async () => {
      await expect(train({ ...small, ...options }).finish()).rejects.toThrow(message);
    });
  }

  it('shrink the window of a short text and say so', async () => {
    const run = train({ data: { text: 'to be or not to be' }, hidden: 4, embed: 3, steps: 2 });
    const [start] = await eventsOf(run);
    expect(start).toMatchObject({
      event: 'start',
      notes: [
        expect.stringMatching(/not divided/),
        expect.stringMatching(/too short for windows of 64 steps in 1 stream: the window is 17/),
      ],
    });
  });
});

describe('a prime of samples that the text does not know', () => {
  it('is refused before there is a run', async () => {
    const out = folder.path('prime');
    const run = train({ ...small, samples: true, samplePrime: 'é', out });
    await expect(run.finish()).rejects.toThrow(/symbol 1 of the prime of the samples/);
    expect(existsSync(out)).toBe(false);
  });
});

describe('bits per character of words', () => {
  it('are per code point of the validation text, white space and unknown words included', async () => {
    const validation = { text: `${text.slice(-500)}   an unheard-of\n\n` };
    const events = await eventsOf(train({ ...small, level: 'word', minCount: 2, validation }));
    const last = events.findLast((event) => event.event === 'validation');
    if (last?.event !== 'validation') throw new Error('no validation');
    const [start] = events;
    const tokens = start.event === 'start' ? start.val_tokens : 0;
    const bits = (last.val_loss * tokens) / Math.LN2 / [...validation.text].length;
    expectClose([last.val_bits_per_char], [bits], 1e-12);
  });

  it('of a part of a text take its length in proportion', async () => {
    const out = folder.path('proportion');
    await train({ ...small, level: 'word', minCount: 2, steps: 1, out }).finish();
    const { corpus } = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'));
    expect(corpus.validationCharacters).toBeGreaterThan(540);
    expect(corpus.validationCharacters).toBeLessThan(660);
  });
});
