import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { capture } from './capture.ts';

const names = Object.keys(commands);

describe('help', () => {
  test('names every command', async () => {
    const { exitCode, stdout, stderr } = await capture(['--help']);
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    for (const name of names) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
  });

  test('is shown when nothing is asked', async () => {
    expect((await capture([])).stdout).toBe((await capture(['--help'])).stdout);
  });

  test.each(names)('of %s has an example, --json and goes to standard output', async (name) => {
    const { exitCode, stdout, stderr } = await capture([name, '--help']);
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain(`Usage: unroll ${name}`);
    expect(stdout).toMatch(/Examples?:\n {2}unroll /);
    expect(stdout).toContain('--json');
    expect((await capture(['help', name])).stdout).toBe(stdout);
  });

  test('--version prints the version of the package', async () => {
    const { stdout } = await capture(['--version']);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('a wrong call', () => {
  const calls: [string, string[], string][] = [
    ['an unknown command', ['trian'], 'unknown command trian (did you mean train?)'],
    ['a command far from any', ['xyzzy'], 'unroll --help lists the commands'],
    ['an unknown flag before the command', ['--jsn'], 'unknown flag --jsn'],
    ['an unknown flag of train', ['train', '--hiden', '3'], '(did you mean --hidden?)'],
    [
      'an unknown flag of sample',
      ['sample', 'x', '--temprature', '1'],
      '(did you mean --temperature?)',
    ],
    ['a flag without its value', ['train', '--hidden'], "option '--hidden <n>' argument missing"],
    ['no run', ['sample'], "missing required argument 'run'"],
    ['too many arguments', ['resume', 'a', 'b'], 'too many arguments'],
    ['--hidden 0', ['train', '--hidden', '0'], 'expected --hidden to be a whole number from 1'],
    ['--hidden -3', ['train', '--hidden', '-3'], 'but received "-3"'],
    ['--hidden 1e12', ['train', '--hidden', '1e12'], 'but received "1e12"'],
    ['--hidden abc', ['train', '--hidden', 'abc'], 'but received "abc"'],
    ['--hidden 1.5', ['train', '--hidden', '1.5'], 'expected --hidden to be a whole number'],
    ['--hidden nothing', ['train', '--hidden', ''], 'but received ""'],
    ['--layers 0', ['train', '--layers', '0'], 'expected --layers'],
    ['--batch 0', ['train', '--batch', '0'], 'expected --batch'],
    ['--bptt -1', ['train', '--bptt', '-1'], 'expected --bptt'],
    [
      '--embed tall',
      ['train', '--embed', 'tall'],
      'expected --embed to be onehot or a whole number',
    ],
    [
      '--dropout 1.5',
      ['train', '--dropout', '1.5'],
      'expected --dropout to be a number from 0 to below 1',
    ],
    ['--dropout 1', ['train', '--dropout', '1'], 'expected --dropout'],
    ['--lr 0', ['train', '--lr', '0'], 'expected --lr to be a number above 0'],
    ['--lr Infinity', ['train', '--lr', 'Infinity'], 'expected --lr'],
    ['--lr 0x10', ['train', '--lr', '0x10'], 'expected --lr'],
    ['--clip -1', ['train', '--clip', '-1'], 'expected --clip'],
    ['--steps 0', ['train', '--steps', '0'], 'expected --steps'],
    ['--val 1', ['train', '--val', '1'], 'expected --val'],
    ['--cell lstn', ['train', '--cell', 'lstn'], '(did you mean lstm?)'],
    ['--level words', ['train', '--level', 'words'], '(did you mean word?)'],
    ['--output-layers 64,0', ['train', '--output-layers', '64,0'], 'expected --output-layers'],
    ['--backend gpu', ['train', '--backend', 'gpu'], 'one of auto, native, wasm, js'],
    ['--task poetry', ['train', '--task', 'poetry'], 'there is no task "poetry"'],
    ['--lines and --documents', ['train', '--lines', '--documents'], 'exclude each other'],
    [
      '--builtin with DATA',
      ['train', 'a.txt', '--builtin', 'code'],
      '--builtin is for training without DATA',
    ],
    [
      '--nonlinearity of lstm',
      ['train', '--nonlinearity', 'relu'],
      'belongs to --cell rnn, not lstm',
    ],
    [
      '--peephole-output of lstm',
      ['train', '--peephole-output', 'current'],
      'belongs to --cell lstm-peephole',
    ],
    [
      '--no-punctuation of characters',
      ['train', '--no-punctuation'],
      'belongs to --level word, not char',
    ],
    ['--momentum of adam', ['train', '--momentum', '0.9'], 'belongs to --optimizer sgd or rmsprop'],
    [
      '--beta2 of sgd',
      ['train', '--optimizer', 'sgd', '--beta2', '0.9'],
      '--beta2 belongs to --optimizer adam or adamw',
    ],
    ['--temperature -1', ['sample', 'x', '--temperature', '-1'], 'expected --temperature'],
    ['--top-p 0', ['sample', 'x', '--top-p', '0'], 'expected --top-p'],
    ['--top-k 0', ['sample', 'x', '--top-k', '0'], 'expected --top-k'],
    ['--n 0', ['sample', 'x', '--n', '0'], 'expected --n'],
    ['--file and TEXT', ['score', 'x', 'text', '--file', 'f'], 'either --file or TEXT'],
    ['--sort of one text', ['score', 'x', 'text', '--sort', 'surprise'], 'add --lines'],
  ];

  test.each(calls)('%s: one sentence, exit code 2', async (_, argv, sentence) => {
    const { exitCode, stdout, stderr } = await capture(argv);
    expect(stderr).toContain(sentence);
    expect(stderr).toMatch(/^unroll: [^\n]+\n$/);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });
});
