/** `unroll gradients RUN [TEXT]`, `unroll gradients --cell rnn,lstm`: how far gradients reach back. */
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { readText } from '../../data/read-text.ts';
import type { FreshReachOptions, GradientReach, GradientReachOptions } from '../../index.ts';
import { cellNames } from '../../nn/cells/table.ts';
import { UnrollError } from '../../util/errors.ts';
import { defined } from '../../util/records.ts';
import { type Io, writeJson, writeLine } from '../io.ts';
import {
  addEncodingFlag,
  addModelFlags,
  type Encoding,
  type ModelFlags,
  runArgument,
  textOrStdin,
  withModel,
} from '../model.ts';
import { choice, real, whole, wordOr } from '../values.ts';

interface FreshFlags
  extends Pick<
    FreshReachOptions,
    'hidden' | 'layers' | 'embed' | 'init' | 'nonlinearity' | 'gain' | 'seed'
  > {
  cell?: string[];
}

interface GradientsFlags extends ModelFlags, FreshFlags, Omit<GradientReachOptions, 'name'> {
  file?: string;
  record?: number;
  encoding?: Encoding;
  svg?: string;
}

/** Of text that is made where none is given. */
const CHARACTERS = 2000;
const ABOVE_ZERO = { min: 0, max: Number.MAX_VALUE, above: true } as const;

export function define(command: Command, io: Io, done: (exitCode: number) => void): void {
  command.argument('[run]', `${runArgument}; left out with --cell`);
  command.argument(
    '[text]',
    'the text whose losses are followed back; of other tasks than language models an input as for predict, with its answer or without; - reads standard input; none: text that the model itself makes, or with --cell the built-in sample',
  );
  command.optionsGroup('Text:');
  command
    .option(
      '--file <file>',
      'a text file instead of TEXT; of other tasks a file of records with their answers, of which the first --windows are taken',
    )
    .option(
      '--record <n>',
      'of other tasks: this record of --file alone',
      whole('--record', 1, 1e9),
    );
  addEncodingFlag(command);
  command.optionsGroup('Cells that have not been trained, instead of RUN:');
  command
    .option('--cell <names>', `side by side: ${cellNames.join(', ')}`, cells)
    .option('--hidden <n>', 'units of a layer (default: 64)', whole('--hidden', 1, 4096))
    .option('--layers <n>', 'recurrent layers (default: 1)', whole('--layers', 1, 64))
    .option(
      '--embed <n>',
      'size of the embedding, or onehot (default: onehot)',
      wordOr('--embed', 'onehot', 1, 65536),
    )
    .option(
      '--nonlinearity <name>',
      'of cell rnn: tanh or relu (default: tanh)',
      choice('--nonlinearity', ['tanh', 'relu']),
    )
    .option(
      '--init <name>',
      'first weights: unroll (orthogonal recurrent weights) or torch (default: unroll)',
      choice('--init', ['unroll', 'torch']),
    )
    .option(
      '--gain <x>',
      'multiply all recurrent weights (default: 1)',
      real('--gain', 'a number above 0', ABOVE_ZERO),
    )
    .option('--seed <n>', 'of the first weights (default: 1)', whole('--seed', 0, 2 ** 32 - 1));
  command.optionsGroup('Gradients:');
  command
    .option('--lags <n>', 'the largest lag k (default: 50)', whole('--lags', 1, 100_000))
    .option(
      '--windows <n>',
      'how many steps t, or losses of records, are followed back, evenly spread (default: 64)',
      whole('--windows', 1, 100_000),
    )
    .option(
      '--clip <x>',
      "limit of the weights' gradient (default: 1)",
      real('--clip', 'a number above 0', ABOVE_ZERO),
    )
    .option(
      '--clip-by <name>',
      'norm (of all weights together) or value (of each) (default: norm)',
      choice('--clip-by', ['norm', 'value']),
    );
  addModelFlags(command);
  command.optionsGroup('Output:');
  command
    .option('--svg <file>', 'write the figure to this file too')
    .option('--json', 'one JSON object for each model on standard output');
  command.addHelpText(
    'after',
    `
Examples:
  unroll gradients --cell rnn,gru,lstm --lags 100 --svg reach.svg
  unroll gradients --cell rnn --nonlinearity relu --gain 1.5    # explodes
  unroll gradients runs/book "It was the best of times, it was the worst of times"
  unroll gradients runs/book --file book.txt --windows 200
  unroll gradients runs/reviews --file reviews.tsv --svg reviews.svg
  unroll gradients runs/dates '{"source": "5 May 1999", "target": "1999-05-05"}'`,
  );
  command.action(
    async (run: string | undefined, text: string | undefined, flags: GradientsFlags) => {
      const reaches = flags.cell
        ? await fresh(io, [run, text], flags.cell, flags)
        : await trained(io, { run, text }, flags);
      await show(io, reaches, flags);
      done(0);
    },
  );
}

