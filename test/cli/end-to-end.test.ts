/** Every command on one small model, as a user would call them: "hello" with three units. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { begin, build, type Ended, unroll } from './program.ts';

let folder = '';
let trained: Ended;
const cwd = () => ({ cwd: folder });
const hello = ['--cell', 'rnn', '--layers', '1', '--hidden', '3', '--embed', 'onehot'];

beforeAll(async () => {
  build();
  folder = mkdtempSync(join(tmpdir(), 'unroll-cli-'));
  writeFileSync(join(folder, 'hello.txt'), 'hello');
  const argv = ['train', 'hello.txt', ...hello, '--bptt', '0', '--val', '0'];
  const rest = ['--steps', '300', '--lr', '0.1', '--schedule', 'constant', '--prime', 'h'];
  trained = await unroll([...argv, ...rest, '--out', 'run'], cwd());
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function json(text: string): Record<string, unknown> {
  return JSON.parse(text);
}

describe('train', () => {
  test('ends with what to try next, ready to be pasted', () => {
    expect(trained.stderr).toContain('all steps done after 300 steps');
    expect(trained.stderr).toMatch(/Try next:\n {2}\S.* sample run --length/);
    expect(trained.exitCode).toBe(0);
  });

  test('leaves a folder that is readable without Unroll', () => {
    const names = readdirSync(join(folder, 'run'));
    for (const name of ['run.json', 'vocab.json', 'model.safetensors', 'checkpoint.safetensors']) {
      expect(names).toContain(name);
    }
    expect(json(readFileSync(join(folder, 'run/run.json'), 'utf8')).format).toBe(1);
  });

  test('--json gives the events that scripts rely on', async () => {
    writeFileSync(
      join(folder, 'text.txt'),
      'to be or not to be, that is the question. '.repeat(60),
    );
    const argv = ['train', 'text.txt', '--hidden', '8', '--layers', '1', '--steps', '20', '--json'];
    const { stdout, exitCode } = await unroll([...argv, '--out', 'events'], cwd());
    expect(exitCode).toBe(0);
    const events = stdout.trimEnd().split('\n').map(json);
    const kinds = events.map(({ event }) => event);
    expect(kinds[0]).toBe('start');
    expect(kinds.at(-1)).toBe('done');
    expect(new Set(kinds)).toEqual(
      new Set(['start', 'step', 'validation', 'sample', 'checkpoint', 'done']),
    );
    const first = (kind: string) => events.find(({ event }) => event === kind) ?? {};
    for (const field of ['step', 'loss', 'grad_norm', 'tokens_per_s']) {
      expect(first('step')[field]).toBeTypeOf('number');
    }
    for (const field of ['step', 'val_loss', 'val_perplexity', 'val_bits_per_char']) {
      expect(first('validation')[field]).toBeTypeOf('number');
    }
    expect(first('done')).toMatchObject({ run: 'events', steps: 20 });
    for (const field of ['train_loss', 'val_loss', 'best_val_loss', 'tokens_per_s']) {
      expect(first('done')[field]).toBeTypeOf('number');
    }
  });
});

describe('a model of subwords', () => {
  test('is trained, sampled, asked what comes next, and scores any text', async () => {
    writeFileSync(join(folder, 'low.txt'), 'low lower lowest newest widest 나는 밥을\n'.repeat(60));
    const argv = ['train', 'low.txt', '--level', 'bpe', '--vocab-size', '300', '--hidden', '8'];
    const { exitCode } = await unroll([...argv, '--steps', '60', '--out', 'subwords'], cwd());
    expect(exitCode).toBe(0);
    const sampled = ['sample', 'subwords', '--prime', 'low', '--length', '6', '--json'];
    expect(json((await unroll(sampled, cwd())).stdout)).toMatchObject({ prime: 'low', tokens: 6 });
    const { next } = json((await unroll(['next', 'subwords', 'low', '--json'], cwd())).stdout);
    expect((next as { token: string }[])[0].token.length).toBeGreaterThan(1);
    const score = json((await unroll(['score', 'subwords', 'Größe 한', '--json'], cwd())).stdout);
    expect(score).toMatchObject({ characters: 7, perplexity: expect.any(Number) });
  });
});

describe('sample', () => {
  test('prints the prime and the most probable continuation', async () => {
    const argv = ['sample', 'run', '--prime', 'h', '--length', '4', '--temperature', '0'];
    expect(await unroll(argv, cwd())).toEqual({ exitCode: 0, stdout: 'hello\n', stderr: '' });
  });

  test('opens the model file by itself, away from its folder', async () => {
    writeFileSync(
      join(folder, 'moved.safetensors'),
      readFileSync(join(folder, 'run/model.safetensors')),
    );
    const argv = [
      'sample',
      'moved.safetensors',
      '--prime',
      'h',
      '--length',
      '4',
      '--temperature',
      '0',
    ];
    expect((await unroll(argv, cwd())).stdout).toBe('hello\n');
  });

  test('--length counts new symbols only', async () => {
    const argv = ['sample', 'run', '--prime', 'hel', '--length', '7'];
    expect((await unroll(argv, cwd())).stdout).toHaveLength(3 + 7 + 1);
  });

  test('the same seed gives the same text, another seed another one', async () => {
    const with_ = async (seed: string) =>
      (await unroll(['sample', 'run', '--temperature', '3', '--seed', seed], cwd())).stdout;
    const [a, b, c] = await Promise.all([with_('1'), with_('1'), with_('2')]);
    expect(a).toBe(b);
    expect(a).not.toBe(c);
  });

  test('--n gives several, --json one object for each', async () => {
    const argv = ['sample', 'run', '--n', '3', '--length', '5', '--prime', 'h'];
    const { stdout } = await unroll([...argv, '--json'], cwd());
    const samples = stdout.trimEnd().split('\n').map(json);
    expect(samples.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(samples[0]).toMatchObject({ prime: 'h', tokens: 5, finish: 'length' });
    expect(samples[0].text).toBe(`h${samples[0].continuation}`);
    expect((await unroll(argv, cwd())).stdout).toMatch(
      /^--- 1 ---\nh.*\n--- 2 ---\nh.*\n--- 3 ---\nh/,
    );
  });

  test('--stop ends before the text', async () => {
    const argv = ['sample', 'run', '--prime', 'h', '--temperature', '0', '--stop', 'lo'];
    expect((await unroll(argv, cwd())).stdout).toBe('hel\n');
  });

  test('stops quietly when the reader has had enough', async () => {
    const child = begin(['sample', 'run', '--length', '1000000'], cwd());
    await child.says('l');
    child.process.stdout?.destroy();
    const { exitCode, stderr } = await child.ended;
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
  });
});

describe('next', () => {
  test('ranks what comes after a text', async () => {
    const { stdout } = await unroll(['next', 'run', 'he', '--json'], cwd());
    const { text, next } = json(stdout) as {
      text: string;
      next: Record<string, number | string>[];
    };
    expect(text).toBe('he');
    expect(next[0]).toMatchObject({ rank: 1, token: 'l' });
    expect(next[0].probability).toBeGreaterThan(0.9);
    expect(next.reduce((sum, { probability }) => sum + Number(probability), 0)).toBeCloseTo(1, 5);
  });

  test('--top limits the table, --of asks for one symbol, - reads standard input', async () => {
    expect(
      (await unroll(['next', 'run', 'he', '--top', '2'], cwd())).stdout.split('\n'),
    ).toHaveLength(4);
    const one = await unroll(['next', 'run', '-', '--of', 'o', '--json'], {
      ...cwd(),
      stdin: 'hell\n',
    });
    expect(json(one.stdout)).toMatchObject({ text: 'hell', next: [{ token: 'o', rank: 1 }] });
  });
});

describe('score', () => {
  test('gives each symbol and the totals, which agree with each other', async () => {
    const { stdout } = await unroll(['score', 'run', 'hello', '--json'], cwd());
    const score = json(stdout);
    const list = score.token_scores as { token: string; log_probability: number }[];
    expect(list.map(({ token }) => token).join('')).toBe('hello');
    const total = list.reduce((sum, { log_probability }) => sum + log_probability, 0);
    expect(score.log_probability).toBeCloseTo(total, 6);
    expect(score.perplexity).toBeCloseTo(Math.exp(-total / 5), 5);
    expect(score.bits_per_char).toBeCloseTo(-total / 5 / Math.LN2, 5);
  });

  test('is the same from an argument, from standard input and from a file', async () => {
    const [argument, input, file] = await Promise.all([
      unroll(['score', 'run', 'hello', '--no-tokens'], cwd()),
      unroll(['score', 'run'], { ...cwd(), stdin: 'hello\n' }),
      unroll(['score', 'run', '--file', 'hello.txt'], cwd()),
    ]);
    expect(argument.stdout).toContain('perplexity');
    expect(input.stdout.endsWith(argument.stdout)).toBe(true);
    expect(file.stdout).toBe(argument.stdout);
  });

  test('ranks sentences, the most probable first', async () => {
    const { stdout } = await unroll(['score', 'run', 'ollhe', 'hello', 'hlleo', '--json'], cwd());
    expect(json(stdout.split('\n')[0])).toMatchObject({ rank: 1, line: 2, text: 'hello' });
  });

  test('--lines --sort surprise puts the odd line first', async () => {
    const stdin = 'hello\nhello\noleh\nhello\n';
    const argv = ['score', 'run', '-', '--lines', '--sort', 'surprise', '--json', '--top', '1'];
    const { stdout } = await unroll(argv, { ...cwd(), stdin });
    expect(json(stdout)).toMatchObject({ rank: 1, line: 3, text: 'oleh' });
  });
});

describe('eval, explain and info', () => {
  test('eval gives the metrics of a file', async () => {
    const { stdout } = await unroll(['eval', 'run', 'hello.txt', '--json'], cwd());
    expect(json(stdout)).toMatchObject({ file: 'hello.txt', tokens: 5, characters: 5, unknown: 0 });
  });

  test('explain shows every number, as text, JSON and a page', async () => {
    const text = await unroll(['explain', 'run', 'hello'], cwd());
    expect(text.exitCode).toBe(0);
    expect(text.stdout).toContain('h[4]');
    const { stdout } = await unroll(['explain', 'run', 'hello', '--json'], cwd());
    const record = json(stdout) as { steps: unknown[]; checks: { agrees: boolean }[] };
    expect(record.steps).toHaveLength(4);
    expect(record.checks.map(({ agrees }) => agrees)).toEqual([true, true]);
    const page = await unroll(['explain', 'run', 'hello', '--html', 'hello.html'], cwd());
    expect(page).toEqual({ exitCode: 0, stdout: '', stderr: 'wrote hello.html\n' });
    expect(readFileSync(join(folder, 'hello.html'), 'utf8')).toMatch(/^<!doctype html>/i);
  });

  test('info describes a run, a model file and the machine', async () => {
    const run = json((await unroll(['info', 'run', '--json'], cwd())).stdout);
    expect(run).toMatchObject({ run: 'run', vocabulary: 4, history: { steps: 300 } });
    const file = await unroll(['info', 'run/checkpoint.safetensors'], cwd());
    expect(file.stdout).toContain('weights.rnn.weight_ih_l0');
    const machine = json((await unroll(['info', '--json'], cwd())).stdout);
    expect(machine.backends).toHaveLength(3);
    expect(machine.node).toBe(process.version);
  });
});

describe('an interrupted run', () => {
  const long = [
    'train',
    'text.txt',
    '--hidden',
    '16',
    '--layers',
    '1',
    '--bptt',
    '16',
    '--no-samples',
  ];
  const steps = ['--steps', '400', '--log-every', '1'];
  const weights = (run: string) => readFileSync(join(folder, run, 'model.safetensors'));

  beforeAll(async () => {
    const whole = await unroll([...long, ...steps, '--out', 'whole'], cwd());
    expect(whole.exitCode).toBe(0);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'goes on after %s to the very bits of a run that was not stopped',
    async (signal, code) => {
      const child = begin([...long, ...steps, '--json', '--out', signal], cwd());
      await child.says('"step":20,');
      child.process.kill(signal);
      const { exitCode, stderr, stdout } = await child.ended;
      expect(exitCode).toBe(code);
      expect(stderr).toContain(`everything is saved; go on with: `);
      expect(stderr).toContain(` resume ${signal}\n`);
      const last = json(stdout.trimEnd().split('\n').at(-1) ?? '');
      expect(last).toMatchObject({ event: 'done', reason: 'aborted' });
      expect(last.steps).toBeLessThan(400);
      // It can be used as it is, even before a first validation.
      const used = await unroll(['sample', signal, '--length', '5'], cwd());
      expect(used).toMatchObject({ exitCode: 0, stderr: '' });
      expect((await unroll(['info', signal], cwd())).stdout).toContain('rnn.weight_ih_l0');
      expect((await unroll(['resume', signal], cwd())).exitCode).toBe(0);
      expect(weights(signal).equals(weights('whole'))).toBe(true);
    },
  );

  test('takes two signals at once, as npm sends them, for one', async () => {
    const argv = [...long, '--steps', '1000000', '--log-every', '1', '--json', '--out', 'twice'];
    const child = begin(argv, cwd());
    await child.says('"step":50,');
    child.process.kill('SIGINT');
    child.process.kill('SIGINT');
    const { exitCode, stderr } = await child.ended;
    expect(stderr).toContain('everything is saved');
    expect(exitCode).toBe(130);
  });

  test('that was killed outright goes on from its last checkpoint', async () => {
    const argv = [...long, '--steps', '1000000', '--log-every', '1', '--checkpoint-every', '5'];
    const child = begin([...argv, '--json', '--out', 'killed'], cwd());
    await child.says('"step":50,');
    child.process.kill('SIGKILL');
    await child.ended;
    const { exitCode, stdout } = await unroll(
      ['resume', 'killed', '--steps', '60', '--json'],
      cwd(),
    );
    expect(exitCode).toBe(0);
    const first = json(stdout.split('\n')[0]);
    expect(first).toMatchObject({ event: 'start' });
    expect(first.step).toBeGreaterThanOrEqual(45);
  });
});

test('help is there within half a second', async () => {
  const times: number[] = [];
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    await unroll(['train', '--help'], cwd());
    times.push(performance.now() - start);
  }
  expect(Math.min(...times)).toBeLessThan(500);
});
