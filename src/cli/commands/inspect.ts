/** `unroll inspect RUN [TEXT]`: a text coloured by one unit; traces of everything for other tools. */
import { basename } from 'node:path';
import type { Command } from 'commander';
import type { EvaluationSource, TextModel } from '../../index.ts';
import type { PaletteName } from '../../inspect/palette.ts';
import type { ColourDepth } from '../../inspect/unit-terminal.ts';
import { expected, UnrollError } from '../../util/errors.ts';
import { colourDepth, colourDepths } from '../colour.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { type Io, writeLine } from '../io.ts';
import {
  addEncodingFlag,
  addModelFlags,
  type Encoding,
  type ModelFlags,
  runArgument,
  textOrStdin,
  withModel,
} from '../model.ts';
import { choice, whole, wholeList } from '../values.ts';

export interface InspectFlags extends ModelFlags {
  file?: string;
  encoding?: Encoding;
  record?: number;
  layer?: number | string;
  unit?: number[];
  what?: string;
  colour?: ColourDepth;
  palette?: PaletteName;
  html?: string;
  svg?: string;
  columns?: number;
  trace?: string;
  distribution?: true;
}

const palettes = ['red-blue', 'orange-blue'] as const;

export function define(command: Command, io: Io, done: (exitCode: number) => void): void {
  command.argument('<run>', runArgument);
  command.argument(
    '[text]',
    'the text, or an input of the task as for predict, such as {"frames": [[…], …]}; - reads standard input (default: -)',
  );
  command.optionsGroup('Text:');
  command
    .option('--file <file>', 'a text file, read as a stream; of other tasks a file of records')
    .option('--record <n>', 'which record of --file (default: 1)', whole('--record', 1, 1e9));
  addEncodingFlag(command);
  command.optionsGroup('What to look at:');
  command
    .option(
      '--layer <name>',
      'layer, from 0 for the lowest, or a name that traces have: l1, l0_reverse, encoder.l0, decoder.l0; of several directions a number is the one forwards, of a translator the decoder (default with --unit: the highest)',
      layerNamed,
    )
    .option(
      '--unit <n>',
      'unit of the layer, from 0; for --trace several, separated by commas (default: the strongest and steadiest one; for --trace all)',
      wholeList('--unit', 0, 1e9),
    )
    .option(
      '--what <name>',
      'a state (h, c) or gate (i, f, g, o; r, z, n) (default: c where the cell has one, else h)',
    );
  addModelFlags(command);
  command.optionsGroup('Output:');
  command
    .option(
      '--colour <depth>',
      '24bit, 256 or none, which writes signs under the text (default: what the terminal can; none for files and pipes and where NO_COLOR is set)',
      choice('--colour', colourDepths),
    )
    .option(
      '--palette <name>',
      'red-blue, or orange-blue, which every eye tells apart (default: red-blue)',
      choice('--palette', palettes),
    )
    .option('--html <file>', 'a page with all gates of the unit, in place of the terminal')
    .option('--svg <file>', 'a picture, in place of the terminal')
    .option('--columns <n>', 'width of the picture in characters', whole('--columns', 10, 1000))
    .option(
      '--trace <file>',
      'all states and gates of the layers and units asked for, and the surprise of each symbol, as .npz or .safetensors, with FILE.json beside it; a number as --layer is then that layer of every direction and stack',
    )
    .option('--distribution', 'in the trace also the distribution after each symbol')
    .option('--json', 'one JSON object per piece of the text on standard output');
  command.addHelpText(
    'after',
    `
Blue is below zero, red above, stronger the farther from it. c has no bounds, so tanh(c) is shown. A translation's
encoder walks over the source, its decoder over the target of the input, or over what it writes itself.

Examples:
  unroll inspect runs/book "She said \\"no\\" and left."    # the most telling unit
  unroll inspect runs/book --file more.txt --layer 1 --unit 33 --what f
  unroll inspect runs/book --file more.txt --unit 33 --html unit.html
  unroll inspect runs/book --file more.txt --trace states.npz    # numpy.load('states.npz')['l0.h']
  unroll inspect runs/reviews "a slow but lovely film" --layer l0_reverse
  unroll inspect runs/dates "5 May 1999" --layer decoder.l0 --html date.html
  unroll inspect runs/digits --file test.jsonl --record 3`,
  );
  command.action(async (run: string, text: string | undefined, flags: InspectFlags) => {
    checkCombinations(text, flags);
    const interrupt = listenForInterrupt(io);
    const { taskOfRun } = await import('../../files/run-folder.ts');
    try {
      if (taskOfRun(run) !== 'lm') {
        const { inspectTask } = await import('./inspect-task.ts');
        await inspectTask(io, run, text, flags);
      } else {
        const { file, encoding, record } = flags;
        if (record !== undefined) {
          throw new UnrollError('usage', '--record is of other tasks than language models');
        }
        const source = file === undefined ? { text: await textOrStdin(io, text ?? '-') } : { file };
        if ('text' in source && source.text === '') {
          throw new UnrollError('data', 'there is nothing to look at: the text is empty');
        }
        await withModel(io, run, flags, (model) =>
          inspect(io, model, source, {
            ...flags,
            run,
            reading: { encoding, signal: interrupt.signal },
          }),
        );
      }
    } catch (error) {
      if (interrupt.received === undefined) throw error;
    } finally {
      interrupt.close();
    }
    done(interrupt.exitCode());
  });
}

