import { describe, expect, it } from 'vitest';
import { generateSeasons } from '../../../src/data/generators/seasons.ts';
import { train } from '../../../src/index.ts';
import { forecastChart } from '../../../src/tasks/forecast/chart.ts';
import { forecastSvg } from '../../../src/tasks/forecast/svg.ts';
import type { TaskOptions } from '../../../src/train/task-options.ts';

const { values } = generateSeasons({ length: 360, periods: [8], noise: 0.05 });
const wave = Array.from(values, (x) => 500 + 20 * x);
const months = Array.from({ length: 360 }, (_, t) => {
  return `${1990 + Math.floor(t / 12)}-${String((t % 12) + 1).padStart(2, '0')}`;
});
const sold = { time: months, sold: wave };

function small(options: Partial<TaskOptions<'forecast'>> = {}): TaskOptions<'forecast'> {
  return {
    task: 'forecast',
    data: { records: [sold] },
    window: 12,
    horizon: 4,
    season: 8,
    hidden: 12,
    batch: 16,
    epochs: 12,
    lr: 0.01,
    seed: 3,
    backend: 'js',
    ...options,
  };
}

async function trained(options: Partial<TaskOptions<'forecast'>> = {}) {
  const run = train(small(options));
  await run.finish();
  return run.model();
}

interface Forecast {
  times: string[];
  targets: { target: string; mean: number[]; quantiles: Record<string, number[]> }[];
}

describe('forecast', () => {
  it.each([
    ['direct', 'gaussian'],
    ['recursive', 'student-t'],
  ] as const)(
    '%s, %s: learns a season, in the units of the data, and its spread',
    async (mode, likelihood) => {
      const model = await trained({ mode, likelihood });
      const { metrics, details } = await model.evaluate(
        { records: [{ sold: wave.slice(300) }] },
        { originStride: 1, paths: 50 },
      );
      // The season has a deviation of about 14, its noise one of 1.
      expect(Math.sqrt(metrics.mse)).toBeLessThan(3);
      expect(metrics.coverage).toBeGreaterThan(0.5);
      const [last] = details.baselines as { name: string; mse: number }[];
      expect(last.name).toBe('last value');
      expect(metrics.mse).toBeLessThan(last.mse / 10);
      const [answer] = model.predict([sold], { ahead: 2, quantiles: [0.25, 0.75] });
      const { times, targets } = answer as unknown as Forecast;
      expect(times).toEqual(['2020-01', '2020-02']);
      expect(targets[0].mean).toHaveLength(2);
      const { 0.25: low, 0.75: high } = targets[0].quantiles;
      expect(low[0]).toBeLessThan(targets[0].mean[0]);
      expect(high[0]).toBeGreaterThan(targets[0].mean[0]);
      model.close();
    },
  );

  it('answers the same for a series alone as beside others', async () => {
    const model = await trained({ epochs: 1 });
    const others = [sold, { time: months.slice(0, 100), sold: wave.slice(0, 100) }];
    const together = model.predict(others);
    others.forEach((series, n) => {
      expect(model.predict([series])).toEqual([together[n]]);
    });
    model.close();
  });

  it('relative to its window, a forecast follows the level', async () => {
    const model = await trained({ relative: true, epochs: 3 });
    const raised = wave.map((x) => x + 3000);
    const [[low], [high]] = [wave, raised].map((list) => {
      const [answer] = model.predict([{ sold: list }]);
      return (answer as unknown as Forecast).targets.map(({ mean }) => mean);
    });
    high.forEach((value, h) => {
      expect(value - low[h]).toBeCloseTo(3000, 1);
    });
    model.close();
  });

  it('reads further columns beside several targets', async () => {
    const record = { a: wave, b: wave.map((x) => -x), c: wave.map((_, t) => t % 8) };
    const model = await trained({
      data: { records: [record] },
      targets: ['b', 'a'],
      features: ['c'],
      epochs: 2,
    });
    const [answer] = model.predict([record]);
    expect((answer as unknown as Forecast).targets.map(({ target }) => target)).toEqual(['b', 'a']);
    const { details } = await model.evaluate({ records: [record] });
    expect(details.targets).toHaveLength(2);
    model.close();
  });

  it('refuses what cannot be, and says what to do', async () => {
    const record = { a: wave, c: wave };
    await expect(
      trained({ data: { records: [record] }, features: ['c'], mode: 'recursive' }),
    ).rejects.toThrow(/"c" is read and not forecast: move it from --features to --targets/);
    const model = await trained({ epochs: 1, likelihood: 'mse' });
    expect(() => model.predict([{ sold: wave.slice(0, 5) }])).toThrow(
      /the inputs, line 1: the series has 5 steps and the model reads 12/,
    );
    expect(() => model.predict([{ bought: wave }])).toThrow(
      /there is no column "sold", which the model reads; the columns are "bought"/,
    );
    expect(() => model.predict([sold], { quantiles: [0.5] })).toThrow(/has no quantiles/);
    expect(() => model.predict([sold], { ahead: 5 })).toThrow(/at most 4/);
    const records = [{ sold: wave.slice(0, 13) }];
    await expect(model.evaluate({ records })).rejects.toThrow(/has 13 steps.*needs 16/);
    await expect(model.evaluate({ records }, { beam: 3 })).rejects.toThrow(
      /beam is not among the settings here/,
    );
    model.close();
  });
});

describe('pictures of a forecast', () => {
  const prediction = {
    id: '<a>',
    times: ['d', 'e'],
    targets: [{ target: 'x', mean: [4, 5], quantiles: { 0.1: [3, 3], 0.9: [5, 7] } }],
    read: { times: ['a', 'b', 'c'], targets: [{ target: 'x', values: [1, 2, 3] }] },
  };

  it('in characters: what was read, what comes and its spread, from the first time to the last', () => {
    const chart = forecastChart(prediction, 40);
    const rows = chart.split('\n');
    expect(rows[0]).toContain('<a>: x');
    expect(chart.match(/·/g)?.length).toBeGreaterThan(3);
    expect(chart).toContain('░');
    // 1 to 7 on 14 rows: the least value stands in the last row, 5 of it a third from above.
    expect(rows[14]).toMatch(/1\.0000 ┤·/);
    expect(rows[5]).toContain('●');
    expect(rows[15].trim()).toMatch(/^a.*e$/);
  });

  it('as SVG: one polyline of what was read, one of what comes, a band', () => {
    const svg = forecastSvg(prediction);
    expect(svg.match(/<polyline/g)).toHaveLength(2);
    expect(svg.match(/<polygon/g)).toHaveLength(1);
    expect(svg).toContain('&lt;a&gt;: x');
    expect(svg).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
  });
});
