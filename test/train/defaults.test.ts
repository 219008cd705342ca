import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import {
  resolveData,
  resolveModel,
  resolveTraining,
  sampleDefaults,
  withIntervals,
} from '../../src/train/defaults.ts';
import type { TrainOptions } from '../../src/train/options.ts';
import { VERSION } from '../../src/train/version.ts';

const book: TrainOptions = { data: { files: ['book.txt'] } };
const facts = { tokens: 1e6, sequences: undefined, beginning: 'It was' };
const training = (options: TrainOptions, more = {}) =>
  resolveTraining(options, resolveData(options), { ...facts, ...more });

describe('the settings of a run', () => {
  it('of a text are an LSTM of two layers and 2000 steps of Adam at a falling rate', () => {
    expect(resolveModel(book)).toMatchObject({ cell: 'lstm', layers: 2, hidden: 128, embed: 128 });
    expect(training(book)).toMatchObject({
      batch: 32,
      bptt: 64,
      optimizer: 'adam',
      lr: 0.004,
      schedule: 'cosine',
      clip: 1,
      steps: 2000,
      samplePrime: 'It was',
    });
  });

  it('keep a rate that is given, and a rate whose end is not known, constant', () => {
    expect(training({ ...book, lr: 0.002 })).toMatchObject({ lr: 0.002, schedule: 'constant' });
    expect(training({ ...book, minutes: 3 })).toMatchObject({ lr: 0.002, schedule: 'constant' });
    expect(training({ ...book, schedule: 'plateau' })).toMatchObject({ lr: 0.002 });
    expect(training({ ...book, optimizer: 'sgd' })).toMatchObject({ lr: 1, schedule: 'constant' });
    expect(training({ ...book, epochs: 2 })).toMatchObject({ lr: 0.004, schedule: 'cosine' });
  });

  it('of the built-in sample are its own, unless something is said about the model', () => {
    const { layers, hidden, embed, steps, lr, bptt, schedule } = sampleDefaults;
    expect(resolveModel({})).toMatchObject({ layers, hidden, embed });
    expect(training({})).toMatchObject({ steps, lr, bptt, schedule });
    expect(resolveModel({ cell: 'gru' })).toMatchObject({ cell: 'gru', layers: 2, embed: 128 });
    expect(training({ cell: 'gru' })).toMatchObject({ lr: 0.004, bptt: 64 });
  });

  it('refuse what nothing would read', () => {
    const refused: TrainOptions[] = [
      { nonlinearity: 'relu' },
      { peepholeOutput: 'previous' },
      { momentum: 0.9 },
      { optimizer: 'sgd', beta1: 0.9 },
      { split: 'spaces' },
    ];
    for (const options of refused) expect(() => training(options)).toThrow(/ belongs to /);
    expect(training({ optimizer: 'sgd', momentum: 0.9 }).momentum).toBe(0.9);
  });

  it('keep zeros that were asked for', () => {
    const settings = training({ ...book, clip: 0, bptt: 0, patience: 0, sampleTemperature: 0 });
    expect(settings).toMatchObject({ clip: 0, bptt: 0, sampleTemperature: 0, batch: 1 });
  });

  it('have an embedding no wider than the layers, and as wide with tied weights', () => {
    expect(resolveModel({ ...book, hidden: 64 }).embed).toBe(64);
    expect(resolveModel({ ...book, hidden: 512 }).embed).toBe(128);
    expect(resolveModel({ ...book, hidden: 512, tie: true }).embed).toBe(512);
    expect(resolveModel({ ...book, hidden: 512, tie: true, embed: 100 }).embed).toBe(100);
  });

  it('have no end in steps where another limit is given', () => {
    expect(training({ ...book, epochs: 3 }).steps).toBe(0);
    expect(training({ ...book, minutes: 3 }).steps).toBe(0);
    expect(training({ minutes: 3 })).toMatchObject({ steps: 0, schedule: 'constant' });
  });

  it('have fewer streams for a small text', () => {
    expect(training(book, { tokens: 1000 }).batch).toBe(3);
    expect(training(book, { tokens: 50 }).batch).toBe(1);
    expect(training({ ...book, unit: 'line' }, { sequences: 5 }).batch).toBe(5);
    expect(training({ ...book, batch: 7 }, { tokens: 50 }).batch).toBe(7);
  });

  it('decay weights by default for adamw only', () => {
    expect(training(book).weightDecay).toBe(0);
    expect(training({ ...book, optimizer: 'adamw' }).weightDecay).toBe(0.01);
  });
});

describe('the intervals of a run', () => {
  const settings = training(book);
  const run = { totalSteps: 2000, stepTokens: 2048, validationTokens: 111_540 };

  it('are a tenth of it for validations and checkpoints', () => {
    expect(withIntervals(settings, run)).toMatchObject({
      validateEvery: 200,
      checkpointEvery: 200,
      logEvery: 10,
    });
  });

  it('are longer where a validation costs much', () => {
    const costly = withIntervals(settings, { ...run, stepTokens: 700, totalSteps: 500 });
    expect(costly).toMatchObject({ validateEvery: 250, checkpointEvery: 50 });
  });

  it('are those asked for', () => {
    const asked = { ...settings, validateEvery: 3, checkpointEvery: 4, logEvery: 5 };
    expect(withIntervals(asked, run)).toEqual(asked);
  });
});

describe('the version that runs are written with', () => {
  it("is the package's", () => {
    expect(VERSION).toBe(packageJson.version);
  });
});