/** A number from 0, or a name. */
function layerNamed(text: string): number | string {
  if (/^\d+$/.test(text)) return Number(text);
  if (/^([a-z]+\.)?l\d+(_reverse)?$/.test(text)) return text;
  throw expected('--layer', 'a whole number from 0, or a name such as l0_reverse', text);
}

function checkCombinations(text: string | undefined, flags: InspectFlags): void {
  const wrong = (message: string) => new UnrollError('usage', message);
  const { file, encoding, unit = [], what, html, svg, json, trace, distribution, columns } = flags;
  if (file !== undefined && text !== undefined) {
    throw wrong('give either --file or TEXT, not both');
  }
  if (encoding !== undefined && file === undefined) throw wrong('--encoding belongs to --file');
  if (flags.record !== undefined && file === undefined) throw wrong('--record belongs to --file');
  const outputs = { '--html': html, '--svg': svg, '--json': json, '--trace': trace };
  const given = Object.entries(outputs).filter(([, value]) => value !== undefined);
  if (given.length > 1) {
    throw wrong(
      `${given.map(([name]) => name).join(' and ')} exclude each other: give one of them`,
    );
  }
  if (distribution && trace === undefined) throw wrong('--distribution belongs to --trace');
  const drawn = trace === undefined && json === undefined;
  if (flags.palette !== undefined && !drawn) {
    throw wrong('--palette belongs to what is drawn: leave it out');
  }
  if (flags.colour !== undefined && given.length > 0) {
    throw wrong(`--colour belongs to the terminal, and ${given[0][0]} writes none: leave it out`);
  }
  if (columns !== undefined && svg === undefined) throw wrong('--columns belongs to --svg');
  if (trace !== undefined) {
    if (what !== undefined) throw wrong('--trace writes every state and gate: leave out --what');
    return;
  }
  if (unit.length > 1) throw wrong('one unit colours the text: give one --unit, or --trace');
}

interface Inspecting extends InspectFlags {
  run: string;
  reading: { encoding?: Encoding; signal: AbortSignal };
}

async function inspect(
  io: Io,
  model: TextModel,
  source: EvaluationSource,
  flags: Inspecting,
): Promise<void> {
  const { trace, layer, unit, reading, distribution } = flags;
  if (trace !== undefined) {
    const { traceText, writeTrace } = await import('../../index.ts');
    const layers = layer === undefined ? undefined : [layer];
    const parts = traceText(model, source, { ...reading, layers, units: unit, distribution });
    const { arrays } = await writeTrace(trace, parts, {
      vocabulary: model.codec.vocabulary.tokens,
    });
    writeLine(io.stderr, `wrote ${trace}: ${Object.keys(arrays).length} arrays, and ${trace}.json`);
    return;
  }
  const place = await placeOf(io, model, source, flags);
  const { scaleOf, unitNames, unitSeries } = await import('../../inspect/unit-series.ts');
  const { showUnit } = await import('../unit-output.ts');
  const { network } = model;
  const depth = colourDepth(io, flags.colour);
  const numbers = {
    names: unitNames(network),
    scaleOf: (name: string) => scaleOf(network, name),
    series: (names?: readonly string[]) => unitSeries(model, source, place, { ...reading, names }),
  };
  await showUnit(io, numbers, place, { ...flags, depth, name: basename(flags.run) });
}

/** The unit that was asked for, or the most telling one, which is said on standard error. */
async function placeOf(
  io: Io,
  model: TextModel,
  source: EvaluationSource,
  { layer: named, unit, what, reading }: Inspecting,
) {
  const { network } = model;
  const { hidden, layers: L } = network.config;
  const { checkWanted } = await import('../../inspect/layer-values.ts');
  checkWanted({ layers: named === undefined ? [] : [named], units: unit }, { layers: L, hidden });
  const layer = named === undefined ? undefined : Number(`${named}`.replace('l', ''));
  const name = what ?? (network.stack.cell.states.includes('c') ? 'c' : 'h');
  const { scaleOf } = await import('../../inspect/unit-series.ts');
  const scale = scaleOf(network, name);
  if (unit !== undefined)
    return { layer: layer ?? L - 1, unit: unit[0], what: name, only: what !== undefined };
  const { tellingUnits } = await import('../../inspect/telling-units.ts');
  const layers = layer === undefined ? undefined : [layer];
  const ranked = await tellingUnits(model, source, name, { ...reading, layers });
  const { sayChosen } = await import('../unit-output.ts');
  sayChosen(io, scale, ranked);
  return { layer: ranked[0].layer, unit: ranked[0].unit, what: name, only: what !== undefined };
}
