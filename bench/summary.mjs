// What pairs of runs say together.
import { median } from './measure.mjs';

const sorted = (numbers) => [...numbers].sort((a, b) => a - b);

/** Medians of both sides, and of the ratios of pairs with their spread. */
export function summarise(pairs) {
  const side = (get) => median(sorted(pairs.map(get)));
  const ratios = sorted(pairs.map(({ a, b }) => a.tokens_per_s / b.tokens_per_s));
  return {
    ours: side(({ a }) => a.tokens_per_s),
    theirs: side(({ b }) => b.tokens_per_s),
    ratio: median(ratios),
    low: ratios[0],
    high: ratios.at(-1),
    // The peak of memory is the largest that was seen.
    ourMemory: Math.max(...pairs.map(({ a }) => a.peak_rss_mib)),
    theirMemory: Math.max(...pairs.map(({ b }) => b.peak_rss_mib)),
    last: pairs.at(-1),
    count: pairs.length,
  };
}

/** One line for people. */
export function pairSummary(pairs) {
  const { workload, peer, backend } = pairs[0];
  const { ours, theirs, ratio, low, high, count } = summarise(pairs);
  return `${workload}: Unroll (${backend}) ${number(ours)} tokens/s, ${peer} ${number(theirs)}: ${times(ratio)} times (${times(low)} to ${times(high)}, ${count} pairs)`;
}

/** Thousands with commas, three digits at least. */
export function number(x) {
  return x >= 100 ? Math.round(x).toLocaleString('en') : x.toPrecision(3);
}

export function times(x) {
  return x >= 100 ? x.toFixed(0) : x >= 10 ? x.toFixed(1) : x.toFixed(2);
}
