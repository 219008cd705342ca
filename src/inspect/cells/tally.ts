/**
 * What is kept of units and labels while a text goes by: for each unit a histogram of what it shows, over all
 * symbols and over those where each label is on, and sums for the correlation. Memory has nothing to do
 * with the length of the text.
 */
import type { Labels } from './labels.ts';

/** Bins from −1 to 1: two numbers of a unit that differ by less than 1/128 may be taken for equal. */
export const BINS = 256;

export function binOf(shown: number): number {
  return Math.max(0, Math.min(BINS - 1, Math.floor(((shown + 1) * BINS) / 2)));
}

/** The least number of a bin. */
export function edgeOf(bin: number): number {
  return (2 * bin) / BINS - 1;
}

/** Of one unit and one label. */
export interface Tallied {
  symbols: number;
  /** (BINS) symbols by what the unit shows: all of them, and those where the label is on. */
  all: Uint32Array;
  on: Uint32Array;
  /** Σx, Σx², Σy, Σy², Σxy of what the unit shows and the label's value. */
  sums: readonly [x: number, xx: number, y: number, yy: number, xy: number];
}

/** Some steps of a text as labels see them. */
export class LabelSteps {
  /** Steps where the label is on. */
  readonly on: Int32Array;
  /** (steps); undefined where values are 0 and 1. */
  readonly values: Float32Array | undefined;

  constructor({ on, values, from }: Labels, first: number, steps: number) {
    const places: number[] = [];
    for (let t = 0; t < steps; t++) if (on[first + t]) places.push(t);
    this.on = Int32Array.from(places);
    this.values = from === undefined ? undefined : values.subarray(first, first + steps);
  }
}

/** All labels for a set of units whose values come in rows. */
export class Tally {
  private readonly units: Int32Array;
  private readonly labels: number;
  /** (units, BINS) and (units, labels, BINS) */
  private readonly all: Uint32Array;
  private readonly on: Uint32Array;
  /** (units, 2): Σx, Σx² */
  private readonly own: Float64Array;
  /** (units, labels): Σxy */
  private readonly products: Float64Array;
  /** (labels, 2): Σy, Σy² */
  private readonly given: Float64Array;
  private symbols = 0;

  /** `units`: columns of the rows. */
  constructor(units: Int32Array, labels: number) {
    const U = units.length;
    this.units = units;
    this.labels = labels;
    this.all = new Uint32Array(U * BINS);
    this.on = new Uint32Array(U * labels * BINS);
    this.own = new Float64Array(2 * U);
    this.products = new Float64Array(U * labels);
    this.given = new Float64Array(2 * labels);
  }

  /** `rows` (steps, width) are what units show, from −1 to 1. */
  add(rows: ArrayLike<number>, width: number, labels: readonly LabelSteps[]): void {
    const { units, all, on, own, products, given } = this;
    const steps = rows.length / width;
    const M = this.labels;
    const x = new Float64Array(steps);
    const bins = new Int32Array(steps);
    for (let u = 0; u < units.length; u++) {
      let sum = 0;
      let squares = 0;
      for (let t = 0, k = units[u]; t < steps; t++, k += width) {
        const shown = rows[k];
        x[t] = shown;
        const bin = binOf(shown);
        bins[t] = bin;
        all[u * BINS + bin]++;
        sum += shown;
        squares += shown * shown;
      }
      own[2 * u] += sum;
      own[2 * u + 1] += squares;
      for (let m = 0; m < M; m++) {
        const { on: places, values } = labels[m];
        const base = (u * M + m) * BINS;
        let product = 0;
        for (let k = 0; k < places.length; k++) {
          const t = places[k];
          on[base + bins[t]]++;
          product += x[t];
        }
        if (values !== undefined) {
          product = 0;
          for (let t = 0; t < steps; t++) product += x[t] * values[t];
        }
        products[u * M + m] += product;
      }
    }
    for (let m = 0; m < M; m++) {
      const { on: places, values } = labels[m];
      if (values === undefined) {
        given[2 * m] += places.length;
        given[2 * m + 1] += places.length;
        continue;
      }
      for (const value of values) {
        given[2 * m] += value;
        given[2 * m + 1] += value * value;
      }
    }
    this.symbols += steps;
  }

  /** The tally of unit number `u` of `units` and label `m`. */
  of(u: number, m: number): Tallied {
    const { all, on, own, products, given, symbols } = this;
    const row = u * this.labels + m;
    return {
      symbols,
      all: all.subarray(u * BINS, (u + 1) * BINS),
      on: on.subarray(row * BINS, (row + 1) * BINS),
      sums: [own[2 * u], own[2 * u + 1], given[2 * m], given[2 * m + 1], products[row]],
    };
  }
}
