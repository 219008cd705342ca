import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  divergingLevel,
  divergingScale,
  risingLevel,
  risingScale,
  STEPS,
  surpriseShare,
} from '../../../src/studio/parts/colour-scales.ts';

const tokens = readFileSync(
  new URL('../../../src/studio/styles/tokens.css', import.meta.url),
  'utf8',
);

/** The first and the second `--name: #rrggbb` of the style sheet: light and dark. */
function token(name: string, dark: boolean): number[] {
  const found = [...tokens.matchAll(new RegExp(`--${name}: #([0-9a-f]{6})`, 'g'))];
  const hex = found[dark ? 1 : 0][1];
  return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}

/** WCAG 2.2: relative luminance and contrast ratio. */
function luminance(rgb: readonly number[]): number {
  const [r, g, b] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: readonly number[], b: readonly number[]): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const numbers = (css: string) => (css.match(/\d+/g) ?? []).map(Number);

describe('colours of numbers', () => {
  for (const palette of ['standard', 'safe'] as const) {
    for (const dark of [false, true]) {
      it(`letters stay readable on every colour (${palette}, ${dark ? 'dark' : 'light'})`, () => {
        const ink = token('ink', dark);
        for (const scale of [divergingScale, risingScale]) {
          for (const colour of scale({ palette, dark })) {
            expect(contrast(numbers(colour), ink)).toBeGreaterThanOrEqual(4.5);
          }
        }
      });
    }
  }

  it('put zero in the middle and clip what is beyond the ends', () => {
    expect(divergingLevel(0)).toBe(STEPS);
    expect([-2, -1, 1, 2].map((value) => divergingLevel(value))).toEqual([
      0,
      0,
      2 * STEPS,
      2 * STEPS,
    ]);
    expect(divergingLevel(0.5, 0.5)).toBe(2 * STEPS);
    expect([0, 1, 2].map(risingLevel)).toEqual([0, STEPS, STEPS]);
  });

  it('call a certain symbol no surprise and one in 64 the greatest', () => {
    expect(surpriseShare(0)).toBe(0);
    expect(surpriseShare(Math.log(1 / 8))).toBeCloseTo(0.5, 12);
    expect(surpriseShare(Math.log(1 / 1000))).toBe(1);
  });
});
