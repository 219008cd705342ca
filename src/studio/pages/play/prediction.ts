/** An answer of a task, as far as a page can draw it; what it does not know stays JSON. */
import type { PredictedAnswer } from '../../../protocol/predict.ts';

export type Drawn =
  /** A label with the probability of each. */
  | { kind: 'classes'; label: string; probabilities: [label: string, probability: number][] }
  | { kind: 'tags'; tokens: string[]; tags: string[]; probability: number[] }
  | { kind: 'attention'; text: string; source: string[]; written: string[]; weights: number[][] }
  | { kind: 'forecast'; targets: FanTarget[] }
  | { kind: 'text'; text: string };

export interface FanTarget {
  target: string;
  read: number[];
  mean: number[];
  /** From the lowest. */
  quantiles: [p: number, values: number[]][];
  times: string[];
}

type Json = Readonly<Record<string, unknown>>;

export function drawn({ prediction, text }: PredictedAnswer): Drawn {
  return (
    asForecast(prediction) ??
    asAttention(prediction) ??
    asTags(prediction) ??
    asClasses(prediction) ?? { kind: 'text', text }
  );
}

function asClasses({ label, probabilities }: Json): Drawn | undefined {
  if (typeof label !== 'string' || !isObject(probabilities)) return undefined;
  const all = Object.entries(probabilities) as [string, number][];
  return { kind: 'classes', label, probabilities: all.sort((a, b) => b[1] - a[1]) };
}

function asTags({ tokens, tags, probabilities }: Json): Drawn | undefined {
  if (!isList<string>(tags)) return undefined;
  const rows = isList<Record<string, number>>(probabilities) ? probabilities : [];
  return {
    kind: 'tags',
    tokens: isList<string>(tokens) ? tokens : tags.map((_, k) => String(k + 1)),
    tags,
    probability: tags.map((tag, k) => rows[k]?.[tag] ?? 1),
  };
}

function asAttention(prediction: Json): Drawn | undefined {
  const { translation, source_symbols: source, symbols, attention } = prediction;
  if (!isList<string>(source) || !isList<string>(symbols)) return undefined;
  if (!isList<number[]>(attention) || attention.length === 0) return undefined;
  // The last row belongs to the end of the sequence, which is no symbol.
  const weights = attention.slice(0, symbols.length);
  return { kind: 'attention', text: String(translation), source, written: symbols, weights };
}

interface ForecastJson {
  targets: { target: string; mean: number[]; quantiles: Record<string, number[]> }[];
  times: string[];
  read: { targets: { target: string; values: number[] }[] };
}

function asForecast(prediction: Json): Drawn | undefined {
  if (!isList(prediction.targets) || !isObject(prediction.read)) return undefined;
  const { targets, times, read } = prediction as unknown as ForecastJson;
  return {
    kind: 'forecast',
    targets: targets.map(({ target, mean, quantiles }) => ({
      target,
      mean,
      times,
      read: read.targets.find((one) => one.target === target)?.values ?? [],
      quantiles: Object.entries(quantiles)
        .map(([p, values]) => [Number(p), values] satisfies [number, number[]])
        .sort((a, b) => a[0] - b[0]),
    })),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList<T = unknown>(value: unknown): value is T[] {
  return Array.isArray(value);
}
