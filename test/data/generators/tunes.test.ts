import { describe, expect, it } from 'vitest';
import { validBars } from '../../../src/data/generators/abc-bars.ts';
import { generateTunes, tuneItems } from '../../../src/data/generators/tunes.ts';

const tunes = generateTunes({ seed: 1, items: 600 });

describe('tunes', () => {
  it('are the same for the same seed, others for another, and stream', () => {
    expect(generateTunes({ items: 5 })).toEqual(tunes.slice(0, 5));
    expect(generateTunes({ seed: 2, items: 5 })).not.toEqual(tunes.slice(0, 5));
    expect(tuneItems({ items: 1e9 }).next().value).toEqual(tunes[0]);
  });

  it('have full bars only, two parts of eight', () => {
    for (const { abc } of tunes) {
      const bars = validBars(abc);
      expect(bars.length).toBe(16);
      expect(bars.every(({ status }) => status === 'full')).toBe(true);
    }
  });

  it('have a head that says style, metre and key', () => {
    const metres = {
      jig: '6/8',
      reel: '4/4',
      waltz: '3/4',
      polka: '2/4',
      'slip jig': '9/8',
      hornpipe: '4/4',
    };
    tunes.forEach(({ abc, head, body, style, metre, key }, n) => {
      expect(abc).toBe(head + body);
      expect(metre).toBe(metres[style]);
      expect(head).toMatch(
        new RegExp(`^X:${n + 1}\nT:The \\w+ \\w+\nR:${style}\nM:${metre}\nL:1/8\nK:${key}\n$`),
      );
      expect(body).toMatch(/^(\|:[^:]*:\|\n){2}$/);
    });
  });

  it('come in every style and key as often', () => {
    const count = (value: (n: number) => string) => {
      const counts = new Map<string, number>();
      for (const n of tunes.keys()) counts.set(value(n), (counts.get(value(n)) ?? 0) + 1);
      return [...counts.values()];
    };
    for (const [counts, kinds] of [
      [count((n) => tunes[n].style), 6],
      [count((n) => tunes[n].key), 7],
    ] as const) {
      expect(counts.length).toBe(kinds);
      for (const n of counts) expect(Math.abs(n - 600 / kinds)).toBeLessThan(50);
    }
    expect(new Set(tunes.map(({ body }) => body)).size).toBe(600);
  });

  it('end at home, on the tonic', () => {
    for (const { body, key } of tunes) {
      const last = body.match(/([A-Ga-g])\d:\|\n$/)?.[1];
      expect(last?.toUpperCase()).toBe(key[0]);
    }
  });

  it('are as long and of the styles that are asked for', () => {
    for (const { abc, style } of tuneItems({ items: 20, styles: ['waltz'], parts: 1, bars: 4 })) {
      expect(style).toBe('waltz');
      expect(validBars(abc).length).toBe(4);
    }
    expect(() => generateTunes({ items: 1, bars: 6 })).toThrow(
      'expected bars to be a multiple of 4',
    );
    expect(() => generateTunes({ items: 1, styles: [] })).toThrow('at least one style');
    expect(() => generateTunes({ items: 1, parts: 0 })).toThrow('expected parts to be');
  });
});
