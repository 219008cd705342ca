/** `unroll inspect RUN [TEXT]`: a text coloured by one unit; traces of everything for other tools. */
import { basename } from 'node:path';
import type { Command } from 'commander';
import type { EvaluationSource, TextModel } from '../../index.ts';
import type { PaletteName } from '../../inspect/palette.ts';
import type { ColourDepth } from '../../inspect/unit-terminal.ts';
import { UnrollError } from '../../util/errors.ts';
import { colourDepth, colourDepths } from '../colour.ts';
import { figures } from '../format.ts';
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
  layer?: number;
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
  command.argument('[text]', 'the text; - reads standard input (default: -)');
  command.optionsGroup('Text:');
  command.option('--file <file>', 'a text file, read as a stream');
  addEncodingFlag(command);
  command.optionsGroup('What to look at:');
  command
    .option('--layer <n>', 'layer, from 0 for the lowest', whole('--layer', 0, 1e6))
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
      'all states and gates of the layers and units asked for, and the surprise of each symbol, as .npz or .safetensors, with FILE.json beside it; also of other tasks (TEXT is an input as for predict)',
    )
    .option('--distribution', 'in the trace also the distribution after each symbol')
    .option('--json', 'one JSON object per piece of the text on standard output');
  command.addHelpText(
    'after',
    `
Blue is below zero, red above, stronger the farther from it. c has no bounds, so tanh(c) is shown.

Examples:
  unroll inspect runs/book "She said \\"no\\" and left."    # the most telling unit
  unroll inspect runs/book --file more.txt --layer 1 --unit 33 --what f
  unroll inspect runs/book --file more.txt --unit 33 --html unit.html
  unroll inspect runs/book --file more.txt --trace states.npz    # numpy.load('states.npz')['l0.h']`,
  );
  command.action(async (run: string, text: string | undefined, flags: InspectFlags) => {
    checkCombinations(text, flags);
    const interrupt = listenForInterrupt(io);
    const { taskOfRun } = await import('../../files/run-folder.ts');
    try {
      if (taskOfRun(run) !== 'lm') {
        const { inspectTask } = await import('./inspect-task.ts');
        await inspectTask(io, run, await textOrStdin(io, text ?? '-'), flags);
      } else {
        const { file, encoding } = flags;
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

function checkCombinations(text: string | undefined, flags: InspectFlags): void {
  const wrong = (message: string) => new UnrollError('usage', message);
  const { file, encoding, unit = [], what, html, svg, json, trace, distribution, columns } = flags;
  if (file !== undefined && text !== undefined) {
    throw wrong('give either --file or TEXT, not both');
  }
  if (encoding !== undefined && file === undefined) throw wrong('--encoding belongs to --file');
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
  const { showUnit } = await import('../unit-output.ts');
  const depth = colourDepth(io, flags.colour);
  await showUnit(io, model, source, place, { ...flags, depth, name: basename(flags.run) });
}

/** The unit that was asked for, or the most telling one, which is said on standard error. */
async function placeOf(
  io: Io,
  model: TextModel,
  source: EvaluationSource,
  { layer, unit, what, reading }: Inspecting,
) {
  const { network } = model;
  const { hidden, layers: L } = network.config;
  const { checkWanted } = await import('../../inspect/layer-values.ts');
  checkWanted({ layers: layer === undefined ? [] : [layer], units: unit }, { layers: L, hidden });
  const name = what ?? (network.stack.cell.states.includes('c') ? 'c' : 'h');
  const { scaleOf } = await import('../../inspect/unit-series.ts');
  const scale = scaleOf(network, name);
  if (unit !== undefined)
    return { layer: layer ?? L - 1, unit: unit[0], what: name, only: what !== undefined };
  const { tellingUnits } = await import('../../inspect/telling-units.ts');
  const layers = layer === undefined ? undefined : [layer];
  const [best, ...others] = await tellingUnits(model, source, name, {
    ...reading,
    layers,
  });
  const next = others
    .slice(0, 5)
    .map((one) => `${one.layer}.${one.unit} (${figures(one.steadiness)})`);
  writeLine(
    io.stderr,
    `layer ${best.layer}, unit ${best.unit}: its ${scale.name} is strong and steady, covariance ${figures(best.steadiness)} from one symbol to the next; after it come ${next.join(', ')}`,
  );
  return { layer: best.layer, unit: best.unit, what: name, only: what !== undefined };
}
