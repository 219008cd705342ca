/** `unroll sample RUN`: generated text on standard output, as it comes. */
import { setImmediate } from 'node:timers/promises';
import type { Command } from 'commander';
import type { SampleOptions, TextModel } from '../../index.ts';
import { type Interrupt, listenForInterrupt } from '../interrupt.ts';
import { type Io, writeJson, writeLine } from '../io.ts';
import { addModelFlags, type ModelFlags, runArgument, withModel } from '../model.ts';
import { collect, real, unescapeText, whole } from '../values.ts';

interface SampleFlags extends ModelFlags {
  prime?: string;
  length: number;
  temperature: number;
  topK?: number;
  topP?: number;
  minP?: number;
  seed: number;
  stop?: string[];
  n: number;
  unknown?: true;
}

const part = { min: 0, max: 1 } as const;

export function define(command: Command, io: Io, done: (exitCode: number) => void): void {
  command.argument('<run>', runArgument);
  command.optionsGroup('Sampling:');
  command
    .option('--prime <text>', 'text to go on from; \\n is a line break', unescapeText)
    .option('--length <n>', 'new symbols at most', whole('--length', 0, 1e9), 500)
    .option(
      '--temperature <x>',
      '0: always the most probable symbol; above 1: wilder',
      real('--temperature', 'a number from 0 to 1000', { min: 0, max: 1000 }),
      1,
    )
    .option('--top-k <n>', 'only the n most probable symbols', whole('--top-k', 1, 1e9))
    .option(
      '--top-p <p>',
      'only the most probable symbols that together reach p',
      real('--top-p', 'a number above 0 and up to 1', { ...part, above: true }),
    )
    .option(
      '--min-p <p>',
      'only symbols at least p times as probable as the most probable',
      real('--min-p', 'a number from 0 to 1', part),
    )
    .option(
      '--stop <text>',
      'end before this text; may be given several times; \\n is a line break',
      (text: string, before?: string[]) => collect(unescapeText(text), before),
    )
    .option('--seed <n>', 'seed of the draws', whole('--seed', 0, 2 ** 32 - 1), 0)
    .option('-n, --n <n>', 'how many samples', whole('--n', 1, 10000), 1)
    .option('--unknown', 'let <unk> be drawn');
  addModelFlags(command);
  command.optionsGroup('Output:');
  command.option('--json', 'one JSON object per sample on standard output');
  command.addHelpText(
    'after',
    `
Without --prime the text starts from <s> where the model has one, else from nothing.

Examples:
  unroll sample runs/book --length 1000 --temperature 0.7
  unroll sample runs/book --prime "Once upon" --top-p 0.9 --seed 7
  unroll sample runs/names -n 10 --stop "\\n"`,
  );
  command.action(async (run: string, flags: SampleFlags) => {
    const interrupt = listenForInterrupt(io);
    try {
      await withModel(io, run, flags, (model) => sample(io, model, flags, interrupt));
    } finally {
      interrupt.close();
    }
    done(interrupt.exitCode());
  });
}

async function sample(
  io: Io,
  model: TextModel,
  { prime = '', unknown, json, n, backend: _, threads: __, weights: ___, ...flags }: SampleFlags,
  interrupt: Interrupt,
): Promise<void> {
  const options: SampleOptions = {
    ...flags,
    n,
    ...(prime === '' ? {} : { prime }),
    allowUnknown: unknown ?? false,
    signal: interrupt.signal,
  };
  const samples = Array.from({ length: n }, () => ({
    text: '',
    tokens: 0,
    logProbability: 0,
    finish: 'aborted',
  }));
  const stream = n === 1 && !json;
  let begun = false;
  for await (const piece of model.sample(options)) {
    const one = samples[piece.index];
    one.text += piece.text;
    if (piece.token !== undefined) one.tokens++;
    one.logProbability += piece.logProbability ?? 0;
    one.finish = piece.finish ?? one.finish;
    if (stream) {
      io.stdout.write(begun ? piece.text : prime + piece.text);
      begun = true;
      await setImmediate(); // lets Ctrl-C in, and the text out
    }
  }
  if (stream) writeLine(io.stdout);
  else if (!json) {
    samples.forEach(({ text }, i) => {
      writeLine(io.stdout, `--- ${i + 1} ---`);
      writeLine(io.stdout, prime + text);
    });
  } else {
    samples.forEach(({ text, tokens, logProbability, finish }, index) => {
      writeJson(io.stdout, {
        index,
        text: prime + text,
        prime,
        continuation: text,
        tokens,
        log_probability: logProbability,
        finish,
      });
    });
  }
}
