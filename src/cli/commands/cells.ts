/** `unroll cells RUN FILE...`: units that stand for what probes say; what changes when one is held. */
import type { Command } from 'commander';
import type { TextModel } from '../../index.ts';
import { UnrollError } from '../../util/errors.ts';
import { holdLines, searchLines } from '../cells-report.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { type Io, writeJson, writeLine } from '../io.ts';
import {
  addEncodingFlag,
  addModelFlags,
  type Encoding,
  type ModelFlags,
  runArgument,
  withModel,
} from '../model.ts';
import { collect, real, unescapeText, whole, wholeList } from '../values.ts';
import { clampOf, type ProbeFlags, probesOf } from './cells-values.ts';

interface CellsFlags extends ModelFlags, ProbeFlags {
  encoding?: Encoding;
  layer?: number[];
  heldOut?: number;
  controls?: number;
  top?: number;
  clamp?: string[];
  prime?: string;
  length?: number;
  temperature?: number;
  seed: number;
}

const SHARE = { min: 0, max: 1, above: true, below: true } as const;

export function define(command: Command, io: Io, done: (exitCode: number) => void): void {
  command.argument('<run>', runArgument);
  command.argument('<files...>', 'files of text, read one after another');
  command.optionsGroup('Text:');
  addEncodingFlag(command);
  command.optionsGroup('Probes:');
  command
    .option(
      '--probes <names>',
      'built-in probes, separated by commas: quote, parentheses, brackets, nesting, comment, if-condition, line-position, since-newline, indentation, line-break, word-boundary, upper-case, vowel, digit (default: all; none where own ones are given)',
    )
    .option(
      '--probe <name=/regex/>',
      'your own: on inside what the expression matches; may be given several times',
      collect,
    )
    .option(
      '--span <name=from-to>',
      'your own: on from one place of the text to before another, counted in UTF-16 code units from 0; several separated by commas',
      collect,
    )
    .option(
      '--probe-file <file>',
      'your own: a JavaScript module (TypeScript where Node reads it) whose exports are functions from the text to a value for each place',
    );
  command.optionsGroup('Search:');
  command
    .option(
      '--layer <n>',
      'layers, separated by commas (default: all)',
      wholeList('--layer', 0, 1e6),
    )
    .option(
      '--held-out <share>',
      'last part of the text, which figures are of; the rest chooses units and thresholds (default: 0.3333)',
      real('--held-out', 'a number above 0 and below 1', SHARE),
    )
    .option(
      '--controls <n>',
      'searches with each probe turned round against the text, for chance (default: 1)',
      whole('--controls', 0, 1000),
    )
    .option('--top <n>', 'units shown of each probe (default: 1)', whole('--top', 1, 1000));
  command.optionsGroup('Holding units, in place of the search:');
  command
    .option(
      '--clamp <unit=value>',
      'LAYER.UNIT=VALUE, LAYER.UNIT.NAME=VALUE or LAYER.all.NAME=VALUE; NAME is a state or gate (default: c where the cell has one, else h); may be given several times',
      collect,
    )
    .option('--prime <text>', 'text that samples go on from; \\n is a line break', unescapeText)
    .option('--length <n>', 'symbols of samples; 0: none (default: 300)', whole('--length', 0, 1e7))
    .option(
      '--temperature <x>',
      'of samples (default: 1)',
      real('--temperature', 'a number from 0 to 1000', { min: 0, max: 1000 }),
    );
  command.optionsGroup('Chance:');
  command.option(
    '--seed <n>',
    'of the turns of controls, and of samples',
    whole('--seed', 0, 2 ** 32 - 1),
    0,
  );
  addModelFlags(command);
  command.optionsGroup('Output:');
  command.option('--json', 'one JSON object on standard output');
  command.addHelpText(
    'after',
    `
Examples:
  unroll cells runs/code more.c    # every unit beside every probe
  unroll cells runs/plays more.txt --probe "speaker=/^[A-Z ]+:/m" --top 3
  unroll cells runs/code more.c --probes quote --clamp 0.95=2    # c of unit 95 held at 2
  unroll cells runs/code more.c --probes quote --clamp 0.95.f=0    # its old value has no say`,
  );
  command.action(async (run: string, files: string[], flags: CellsFlags) => {
    checkCombinations(flags);
    const interrupt = listenForInterrupt(io);
    try {
      await withModel(io, run, flags, async (model) => {
        const options = { ...flags, signal: interrupt.signal };
        if (flags.clamp === undefined) await search(io, model, files, options);
        else await hold(io, model, files, options);
      });
    } catch (error) {
      if (interrupt.received === undefined) throw error;
    } finally {
      interrupt.close();
    }
    done(interrupt.exitCode());
  });
}

function checkCombinations(flags: CellsFlags): void {
  const { clamp, prime, length, temperature, layer, heldOut, controls, top } = flags;
  const named = (record: Record<string, unknown>) =>
    Object.entries(record).find(([, value]) => value !== undefined)?.[0];
  const ofClamp = named({ '--prime': prime, '--length': length, '--temperature': temperature });
  if (clamp === undefined && ofClamp !== undefined) {
    throw new UnrollError('usage', `${ofClamp} belongs to --clamp`);
  }
  const ofSearch = named({
    '--layer': layer,
    '--held-out': heldOut,
    '--controls': controls,
    '--top': top,
  });
  if (clamp !== undefined && ofSearch !== undefined) {
    throw new UnrollError('usage', `${ofSearch} belongs to the search, and --clamp makes none`);
  }
}

type Options = CellsFlags & { signal: AbortSignal };

async function search(io: Io, model: TextModel, files: string[], flags: Options): Promise<void> {
  const { searchCells } = await import('../../index.ts');
  const { layer: layers, heldOut, controls, top = 1, seed, encoding, signal, json } = flags;
  const probes = await probesOf(flags);
  const options = { probes, layers, heldOut, controls, top, seed, encoding, signal };
  const report = await searchCells(model, { files }, options);
  if (json) {
    writeJson(io.stdout, report);
    return;
  }
  for (const line of searchLines(report)) writeLine(io.stdout, line);
}

async function hold(io: Io, model: TextModel, files: string[], flags: Options): Promise<void> {
  const { clampEffect } = await import('../../index.ts');
  const { clamp: given = [], prime, length = 300, temperature, seed, encoding, signal } = flags;
  const clamp = given.map((text) => clampOf(text, model.network.stack.cell));
  const probes = await probesOf(flags);
  const sample = length === 0 ? undefined : { prime, length, temperature, seed };
  const effect = await clampEffect(model, { files }, { clamp, probes, sample, encoding, signal });
  if (flags.json) {
    writeJson(io.stdout, effect);
    return;
  }
  for (const line of holdLines(effect)) writeLine(io.stdout, line);
}