function cells(text: string): string[] {
  const one = choice('--cell', cellNames);
  return text.split(',').map((name) => one(name.trim()));
}

function reachOptions({ lags, windows, clip, clipBy }: GradientsFlags): GradientReachOptions {
  return defined({ lags, windows, clip, clipBy });
}

async function fresh(
  io: Io,
  [text, more]: [string | undefined, string | undefined],
  cells: string[],
  flags: GradientsFlags,
): Promise<GradientReach[]> {
  if (more !== undefined) {
    throw new UnrollError('usage', '--cell takes the place of RUN: give one TEXT, or leave it out');
  }
  if (flags.record !== undefined) {
    throw new UnrollError('usage', '--record is of a trained RUN: leave it out with --cell');
  }
  if (flags.weights !== undefined) {
    throw new UnrollError('usage', '--weights is of a trained RUN: leave it out with --cell');
  }
  const { freshGradientReach, generateSample } = await import('../../index.ts');
  const { hidden, layers, embed, init, nonlinearity, gain, seed, backend, threads } = flags;
  const read = (await givenText(io, text, flags)) ?? generateSample('theatre').slice(0, CHARACTERS);
  const options = defined({ hidden, layers, embed, init, nonlinearity, gain, seed });
  return freshGradientReach(read, {
    cells,
    backend,
    threads,
    ...options,
    ...reachOptions(flags),
  });
}

const ofFresh = [
  'hidden',
  'layers',
  'embed',
  'init',
  'nonlinearity',
  'gain',
  'seed',
] as const satisfies readonly (keyof FreshFlags)[];

async function trained(
  io: Io,
  { run, text }: { run: string | undefined; text: string | undefined },
  flags: GradientsFlags,
): Promise<GradientReach[]> {
  if (run === undefined) {
    throw new UnrollError(
      'usage',
      'there is nothing to follow: give a RUN, or --cell with names such as rnn,gru,lstm',
    );
  }
  const wrong = ofFresh.find((name) => flags[name] !== undefined);
  if (wrong !== undefined) {
    throw new UnrollError(
      'usage',
      `--${wrong} is of cells that have not been trained: give --cell`,
    );
  }
  const { taskOfRun } = await import('../../files/run-folder.ts');
  if (taskOfRun(run) !== 'lm') {
    const { gradientsOfTask } = await import('./gradients-task.ts');
    return [await gradientsOfTask(io, { run, input: text }, flags, reachOptions(flags))];
  }
  if (flags.record !== undefined) {
    throw new UnrollError('usage', '--record is of other tasks than language models');
  }
  const given = await givenText(io, text, flags);
  const { textGradientReach } = await import('../../index.ts');
  let reach: GradientReach | undefined;
  await withModel(io, run, flags, async (model) => {
    const read = given ?? (await model.generate({ length: CHARACTERS, seed: 1 }))[0];
    reach = textGradientReach(model, read, { name: basename(run), ...reachOptions(flags) });
  });
  return reach === undefined ? [] : [reach];
}

async function givenText(
  io: Io,
  text: string | undefined,
  { file, encoding }: GradientsFlags,
): Promise<string | undefined> {
  if (file === undefined) {
    if (encoding !== undefined) {
      throw new UnrollError('usage', '--encoding is of --file: leave it out');
    }
    return text === undefined ? undefined : textOrStdin(io, text);
  }
  if (text !== undefined) {
    throw new UnrollError('usage', '--file takes the place of TEXT: give one of them');
  }
  return readText(file, { encoding });
}

async function show(
  io: Io,
  reaches: readonly GradientReach[],
  { svg, json }: GradientsFlags,
): Promise<void> {
  if (svg !== undefined) {
    const { gradientReachSvg } = await import('../../inspect/reach-svg.ts');
    await writeFile(svg, gradientReachSvg(reaches));
    writeLine(io.stderr, `wrote ${svg}`);
  }
  if (json) {
    for (const reach of reaches) writeJson(io.stdout, reach);
    return;
  }
  const { gradientReachText } = await import('../../inspect/reach-text.ts');
  writeLine(io.stdout, gradientReachText(reaches, { columns: io.columns?.() || 80 }));
}
