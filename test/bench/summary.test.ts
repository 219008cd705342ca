import { describe, expect, it } from 'vitest';

const bench = (name: string) => import(new URL(`../../bench/${name}.mjs`, import.meta.url).href);
const { summarise } = await bench('summary');
const { median } = await bench('measure');
const { chart } = await bench('chart');

const pair = (a: number, b: number) => ({
  a: { tokens_per_s: a, peak_rss_mib: a / 10 },
  b: { tokens_per_s: b, peak_rss_mib: b / 10 },
});

describe('pairs', () => {
  it('are judged by the median of their own ratios, not by the ratio of medians', () => {
    // A slow spell halves both sides of the second pair.
    const found = summarise([pair(200, 100), pair(90, 50), pair(220, 100)]);
    expect(found).toMatchObject({
      ours: 200,
      theirs: 100,
      ratio: 2,
      low: 1.8,
      high: 2.2,
      count: 3,
    });
    expect(found).toMatchObject({ ourMemory: 22, theirMemory: 10 });
  });

  it('take the mean of the middle two where their number is even', () => {
    expect(median([1, 2, 4, 9])).toBe(3);
  });
});

describe('chart', () => {
  it('puts equal factors at equal distances on both axes', () => {
    const points = [
      [1, 10],
      [10, 100],
      [100, 1000],
    ];
    const svg: string = chart([{ title: 'x', series: [{ name: 's', color: '#000', points }] }], {
      label: 'y',
    });
    const dots = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => ({
      x: Number(x),
      y: Number(y),
    }));
    expect(dots).toHaveLength(3);
    expect(dots[2].x - dots[1].x).toBeCloseTo(dots[1].x - dots[0].x, 5);
    expect(dots[2].y - dots[1].y).toBeCloseTo(dots[1].y - dots[0].y, 5);
    expect(dots[2].y).toBeLessThan(dots[0].y);
  });
});
