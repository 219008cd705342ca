import { describe, expect, it } from 'vitest';
import { figure, percent } from '../../../src/studio/parts/numbers.ts';
import { inText, visible } from '../../../src/studio/parts/symbols.ts';
import { ago } from '../../../src/studio/parts/when.ts';

describe('numbers and signs for people', () => {
  it('have a dash for nothing and a true minus', () => {
    expect([null, undefined, Number.NaN, -1.5, Number.POSITIVE_INFINITY].map(figure)).toEqual([
      '–',
      '–',
      '–',
      '−1.5000',
      '∞',
    ]);
  });

  it('are percents with three digits at most', () => {
    expect([0, 0.00001, 0.001234, 0.1234, 0.9999, 1].map(percent)).toEqual([
      '0 %',
      '< 0.01 %',
      '0.12 %',
      '12.3 %',
      '100 %',
      '100 %',
    ]);
  });

  it('show signs that have no shape', () => {
    expect(visible('a b\n\t\u0000')).toBe('a␣b↵⇥·');
    expect(inText('a b\n')).toBe('a b↵');
  });

  it('say how long ago something was, in the language', () => {
    const hour = 3_600_000;
    expect(ago(0, 30_000, 'en')).toBeUndefined();
    expect(ago(0, 5 * hour, 'en')).toBe('5 hours ago');
    expect(ago(0, 48 * hour, 'ko')).toBe('2일 전');
  });
});
