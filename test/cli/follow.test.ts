import { describe, expect, test } from 'vitest';
import { follow } from '../../src/cli/commands/follow.ts';
import type { TrainEvent } from '../../src/index.ts';
import { type CaptureOptions, captureIo } from './capture.ts';
import { done, pretendRun, sample, start, step, validation } from './events.ts';

const events: TrainEvent[] = [
  start,
  step(1),
  step(2),
  validation(2),
  sample(2, 'ROMEO:\nthe the\n\n'),
  step(3),
  { event: 'checkpoint', step: 3, path: 'runs/it/checkpoint.safetensors' },
  done(),
];

function followed(options: CaptureOptions & { json?: boolean; events?: TrainEvent[] } = {}) {
  const { json, events: given = events, ...rest } = options;
  return captureIo((io) => follow(io, { json }, (signal) => pretendRun(given, signal)), rest);
}

describe('training without a terminal', () => {
  test('says what is trained, on what, by what', async () => {
    const { stderr, exitCode } = await followed();
    expect(exitCode).toBe(0);
    expect(stderr).toContain('1,003,854 symbols to train on, 111,540 to validate on; 65 different');
    expect(stderr).toContain('lstm 2×128, one-hot input, 223,104 parameters (871.5 KiB)');
    expect(stderr).toContain('native: AVX2, 2 threads');
    expect(stderr).toContain('the window was made shorter');
  });

  test('writes plain lines with every figure and no control characters', async () => {
    const { stderr, stdout } = await followed();
    expect(stderr).toContain('step 1/2,000  loss 1.7125  grad 0.8310  112k tok/s  1:15 left\n');
    expect(stderr).toContain(
      'validation after 2 steps: val 1.7432  ppl 5.7156  2.5149 bits/char  (best so far)\n',
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
    expect(stderr + stdout).not.toMatch(/[\r\x1b]/);
  });

  test('thins the lines out by time, but never the first, the last or a validation', async () => {
    let clock = 0;
    const many = Array.from({ length: 2000 }, (_, i) => step(i + 1, { elapsed_s: i / 10 }));
    const { stderr } = await followed({
      events: [start, ...many, validation(2000), done()],
      now: () => {
        clock += 25;
        return clock;
      },
    });
    const lines = stderr.split('\n').filter((line) => line.startsWith('step '));
    expect(lines[0]).toContain('step 1/2,000');
    expect(lines.at(-1)).toContain('step 2,000/2,000');
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.length).toBeLessThan(40);
  });

  test('puts the samples, and only them, on standard output', async () => {
    expect((await followed()).stdout).toBe('ROMEO:\nthe the\n');
  });

  test('ends with what came out and commands that can be pasted', async () => {
    const { stderr } = await followed({ program: 'npm run unroll --' });
    expect(stderr).toContain('all steps done after 2,000 steps in 1:01, 110k symbols/s\n');
    expect(stderr).toContain('best validation loss 1.7432 nats per symbol (step 1,900)');
    expect(stderr).toContain('\n  npm run unroll -- sample runs/it --length 500');
    expect(stderr).toContain('\n  npm run unroll -- next runs/it ROMEO:\n');
    expect(stderr).toContain('\n  npm run unroll -- resume runs/it --steps 4000\n');
  });

  test('of a run that had ended already says how to go on', async () => {
    const { stderr } = await followed({ events: [{ ...start, step: 2000 }, done()] });
    expect(stderr).toContain(
      'nothing to do: the run has its 2,000 steps; a higher --steps goes on\n',
    );
  });

  test('proposes no text that the model may not know', async () => {
    const { stderr } = await followed({ events: [start, step(1), done()] });
    expect(stderr).not.toMatch(/unroll (next|score)/);
  });

  test('quotes a folder with a space', async () => {
    const { stderr } = await followed({ events: [start, done({ run: "runs/it's mine" })] });
    expect(stderr).toContain("unroll info 'runs/it'\\''s mine'\n");
  });
});

/** A clock on which a second passes between two looks. */
function slow(): () => number {
  let clock = 0;
  return () => {
    clock += 1000;
    return clock;
  };
}

describe('training on a terminal', () => {
  test('rewrites one line, with the last validation in it', async () => {
    const { stderr } = await followed({ isTTY: true, columns: 200, now: slow() });
    expect(stderr).toContain(
      '\r\x1b[2Kstep 3/2,000  loss 1.7125  val 1.7432  ppl 5.7156  2.5149 bits/char  grad 0.8310  112k tok/s  1:15 left',
    );
    expect(stderr).not.toContain('validation after');
  });

  test('never writes a line wider than the terminal', async () => {
    const { stderr } = await followed({ isTTY: true, columns: 40, now: slow() });
    for (const line of stderr.split('\r\x1b[2K').slice(1)) {
      if (line.startsWith('step ')) expect(line.length).toBeLessThan(40);
    }
  });
});

describe('training with --json', () => {
  test('prints each event as one line and nothing for people', async () => {
    const { stdout, stderr } = await followed({ json: true });
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(events);
    expect(stderr).toBe('');
  });
});

describe('a signal while training', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s saves, says how to go on and exits with %i', async (signal, code) => {
    let sent = false;
    const { exitCode, stderr } = await followed({
      onWrite(text, send) {
        if (sent || !text.includes('step 1/')) return;
        sent = true;
        send(signal);
      },
    });
    expect(exitCode).toBe(code);
    expect(stderr).toContain('stopping and saving; once more ends at once\n');
    expect(stderr).toContain('everything is saved; go on with: unroll resume runs/it\n');
    expect(stderr).not.toContain('Try next');
  });

  test('before the run has a folder says that nothing was written', async () => {
    const { exitCode, stderr } = await captureIo(
      (io) => follow(io, {}, () => pretendRun([done({ run: null, steps: 0, reason: 'aborted' })])),
      { signalFirst: 'SIGINT' },
    );
    expect(exitCode).toBe(130);
    expect(stderr).toContain('nothing was written: the text was still being read\n');
  });

  test('with --json keeps standard output to events', async () => {
    let sent = false;
    const { exitCode, stdout } = await followed({
      json: true,
      onWrite(text, send) {
        if (sent || !text.includes('"step"')) return;
        sent = true;
        send('SIGINT');
      },
    });
    expect(exitCode).toBe(130);
    const last = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
    expect(last).toMatchObject({ event: 'done', reason: 'aborted' });
  });
});
