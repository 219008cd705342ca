/** How well what a unit shows tells whether a label is on. */
import { BINS, edgeOf, type Tallied } from './tally.ts';

/** From which number on, or below which, a unit is taken to say that the label is on. */
export interface Threshold {
  at: number;
  /** True: at it and above; false: below it. */
  above: boolean;
}

export interface Judged {
  /** Pearson's r with the label's value; 0 where one of them never changes. */
  correlation: number;
  /**
   * Probability that the unit shows more, or less where `above` is false, where the label is on than where it
   * is off; equals count half. ½ is chance.
   */
  auc: number;
  f1: number;
  precision: number;
  recall: number;
}

export function correlationOf({ symbols: n, sums: [x, xx, y, yy, xy] }: Tallied): number {
  const spread = Math.sqrt((n * xx - x * x) * (n * yy - y * y));
  return spread > 0 ? (n * xy - x * y) / spread : 0;
}

/** ½ where the label is on everywhere or nowhere. */
export function aucOf({ all, on }: Tallied): number {
  let positive = 0;
  let negative = 0;
  let won = 0;
  for (let bin = 0; bin < BINS; bin++) {
    const off = all[bin] - on[bin];
    won += on[bin] * (negative + off / 2);
    positive += on[bin];
    negative += off;
  }
  return positive === 0 || negative === 0 ? 0.5 : won / (positive * negative);
}

/** The threshold with the best F1, on the side that AUC says. */
export function bestThreshold(tallied: Tallied): Threshold {
  const above = aucOf(tallied) >= 0.5;
  let best = { at: -1, above };
  let f1 = -1;
  for (let bin = 0; bin <= BINS; bin++) {
    const threshold = { at: edgeOf(bin), above };
    const judged = atThreshold(tallied, threshold);
    if (judged.f1 > f1) {
      f1 = judged.f1;
      best = threshold;
    }
  }
  return best;
}

export function judge(tallied: Tallied, threshold: Threshold): Judged {
  const auc = aucOf(tallied);
  return {
    correlation: correlationOf(tallied),
    auc: threshold.above ? auc : 1 - auc,
    ...atThreshold(tallied, threshold),
  };
}

/** F1 = 2·hits / (said + on); all are 0 where there is nothing to find. */
function atThreshold({ all, on }: Tallied, { at, above }: Threshold) {
  let said = 0;
  let hits = 0;
  let positive = 0;
  for (let bin = 0; bin < BINS; bin++) {
    positive += on[bin];
    if (edgeOf(bin) >= at !== above) continue;
    said += all[bin];
    hits += on[bin];
  }
  return {
    f1: said + positive > 0 ? (2 * hits) / (said + positive) : 0,
    precision: said > 0 ? hits / said : 0,
    recall: positive > 0 ? hits / positive : 0,
  };
}
