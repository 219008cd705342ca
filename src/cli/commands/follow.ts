/** Follows a training run to its end: events to the display or to JSON lines, signals to the run. */
import { setImmediate } from 'node:timers/promises';
import type { DoneEvent, SampleEvent, TaskEvent, TrainEvent } from '../../index.ts';
import { assert } from '../../util/errors.ts';
import { shellWord } from '../format.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { type Io, writeJson, writeLine } from '../io.ts';
import { type AnyStart, type AnyValidation, closing, createProgress } from '../progress.ts';

export async function follow(
  io: Io,
  { json = false }: { json?: boolean },
  begin: (signal: AbortSignal) => AsyncIterable<TrainEvent | TaskEvent>,
): Promise<number> {
  const progress = createProgress(io);
  const interrupt = listenForInterrupt(io, () => {
    progress.clear();
    writeLine(io.stderr, 'stopping and saving; once more ends at once');
  });
  let start: AnyStart | undefined;
  let validation: AnyValidation | undefined;
  let sample: SampleEvent | undefined;
  let done: DoneEvent | undefined;
  try {
    for await (const event of begin(interrupt.signal)) {
      if (json) writeJson(io.stdout, event);
      else progress.show(event);
      if (event.event === 'start') start = event;
      if (event.event === 'validation' && (event.best || !validation)) validation = event;
      if (event.event === 'sample') sample = event;
      if (event.event === 'done') done = event;
      await setImmediate(); // lets signals in between two events
    }
  } finally {
    progress.clear();
    interrupt.close();
  }
  assert(done !== undefined, 'a training run ends with a done event');
  if (!json) for (const text of closing(done, start, validation)) writeLine(io.stderr, text);
  const { run } = done;
  if (run === null) {
    if (interrupt.received !== undefined) {
      writeLine(io.stderr, 'nothing was written: the text was still being read');
    }
    return interrupt.exitCode();
  }
  const program = io.program ?? 'unroll';
  if (interrupt.received !== undefined) {
    const folder = shellWord(run);
    writeLine(io.stderr, `everything is saved; go on with: ${program} resume ${folder}`);
  } else if (!json) {
    const commands =
      start === undefined || start.task === 'lm'
        ? textCommands(run, done.steps, sample)
        : taskCommands(run, done.steps);
    writeLine(io.stderr);
    writeLine(io.stderr, 'Try next:');
    for (const command of commands) writeLine(io.stderr, `  ${program} ${command}`);
  }
  return interrupt.exitCode();
}

/** Commands to try on a new language model, ready to be pasted. */
function textCommands(run: string, steps: number, sample: SampleEvent | undefined): string[] {
  const folder = shellWord(run);
  const { prime = '', text = '' } = sample ?? {};
  const words = prime.trim() || aFewWords(text);
  const reading = ['next', 'score'].map((name) => `${name} ${folder} ${shellWord(words)}`);
  return [
    `sample ${folder} --length 500 --temperature 0.7`,
    ...(words === '' ? [] : reading),
    `resume ${folder} --steps ${2 * steps}`,
    `info ${folder}`,
  ];
}

/** The same for another task. */
function taskCommands(run: string, steps: number): string[] {
  const folder = shellWord(run);
  return [
    `predict ${folder} FILE`,
    `eval ${folder} FILE`,
    `resume ${folder} --steps ${2 * steps}`,
    `info ${folder}`,
  ];
}

/** The beginning of a text, on one line, up to a border of words. */
function aFewWords(text: string): string {
  const line = text.split('\n').find((part) => part.trim().length > 0) ?? '';
  const words = line.trim().slice(0, 40).split(/\s+/);
  return words.slice(0, Math.max(1, Math.min(4, words.length - 1))).join(' ');
}
