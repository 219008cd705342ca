/**
 * Units that are on exactly where somebody has selected: every unit of every layer beside one label, over the whole
 * of a text. A selection is an example, not a sample: what chooses is also what is judged, so figures say how well
 * a unit fits it, and only the control says what chance fits as well.
 */
import type { Floats } from '../../backend/backend.ts';
import { prepareCorpus } from '../../data/index.ts';
import type { TextModel } from '../../generate/text-model.ts';
import { UnrollError } from '../../util/errors.ts';
import { type Span, spanProbe } from '../probes/probe.ts';
import { traceText } from '../trace-text.ts';
import { scaleOf } from '../unit-series.ts';
import { aucOf, bestThreshold, judge } from './figures.ts';
import { labelsOf, readText, rotated } from './labels.ts';
import type { FoundUnit } from './search.ts';
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
  const { network } = model;
  const read = await textOf(model, text);
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
  const { hidden: H, layers: L } = network.config;
  const all = Int32Array.from({ length: H }, (_, unit) => unit);
  const streams = Array.from({ length: L }, (_, layer) =>
    network.stack.cell.states.map((state) => ({
      layer,
      scale: scaleOf(network, state),
      tally: new Tally(all, labels.length),
    })),
  ).flat();
  const names = [...network.stack.cell.states];
  for await (const { from, ids, layers } of traceText(model, text, {
    names,
    surprise: false,
    signal,
  })) {
    const steps = labels.map((one) => new LabelSteps(one, from, ids.length));
    for (const { layer, scale, tally } of streams) {
      const values: Floats = layers[layer].values[scale.key];
      tally.add(values.map(scale.shown), H, steps);
    }
  }
  const ranked = (label: number, count: number): FoundUnit[] =>
    streams
      .flatMap(({ layer, scale, tally }) =>
        Array.from({ length: H }, (_, unit) => {
          const tallied = tally.of(unit, label);
          return { layer, unit, scale, tallied, worth: Math.abs(aucOf(tallied) - 0.5) };
        }),
      )
      .sort((a, b) => b.worth - a.worth || a.layer - b.layer || a.unit - b.unit)
      .slice(0, count)
      .map(({ layer, unit, scale, tallied }) => {
        const threshold = bestThreshold(tallied);
        const place = { layer, unit, state: scale.key, shown: scale.name };
        return { ...place, ...threshold, ...judge(tallied, threshold) };
      });
  return { symbols, selected, units: ranked(0, top), control: ranked(1, 1)[0] };
}

async function textOf(model: TextModel, text: string) {
  const corpus = await prepareCorpus({ train: [{ text }], codec: model.codec });
  try {
    return readText(model, corpus.train);
  } finally {
    corpus.close();
  }
}
