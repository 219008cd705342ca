import { describe, expect, it } from 'vitest';
import type { RunSummary } from '../../../src/protocol/runs.ts';
import { differences } from '../../../src/studio/pages/run-list/differences.ts';
import { sorted } from '../../../src/studio/pages/run-list/sorted.ts';
import { sparklinePoints } from '../../../src/studio/parts/sparkline.tsx';

describe('the list of runs', () => {
  const run = (name: string, bestLoss: number | null, modified: number) =>
    ({ name, bestLoss, modified }) as RunSummary;
  const runs = [run('b', null, 3), run('c', 0.5, 2), run('a', 0.7, 9)];
  const names = (by: 'modified' | 'name' | 'loss') => sorted(runs, by).map(({ name }) => name);

  it('is ordered by time, name, or loss with those that have none last', () => {
    expect(names('modified')).toEqual(['a', 'b', 'c']);
    expect(names('name')).toEqual(['a', 'b', 'c']);
    expect(names('loss')).toEqual(['c', 'a', 'b']);
  });
});

describe('settings of compared runs', () => {
  it('are told where they differ, lists by what is in them', () => {
    const one = {
      settings: [
        { path: 'x', value: 1 },
        { path: 'y', value: [1, 2] },
        { path: 'z', value: null },
      ],
    };
    const two = {
      settings: [
        { path: 'x', value: 2 },
        { path: 'y', value: [1, 2] },
        { path: 'w', value: 'k' },
      ],
    };
    expect(differences([one, two])).toEqual([
      { path: 'x', values: [1, 2] },
      { path: 'z', values: [null, undefined] },
      { path: 'w', values: [undefined, 'k'] },
    ]);
    expect(differences([one, one])).toEqual([]);
  });
});

describe('a sparkline', () => {
  it('goes from the upper left to the lower right for a falling loss', () => {
    expect(sparklinePoints([3, 2, 1], 102, 24)).toBe('1.0,2.0 51.0,12.0 101.0,22.0');
  });

  it('is flat for equal values, leaves out what is no number, and needs two', () => {
    expect(sparklinePoints([1, Number.NaN, 1], 102, 24)).toBe('1.0,22.0 101.0,22.0');
    expect(sparklinePoints([1], 102, 24)).toBe('');
  });
});
