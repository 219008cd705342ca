/** Every state of every unit along a text, and units in the order of their worth: what searches are made of. */
import type { Floats } from '../../backend/backend.ts';
import { prepareCorpus, type TextEncoding } from '../../data/index.ts';
import type { EvaluationSource, TextModel } from '../../generate/text-model.ts';
import { traceText } from '../trace-text.ts';
import { type Scale, scaleOf } from '../unit-series.ts';
import { readText } from './labels.ts';
import type { Tallied, Tally } from './tally.ts';

/** One state of the units of one layer. */
export interface Stream {
  layer: number;
  scale: Scale;
}

interface ReadOptions {
  encoding?: TextEncoding;
  signal?: AbortSignal;
}

/** Of these layers; absent: of all. */
export function streamsOf({ network }: TextModel, layers?: readonly number[]): Stream[] {
  return Array.from({ length: network.config.layers }, (_, layer) => layer)
    .filter((layer) => layers?.includes(layer) ?? true)
    .flatMap((layer) =>
      network.stack.cell.states.map((state) => ({ layer, scale: scaleOf(network, state) })),
    );
}

/** The next symbols of the text, and of each stream (symbols, units) what the units show there. */
export interface StreamPiece {
  from: number;
  symbols: number;
  shown: Floats[];
}

/** Errors as of `traceText`. */
export async function* walkStreams(
  model: TextModel,
  source: EvaluationSource,
  { streams, ...options }: ReadOptions & { streams: readonly Stream[]; layers?: readonly number[] },
): AsyncGenerator<StreamPiece> {
  const walk = traceText(model, source, {
    names: [...model.network.stack.cell.states],
    surprise: false,
    ...options,
  });
  for await (const { from, ids, layers } of walk) {
    const shown = streams.map(({ layer, scale }) => {
      const found = layers.find((one) => one.layer === layer);
      return (found?.values[scale.key] ?? new Float32Array()).map(scale.shown);
    });
    yield { from, symbols: ids.length, shown };
  }
}

export interface RankedUnit {
  stream: number;
  unit: number;
  tallied: Tallied;
}

/** The `top` units of all streams, the largest worth first; among equals the lowest layer and unit. */
export function rankedUnits(
  tallies: readonly Tally[],
  { units, label, top }: { units: number; label: number; top: number },
  worthOf: (tallied: Tallied) => number,
): RankedUnit[] {
  return tallies
    .flatMap((tally, stream) =>
      Array.from({ length: units }, (_, unit) => {
        const tallied = tally.of(unit, label);
        return { stream, unit, tallied, worth: worthOf(tallied) };
      }),
    )
    .sort((a, b) => b.worth - a.worth || a.stream - b.stream || a.unit - b.unit)
    .slice(0, top)
    .map(({ stream, unit, tallied }) => ({ stream, unit, tallied }));
}

/** The whole text, with the ends of its symbols. */
export async function textOf(
  model: TextModel,
  source: EvaluationSource,
  options: ReadOptions = {},
): Promise<{ text: string; ends: Uint32Array }> {
  const train = 'files' in source ? source.files.map((file) => ({ file })) : [source];
  const corpus = await prepareCorpus({ train, codec: model.codec, ...options });
  try {
    return readText(model, corpus.train);
  } finally {
    corpus.close();
  }
}
