import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { addFlags, trainFlags } from '../../src/cli/commands/train-flags.ts';
import { type TrainFlags, trainOptions } from '../../src/cli/commands/train-options.ts';
import type { TrainOptions } from '../../src/index.ts';

function parse(argv: string[], files: string[] = []): TrainOptions {
  const command = new Command();
  for (const flags of Object.values(trainFlags)) addFlags(command, flags);
  command.parse(argv, { from: 'user' });
  return trainOptions(files, command.opts() as TrainFlags);
}

/** Each flag with a value that is no default, and the option that it must set. */
const settings: [argv: string[], option: Partial<TrainOptions>][] = [
  [['--task', 'lm'], { task: 'lm' }],
  [['--level', 'jamo'], { level: 'jamo' }],
  [['--lines'], { unit: 'line' }],
  [['--documents'], { unit: 'document' }],
  [['--min-count', '3'], { minCount: 3 }],
  [['--vocab-size', '5000'], { maxVocabulary: 5000 }],
  [['--lowercase'], { lowercase: true }],
  [['--no-punctuation', '--level', 'word'], { punctuation: false }],
  [['--split', 'spaces', '--level', 'word'], { split: 'spaces' }],
  [['--encoding', 'latin1'], { encoding: 'latin1' }],
  [['--val', '0.2'], { validation: 0.2 }],
  [['--val', '0'], { validation: 0 }],
  [['--val', 'other.txt'], { validation: { file: 'other.txt' } }],
  [['--builtin', 'code'], { data: { sample: 'code' } }],
  [['--cell', 'gru-torch'], { cell: 'gru-torch' }],
  [['--layers', '3'], { layers: 3 }],
  [['--hidden', '77'], { hidden: 77 }],
  [['--embed', '32'], { embed: 32 }],
  [['--embed', 'onehot'], { embed: 'onehot' }],
  [['--tie'], { tie: true }],
  [['--dropout', '.25'], { dropout: 0.25 }],
  [['--embed-dropout', '.1'], { embedDropout: 0.1 }],
  [['--word-drop', '.2'], { wordDrop: 0.2 }],
  [['--weight-drop', '.5'], { weightDrop: 0.5 }],
  [['--variational'], { variational: true }],
  [['--residual'], { residual: true }],
  [['--output-layers', '64,32'], { outputLayers: [64, 32] }],
  [['--nonlinearity', 'relu', '--cell', 'rnn'], { nonlinearity: 'relu' }],
  [['--peephole-output', 'previous', '--cell', 'lstm-peephole'], { peepholeOutput: 'previous' }],
  [['--init', 'torch'], { init: 'torch' }],
  [['--from', 'runs/book'], { from: 'runs/book' }],
  [['--batch', '7'], { batch: 7 }],
  [['--bptt', '0'], { bptt: 0 }],
  [['--optimizer', 'rmsprop'], { optimizer: 'rmsprop' }],
  [['--lr', '2e-3'], { lr: 0.002 }],
  [['--momentum', '0.8', '--optimizer', 'sgd'], { momentum: 0.8 }],
  [['--beta1', '0.8'], { beta1: 0.8 }],
  [['--beta2', '0.9'], { beta2: 0.9 }],
  [['--schedule', 'plateau'], { schedule: 'plateau' }],
  [['--warmup', '10'], { warmup: 10 }],
  [['--min-lr-factor', '0.3'], { minLrFactor: 0.3 }],
  [['--clip', '0'], { clip: 0 }],
  [['--clip-by', 'value'], { clipBy: 'value' }],
  [['--weight-decay', '0.01'], { weightDecay: 0.01 }],
  [['--decay-all'], { decayAll: true }],
  [['--average', '0.99'], { average: 0.99 }],
  [['--reduction', 'sum'], { reduction: 'sum' }],
  [['--activation-penalty', '2'], { activationPenalty: 2 }],
  [['--temporal-penalty', '1'], { temporalPenalty: 1 }],
  [['--steps', '10'], { steps: 10 }],
  [['--epochs', '2'], { epochs: 2 }],
  [['--minutes', '0.5'], { minutes: 0.5 }],
  [['--patience', '4'], { patience: 4 }],
  [['--seed', '9'], { seed: 9 }],
  [['--shards', '1'], { shards: 1 }],
  [['--out', 'here'], { out: 'here' }],
  [['--prime', 'a\\nb'], { samplePrime: 'a\nb' }],
  [['--sample-length', '33'], { sampleLength: 33 }],
  [['--sample-temperature', '0'], { sampleTemperature: 0 }],
  [['--no-samples'], { samples: false }],
  [['--checkpoint-samples'], { checkpointSamples: true }],
  [['--validate-every', '11'], { validateEvery: 11 }],
  [['--checkpoint-every', '12'], { checkpointEvery: 12 }],
  [['--log-every', '13'], { logEvery: 13 }],
  [['--backend', 'wasm'], { backend: 'wasm' }],
  [['--threads', '1'], { threads: 1 }],
  [['--precision', 'bf16'], { precision: 'bf16' }],
];

test.each(settings)('%j sets its option', (argv, option) => {
  expect(parse(argv)).toMatchObject(option);
});

test('every flag is in the list above', () => {
  const tested = new Set(settings.map(([[flag]]) => flag));
  const missing = Object.values(trainFlags)
    .flat()
    .map(({ flags }) => flags.split(' ')[0])
    .filter((flag) => flag !== '--json' && !tested.has(flag));
  expect(missing).toEqual([]);
});

test('a flag that is absent leaves the default to the library', () => {
  expect(Object.keys(parse([])).sort()).toEqual(['data', 'out', 'task']);
});

test('without --out the folder is named after the text and the model', () => {
  expect(parse([], ['texts/My book.txt']).out).toBe('runs/My-book-lstm-2x128');
  expect(parse(['--cell', 'gru', '--hidden', '9'], ['a.txt']).out).toBe('runs/a-gru-2x9');
});

test('--val takes a file even when its name is a number', () => {
  const folder = mkdtempSync(join(tmpdir(), 'unroll-val-'));
  try {
    const file = join(folder, '0.5');
    writeFileSync(file, 'text');
    expect(parse(['--val', file]).validation).toEqual({ file });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
