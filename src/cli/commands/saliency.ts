/** `unroll saliency RUN INPUT`: which parts of the input moved an answer. */
import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { LoadOptions, Saliency, SaliencyOptions } from '../../index.ts';
import { replacements } from '../../inspect/saliency.ts';
import { UnrollError } from '../../util/errors.ts';
import { defined } from '../../util/records.ts';
import { colourDepth, colourDepths } from '../colour.ts';
import { type Io, writeJson, writeLine } from '../io.ts';
import {
  addEncodingFlag,
  addModelFlags,
  type Encoding,
  type ModelFlags,
  runArgument,
  textOrStdin,
  withModel,
  withTask,
} from '../model.ts';
import { parsedInput, recordOfFile } from '../record.ts';
import { choice, whole } from '../values.ts';

interface SaliencyFlags extends ModelFlags, SaliencyOptions {
  file?: string;
  record: number;
  encoding?: Encoding;
  colour?: (typeof colourDepths)[number];
  top: number;
  svg?: string;
}

export function define(command: Command, io: Io, done: (exitCode: number) => void): void {
  command.argument('<run>', runArgument);
  command.argument(
    '[input]',
    'a text, or a record of the task as JSON, such as {"frames": [[…], …]}; - reads standard input',
  );
  command.optionsGroup('Input:');
  command
    .option('--file <file>', 'a record of a file, as the task reads it, instead of INPUT')
    .option('--record <n>', 'which record of --file', whole('--record', 1, 1e9), 1);
  addEncodingFlag(command);
  command.optionsGroup('What is asked for:');
  command
    .option(
      '--answer <text>',
      'this label, tag, next symbol, translation, caption or transcription (default: the predicted one)',
    )
    .option(
      '--at <n>',
      'one step or symbol, from 1: of tags, of what is written, of steps ahead (forecast), of the text itself (language models)',
      whole('--at', 1, 1e9),
    )
    .option('--target <column>', 'forecast: the column (default: the first)')
    .option(
      '--replace <what>',
      'occlusion puts this in the place of each position: zero, mean (of the embedding; of vectors that of training) or unk (default: unk where there is <unk>, else zero)',
      choice('--replace', replacements),
    );
  addModelFlags(command);
  command.optionsGroup('Output:');
  command
    .option(
      '--top <n>',
      'list at most so many positions, those with the largest effect',
      whole('--top', 1, 1e9),
      40,
    )
    .option(
      '--colour <depth>',
      'colours of the terminal: 24bit, 256 or none (default: what it can, and none with NO_COLOR)',
      choice('--colour', colourDepths),
    )
    .option('--svg <file>', 'write a picture to this file too')
    .option('--json', 'one JSON object on standard output');
  command.addHelpText(
    'after',
    `
Both measures are above 0 where a position raised the number that is asked for, and below where it lowered it.

Examples:
  unroll saliency runs/reviews "a slow but lovely film"
  unroll saliency runs/book "the cats, which saw the dog, " --answer w
  unroll saliency runs/dates "5 May 1999" --at 4 --svg dates.svg
  unroll saliency runs/sales --file sales.csv --at 3`,
  );
  command.action(async (run: string, input: string | undefined, flags: SaliencyFlags) => {
    if ((input === undefined) === (flags.file === undefined)) {
      throw new UnrollError('usage', 'give INPUT, or --file with a record: one of them');
    }
    const given = input === undefined ? undefined : await textOrStdin(io, input);
    await show(io, await saliencyOf(io, run, given, flags), flags);
    done(0);
  });
}

async function saliencyOf(
  io: Io,
  run: string,
  input: string | undefined,
  flags: SaliencyFlags,
): Promise<Saliency> {
  const { backend, threads, weights, replace, at, answer, target, file = '' } = flags;
  const opening: LoadOptions = { backend, threads, weights };
  const options = defined({ replace, at, answer, target });
  const library = await import('../../index.ts');
  let found: Saliency | undefined;
  if (await isLanguageModel(run)) {
    if (input === undefined || target !== undefined) {
      throw new UnrollError(
        'usage',
        `a language model has no ${target === undefined ? 'records: give a TEXT instead of --file' : 'columns: leave --target out'}`,
      );
    }
    await withModel(io, run, opening, async (model) => {
      found = library.textSaliency(model, input, options);
    });
  } else {
    await withTask(run, opening, async (task) => {
      found =
        input === undefined
          ? library.recordSaliency(task, await recordOfFile(task, file, flags), options)
          : library.taskSaliency(task, parsedInput(input), options);
    });
  }
  if (found === undefined) throw new Error('a model was opened and used');
  return found;
}

async function isLanguageModel(run: string): Promise<boolean> {
  const { statSync } = await import('node:fs');
  const { openRun } = await import('../../files/run-folder.ts');
  const file = statSync(run, { throwIfNoEntry: false })?.isFile();
  return file || openRun(run).settings.task === 'lm';
}

async function show(
  io: Io,
  saliency: Saliency,
  { svg, json, colour, top }: SaliencyFlags,
): Promise<void> {
  if (svg !== undefined) {
    const { saliencySvg } = await import('../../inspect/saliency-svg.ts');
    await writeFile(svg, saliencySvg(saliency));
    writeLine(io.stderr, `wrote ${svg}`);
  }
  if (json) {
    writeJson(io.stdout, saliency);
    return;
  }
  const { saliencyText } = await import('../../inspect/saliency-text.ts');
  const depth = colourDepth(io, colour);
  const columns = io.columns?.() || 80;
  writeLine(io.stdout, saliencyText(saliency, { depth, columns, most: top }));
}
