/** Each way of going wrong: one clear sentence, the right exit code, nothing left behind. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build, unroll } from './program.ts';

let folder = '';
const tiny = ['--hidden', '4', '--layers', '1', '--steps', '2', '--backend', 'js'];
const text = 'the quick brown fox jumps over the lazy dog. '.repeat(40);

beforeAll(async () => {
  build();
  folder = mkdtempSync(join(tmpdir(), 'unroll-cli-'));
  const write = (name: string, content: string | Uint8Array) =>
    writeFileSync(join(folder, name), content);
  write('good.txt', text);
  write('empty.txt', '');
  write(
    'binary.bin',
    Uint8Array.from({ length: 1000 }, (_, i) => i % 256),
  );
  write('one.txt', 'a');
  write('broken-utf8.txt', Buffer.concat([Buffer.from('abc\n'), Buffer.from([0xff, 0x41])]));
  mkdirSync(join(folder, 'a-folder'));
  mkdirSync(join(folder, 'full'));
  write('full/notes.txt', 'mine');
  mkdirSync(join(folder, 'foreign'));
  write('foreign/run.json', '{"format": 99}');
  write('foreign/vocab.json', '{}');
  write('not-a-model.safetensors', 'hello, I am not a model');
  const made = await unroll(['train', 'good.txt', '--out', 'run', ...tiny], { cwd: folder });
  expect(made).toMatchObject({ exitCode: 0 });
  const copy = await unroll(['train', 'good.txt', '--out', 'damaged', ...tiny], { cwd: folder });
  expect(copy).toMatchObject({ exitCode: 0 });
  write('damaged/model.safetensors', 'cut off');
  write('damaged/checkpoint.safetensors', 'cut off');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const train = (file: string, ...more: string[]) => [
  'train',
  file,
  '--out',
  'new',
  ...tiny,
  ...more,
];

const calls: [string, string[], 1 | 2, RegExp][] = [
  ['a file that is absent', train('nowhere.txt'), 1, /nowhere\.txt does not exist/],
  ['an empty file', train('empty.txt'), 1, /empty\.txt is empty/],
  ['a folder', train('a-folder'), 1, /a-folder is a folder/],
  ['a binary file', train('binary.bin'), 1, /binary\.bin looks like a binary file \(byte 0 is 0\)/],
  ['a file of one character', train('one.txt'), 1, /one\.txt|1 symbol/],
  [
    'invalid UTF-8',
    train('broken-utf8.txt'),
    1,
    /byte 4 of broken-utf8\.txt is not valid UTF-8.*--encoding latin1/,
  ],
  ['a run folder that exists', ['train', 'good.txt', '--out', 'run'], 1, /holds a run already/],
  ['a folder with other things in it', ['train', 'good.txt', '--out', 'full'], 1, /is not empty/],
  ['an output that is a file', ['train', 'good.txt', '--out', 'one.txt'], 1, /is a file/],
  ['a validation file that is absent', train('good.txt', '--val', 'no.txt'), 1, /no\.txt/],
  ['--hidden 0', train('good.txt', '--hidden', '0'), 2, /expected --hidden/],
  ['--hidden -3', train('good.txt', '--hidden', '-3'), 2, /expected --hidden/],
  ['--hidden 1e12', train('good.txt', '--hidden', '1e12'), 2, /expected --hidden/],
  ['--hidden abc', train('good.txt', '--hidden', 'abc'), 2, /expected --hidden/],
  [
    'a model that no memory holds',
    train('good.txt', '--hidden', '65536', '--layers', '64'),
    2,
    /parameters|--hidden|hidden/,
  ],
  ['--dropout 1.5', train('good.txt', '--dropout', '1.5'), 2, /expected --dropout/],
  ['--lr 0', train('good.txt', '--lr', '0'), 2, /expected --lr/],
  ['an unknown flag', train('good.txt', '--hiden', '3'), 2, /did you mean --hidden/],
  ['no such task', train('good.txt', '--task', 'paint'), 2, /there is no task "paint"/],
  [
    'a flag of another task',
    train('good.txt', '--pooling', 'mean'),
    2,
    /--pooling belongs to other tasks/,
  ],
  [
    'a flag that a task does not have',
    train('good.txt', '--task', 'classify', '--tie'),
    2,
    /--tie does not belong to --task classify/,
  ],
  ['a label that is missing', train('good.txt', '--task', 'classify'), 1, /line 1: .*no tab/],
  ['tied one-hot input', train('good.txt', '--tie', '--embed', 'onehot'), 2, /tie|embed/],
  ['a run that is absent', ['sample', 'runs/none'], 1, /runs\/none/],
  ['a folder that is no run', ['sample', 'a-folder'], 1, /a-folder" is not a run/],
  ['a run of a newer version', ['sample', 'foreign'], 1, /format 99/],
  ['a damaged model', ['sample', 'damaged'], 1, /model\.safetensors/],
  ['a damaged checkpoint', ['resume', 'damaged'], 1, /checkpoint\.safetensors/],
  ['a foreign file as a model', ['sample', 'not-a-model.safetensors'], 1, /not-a-model/],
  ['a text file as a model', ['score', 'good.txt', 'hello'], 1, /good\.txt/],
  ['info of a foreign file', ['info', 'not-a-model.safetensors'], 1, /not-a-model/],
  ['info of nothing', ['info', 'runs/none'], 1, /runs\/none/],
  ['resuming what is absent', ['resume', 'runs/none'], 1, /runs\/none/],
  ['evaluating an absent file', ['eval', 'run', 'nowhere.txt'], 1, /nowhere\.txt does not exist/],
  ['evaluating an empty file', ['eval', 'run', 'empty.txt'], 1, /empty\.txt is empty/],
  ['scoring an absent file', ['score', 'run', '--file', 'nowhere.txt'], 1, /does not exist/],
  ['scoring nothing', ['score', 'run', ''], 1, /empty/],
  ['a character that the model has never seen', ['score', 'run', 'aé'], 1, /é/],
  ['a prime that the model has never seen', ['sample', 'run', '--prime', 'é'], 1, /é/],
  ['explaining nothing', ['explain', 'run', ''], 2, /at least two symbols/],
];

describe('one sentence and the right exit code for', () => {
  test.each(calls)('%s', async (_, argv, code, sentence) => {
    const before = readdirSync(folder).sort();
    const { exitCode, stdout, stderr } = await unroll(argv, { cwd: folder });
    expect(stderr).toMatch(sentence);
    expect(stderr).toMatch(/^unroll: [^\n]+\n$/);
    expect(stdout).toBe('');
    expect(exitCode).toBe(code);
    expect(readdirSync(folder).sort()).toEqual(before);
  });
});

test('standard input that is not UTF-8 is refused with the offset', async () => {
  const stdin = Buffer.from([0x61, 0x62, 0xc3, 0x28]);
  const { exitCode, stderr } = await unroll(['score', 'run', '-'], { cwd: folder, stdin });
  expect(stderr).toContain('byte 2 of standard input is not valid UTF-8');
  expect(exitCode).toBe(1);
});

test('a text shorter than one window trains with a shorter window and says so', async () => {
  writeFileSync(join(folder, 'short.txt'), 'hello hello hello');
  const argv = ['train', 'short.txt', '--out', 'short', '--bptt', '50', '--val', '0', ...tiny];
  const { exitCode, stderr } = await unroll(argv, { cwd: folder });
  expect(stderr).toMatch(/note .*(window|bptt)/i);
  expect(exitCode).toBe(0);
});
