/**
 * Which units stand for what: every unit of every layer is set beside every probe, in one pass over a text.
 * The first part of the text chooses units and thresholds; figures are of the rest, which chose nothing. Beside
 * each probe stands a control: the same search with the probe's values turned round against the text.
 */
import type { Floats } from '../../backend/backend.ts';
import type { TextEncoding } from '../../data/index.ts';
import type { EvaluationSource, TextModel } from '../../generate/text-model.ts';
import { expected, UnrollError } from '../../util/errors.ts';
import type { Probe } from '../probes/probe.ts';
import { probes as builtIn } from '../probes/table.ts';
import {
  aucOf,
  bestThreshold,
  correlationOf,
  type Judged,
  judge,
  type Threshold,
} from './figures.ts';
import { checkNames, type Labels, labelsOf, rotated } from './labels.ts';
import { rankedUnits, streamsOf, textOf, walkStreams } from './streams.ts';
import { LabelSteps, type Tallied, Tally } from './tally.ts';

export interface SearchOptions {
  /** Default: all that are built in. */
  probes?: readonly Probe[];
  /** Share of the text, its last part, that figures are of; default ⅓. */
  heldOut?: number;
  /** Turns of each probe; default 1. */
  controls?: number;
  /** Units told of each probe; default 3. */
  top?: number;
  /** Layers from 0; absent: all. */
  layers?: readonly number[];
  /** Of the turns. */
  seed?: number;
  encoding?: TextEncoding;
  signal?: AbortSignal;
}

export interface FoundUnit extends Judged, Threshold {
  layer: number;
  unit: number;
  /** The state: `h`, `c`. */
  state: string;
  /** What is shown of it, which thresholds are of: `tanh(c)`. */
  shown: string;
}

export interface ProbeFindings {
  probe: string;
  what: string;
  /** Values from which the probe counts as on; absent where it is on or off. */
  from?: number;
  /** Share of the held-out symbols where it is on. */
  share: number;
  /** Best first, as the first part has it. Empty where the probe is on nowhere, or everywhere, in a part. */
  units: FoundUnit[];
  /** The best unit of each turn, chosen and judged in the same way. */
  controls: FoundUnit[];
}

export interface CellsReport {
  /** Symbols that chose, and symbols that figures are of. */
  chosenOn: number;
  judgedOn: number;
  /** Units times states: how many were searched. */
  searched: number;
  probes: ProbeFindings[];
}

/** Errors as of `traceText`; 'usage' for options out of range, 'data' for a text that is too short. */
export async function searchCells(
  model: TextModel,
  source: string | EvaluationSource,
  options: SearchOptions = {},
): Promise<CellsReport> {
  const { probes = builtIn, heldOut = 1 / 3, controls = 1, top = 3, seed = 0 } = options;
  checkOptions({ probes, heldOut, controls, top });
  const { encoding, signal, layers: wanted } = options;
  const given = typeof source === 'string' ? { text: source } : source;
  const read = await textOf(model, given, { encoding, signal });
  const total = read.ends.length;
  const border = total - Math.ceil(total * heldOut);
  if (border < 2 || total - border < 2) {
    throw new UnrollError('data', `${total} symbols are too few to choose units and to judge them`);
  }
  const labels = probes.flatMap((probe, p) => {
    const own = labelsOf(probe, read, border);
    const turns = Array.from({ length: controls }, (_, k) =>
      rotated(own, border, seed + 1000 * p + k),
    );
    return [own, ...turns];
  });
  const { hidden: H } = model.network.config;
  const all = Int32Array.from({ length: H }, (_, unit) => unit);
  const streams = streamsOf(model, wanted);
  const first = streams.map(() => new Tally(all, labels.length));
  let chosen: Choice[][] | undefined;
  let second: Tally[] = [];

  const walk = walkStreams(model, given, { streams, layers: wanted, encoding, signal });
  for await (const { from, symbols, shown } of walk) {
    const add = (tallies: readonly Tally[], start: number, end: number) => {
      if (start >= end) return;
      const steps = labels.map((one) => new LabelSteps(one, from + start, end - start));
      const rows = (values: Floats) => values.subarray(start * H, end * H);
      tallies.forEach((tally, s) => {
        tally.add(rows(shown[s]), H, steps);
      });
    };
    const cut = Math.max(0, Math.min(symbols, border - from));
    add(first, 0, cut);
    if (cut === symbols) continue;
    if (chosen === undefined) {
      chosen = labels.map((one, m) => choose(first, one, m, { top, H }));
      second = streams.map((_, s) => new Tally(unitsOf(chosen ?? [], s), labels.length));
    }
    add(second, cut, symbols);
  }
  const judgeAll = (m: number): FoundUnit[] =>
    (chosen?.[m] ?? []).map(({ stream, unit, threshold }) => {
      const { layer, scale } = streams[stream];
      const column = unitsOf(chosen ?? [], stream).indexOf(unit);
      const figures = judge(second[stream].of(column, m), threshold);
      return { layer, unit, state: scale.key, shown: scale.name, ...threshold, ...figures };
    });
  return {
    chosenOn: border,
    judgedOn: total - border,
    searched: streams.length * H,
    probes: probes.map(({ name, what }, p) => {
      const m = p * (1 + controls);
      const own = labels[m];
      const told = isOnAndOff(own, 0, border) && isOnAndOff(own, border, total);
      const turns = Array.from({ length: controls }, (_, k) => judgeAll(m + 1 + k)[0]);
      return {
        probe: name,
        what,
        ...(own.from !== undefined && { from: own.from }),
        share: own.on.subarray(border).reduce((sum, on) => sum + on, 0) / (total - border),
        units: told ? judgeAll(m) : [],
        controls: told ? turns : [],
      };
    }),
  };
}

interface Choice {
  stream: number;
  unit: number;
  threshold: Threshold;
}

/** By AUC on either side of ½ where a label is on or off, else by correlation of either sign. */
function choose(
  tallies: readonly Tally[],
  { from }: Labels,
  m: number,
  { top, H }: { top: number; H: number },
): Choice[] {
  const worthOf = (tallied: Tallied) =>
    Math.abs(from === undefined ? aucOf(tallied) - 0.5 : correlationOf(tallied));
  return rankedUnits(tallies, { units: H, label: m, top }, worthOf).map(
    ({ stream, unit, tallied }) => ({ stream, unit, threshold: bestThreshold(tallied) }),
  );
}

/** Of a stream, those that any label has chosen; ascending. */
function unitsOf(chosen: readonly (readonly Choice[])[], stream: number): Int32Array {
  const units = chosen.flat().filter((one) => one.stream === stream);
  return Int32Array.from(new Set(units.map(({ unit }) => unit))).sort();
}

function isOnAndOff({ on }: Labels, from: number, to: number): boolean {
  const part = on.subarray(from, to);
  return part.includes(0) && part.includes(1);
}

function checkOptions({
  probes,
  heldOut,
  controls,
  top,
}: Required<Pick<SearchOptions, 'probes' | 'heldOut' | 'controls' | 'top'>>): void {
  checkNames(probes);
  if (!(heldOut > 0 && heldOut < 1)) throw expected('heldOut', 'above 0 and below 1', heldOut);
  if (!Number.isInteger(controls) || controls < 0) {
    throw expected('controls', 'a whole number', controls);
  }
  if (!Number.isInteger(top) || top < 1) throw expected('top', 'a positive integer', top);
}
