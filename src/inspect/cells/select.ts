/**
 * Units that are on exactly where somebody has selected: every unit of every layer beside one label, over the whole
 * of a text. A selection is an example, not a sample: what chooses is also what is judged, so figures say how well
 * a unit fits it, and only the control says what chance fits as well.
 */
import type { TextModel } from '../../generate/text-model.ts';
import { UnrollError } from '../../util/errors.ts';
import { type Span, spanProbe } from '../probes/probe.ts';
import { aucOf, bestThreshold, judge } from './figures.ts';
import { labelsOf, rotated } from './labels.ts';
import type { FoundUnit } from './search.ts';
import { rankedUnits, streamsOf, textOf, walkStreams } from './streams.ts';
import { LabelSteps, Tally } from './tally.ts';

export interface SelectOptions {
  /** In UTF-16 units of the text; of words, of the text as the model reads it. */
  spans: readonly Span[];
  /** Units told; default 20. */
  top?: number;
  /** Of the control's turn. */
  seed?: number;
  signal?: AbortSignal;
}

export interface SelectReport {
  symbols: number;
  /** Symbols that are selected. */
  selected: number;
  /** Best first. */
  units: FoundUnit[];
  /** The best unit for the selection turned round against the text. */
  control: FoundUnit;
}

/** Errors as of `traceText`; 'usage' for spans outside the text, or that select nothing or everything. */
export async function selectCells(
  model: TextModel,
  text: string,
  { spans, top = 20, seed = 0, signal }: SelectOptions,
): Promise<SelectReport> {
  const read = await textOf(model, { text });
  const symbols = read.ends.length;
  const own = labelsOf(spanProbe('selection', spans), read, symbols);
  const selected = own.on.reduce((sum, on) => sum + on, 0);
  if (selected === 0 || selected === symbols) {
    const what = selected === 0 ? 'no symbol ends in them' : 'they are the whole text';
    throw new UnrollError(
      'usage',
      `the spans tell nothing apart: ${what}; select a part of the text`,
    );
  }
  const labels = [own, rotated(own, symbols, seed + 1)];
  const { hidden: H } = model.network.config;
  const all = Int32Array.from({ length: H }, (_, unit) => unit);
  const streams = streamsOf(model);
  const tallies = streams.map(() => new Tally(all, labels.length));
  for await (const { from, symbols: count, shown } of walkStreams(
    model,
    { text },
    { streams, signal },
  )) {
    const steps = labels.map((one) => new LabelSteps(one, from, count));
    tallies.forEach((tally, s) => {
      tally.add(shown[s], H, steps);
    });
  }
  const best = (label: number, count: number): FoundUnit[] =>
    rankedUnits(tallies, { units: H, label, top: count }, (tallied) =>
      Math.abs(aucOf(tallied) - 0.5),
    ).map(({ stream, unit, tallied }) => {
      const { layer, scale } = streams[stream];
      const threshold = bestThreshold(tallied);
      const place = { layer, unit, state: scale.key, shown: scale.name };
      return { ...place, ...threshold, ...judge(tallied, threshold) };
    });
  return { symbols, selected, units: best(0, top), control: best(1, 1)[0] };
}
