/**
 * Which units are worth looking at first: those that are strong and steady, on for a stretch of text and
 * off for another. Measured by the covariance of what is shown of a unit with the same one symbol later.
 */
import type { EvaluationSource, TextModel } from '../generate/text-model.ts';
import { Steadiness } from './steadiness.ts';
import { type TraceOptions, traceText } from './trace-text.ts';
import { scaleOf, type UnitPlace } from './unit-series.ts';

export interface TellingUnit extends UnitPlace {
  /** Covariance of x(t) and x(t + 1), from 0 to 1 where the unit is steady. */
  steadiness: number;
}

/** Symbols that are looked at. */
const MOST = 20_000;

/** Most telling first; `name` is what is looked at: `h`, `c` or a gate. */
export async function tellingUnits(
  model: TextModel,
  source: string | EvaluationSource,
  name: string,
  options: Pick<TraceOptions, 'layers' | 'encoding' | 'signal'> = {},
): Promise<TellingUnit[]> {
  const { shown } = scaleOf(model.network, name);
  const { hidden: H, layers: L } = model.network.config;
  const sums = Array.from({ length: L }, () => new Steadiness(H));
  const asked = new Set<number>();
  let symbols = 0;
  const wanted = { ...options, names: [name], surprise: false };
  for await (const { ids, layers } of traceText(model, source, wanted)) {
    for (const { layer, values } of layers) {
      asked.add(layer);
      sums[layer].add(values[name].map(shown));
    }
    symbols += ids.length;
    if (symbols >= MOST) break;
  }
  const all = sums.flatMap((sum, layer) =>
    sum.covariances().map((steadiness, unit) => ({ layer, unit, steadiness })),
  );
  return all
    .filter(({ layer }) => asked.has(layer))
    .sort((a, b) => b.steadiness - a.steadiness || a.layer - b.layer || a.unit - b.unit);
}
