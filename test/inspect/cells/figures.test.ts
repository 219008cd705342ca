import { describe, expect, it } from 'vitest';
import { aucOf, bestThreshold, correlationOf, judge } from '../../../src/inspect/cells/figures.ts';
import { type Labels, rotated } from '../../../src/inspect/cells/labels.ts';
import { binOf, LabelSteps, Tally } from '../../../src/inspect/cells/tally.ts';
import { spanProbe } from '../../../src/inspect/probes/probe.ts';
import { keyFor, Rng } from '../../../src/util/rng.ts';

const N = 500;
const rng = new Rng(keyFor(3, 'data'));
const wave = (n: number) => Math.sin(n / 9);
/** Three units: one that knows, one that knows the opposite, one of noise. (N, 3) */
const on = Uint8Array.from({ length: N }, (_, n) => +(wave(n) > 0.3));
const rows = Float64Array.from({ length: 3 * N }, (_, k) => {
  const n = Math.floor(k / 3);
  const noise = 0.8 * (rng.uniform() - 0.5);
  const x = [0.5 * wave(n) + noise, -0.4 * wave(n) + noise, 2 * rng.uniform() - 1][k % 3];
  return Math.max(-1, Math.min(1, x));
});
const graded = Float32Array.from({ length: N }, (_, n) => 3 + wave(n));

const probe = spanProbe('p', []);
const labels: Labels[] = [
  { probe, on, values: Float32Array.from(on) },
  { probe, on, values: graded, from: 3.3 },
];

function tallied(pieces: readonly number[]): Tally {
  const tally = new Tally(Int32Array.of(0, 1, 2), labels.length);
  let from = 0;
  for (const steps of pieces) {
    const part = labels.map((one) => new LabelSteps(one, from, steps));
    tally.add(rows.subarray(3 * from, 3 * (from + steps)), 3, part);
    from += steps;
  }
  return tally;
}

const column = (unit: number) => Array.from({ length: N }, (_, n) => rows[3 * n + unit]);

/** Of numbers as coarse as the histogram: every pair of an on and an off place, counted. */
function plainAuc(x: number[]): number {
  let won = 0;
  let pairs = 0;
  x.forEach((a, n) => {
    if (!on[n]) return;
    x.forEach((b, m) => {
      if (on[m]) return;
      pairs++;
      won += binOf(a) > binOf(b) ? 1 : binOf(a) === binOf(b) ? 0.5 : 0;
    });
  });
  return won / pairs;
}

function plainCorrelation(x: number[], y: ArrayLike<number>): number {
  const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / N;
  const [mx, my] = [mean(x), mean(y)];
  const sum = (f: (n: number) => number) => x.reduce((total, _, n) => total + f(n), 0);
  return (
    sum((n) => (x[n] - mx) * (y[n] - my)) /
    Math.sqrt(sum((n) => (x[n] - mx) ** 2) * sum((n) => (y[n] - my) ** 2))
  );
}

describe('figures of a unit and a probe', () => {
  it('are those of all pairs and all numbers, in pieces as at once', () => {
    for (const tally of [tallied([N]), tallied([1, 200, 299])]) {
      for (const unit of [0, 1, 2]) {
        const x = column(unit);
        expect(aucOf(tally.of(unit, 0))).toBeCloseTo(plainAuc(x), 12);
        expect(correlationOf(tally.of(unit, 0))).toBeCloseTo(plainCorrelation(x, on), 10);
        expect(correlationOf(tally.of(unit, 1))).toBeCloseTo(plainCorrelation(x, graded), 5);
      }
    }
  });

  it('have the threshold with the best F1 of all, on the right side', () => {
    const tally = tallied([N]);
    for (const unit of [0, 1]) {
      const x = column(unit);
      const threshold = bestThreshold(tally.of(unit, 0));
      expect(threshold.above).toBe(unit === 0);
      const f1 = (at: number) => {
        const said = x.map((value) => value >= at === threshold.above);
        const hits = said.filter((yes, n) => yes && on[n]).length;
        const count = said.filter(Boolean).length;
        return (2 * hits) / (count + on.reduce((a, b) => a + b, 0));
      };
      const figures = judge(tally.of(unit, 0), threshold);
      expect(figures.f1).toBeCloseTo(f1(threshold.at), 12);
      for (let k = 0; k <= 256; k++)
        expect(f1(k / 128 - 1)).toBeLessThanOrEqual(figures.f1 + 1e-12);
      const { precision, recall } = figures;
      expect(figures.f1).toBeCloseTo((2 * precision * recall) / (precision + recall), 12);
      expect(figures.auc).toBeGreaterThan(0.8);
    }
  });

  it('are ½ and 0 where a label is never on or a unit never changes', () => {
    const tally = new Tally(Int32Array.of(0), 1);
    const never = { probe, on: new Uint8Array(4), values: new Float32Array(4) };
    tally.add([0.1, 0.2, 0.3, 0.4], 1, [new LabelSteps(never, 0, 4)]);
    expect(aucOf(tally.of(0, 0))).toBe(0.5);
    expect(correlationOf(tally.of(0, 0))).toBe(0);
    expect(judge(tally.of(0, 0), { at: 0, above: true })).toMatchObject({ f1: 0, recall: 0 });
  });
});

describe('a control', () => {
  it('turns each part by itself and keeps every run', () => {
    const turned = rotated(labels[1], 300, 7);
    for (const [from, to] of [
      [0, 300],
      [300, N],
    ]) {
      const before = [...graded.subarray(from, to)];
      const after = [...turned.values.subarray(from, to)];
      const shift = after.indexOf(before[0]);
      expect(shift).toBeGreaterThanOrEqual(Math.floor((to - from) / 4));
      expect(shift).toBeLessThanOrEqual(Math.ceil((3 * (to - from)) / 4));
      expect([...after.slice(shift), ...after.slice(0, shift)]).toEqual(before);
    }
    expect(rotated(labels[1], 300, 7)).toEqual(turned);
    expect(rotated(labels[1], 300, 8)).not.toEqual(turned);
  });
});
