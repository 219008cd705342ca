/**
 * Colours for numbers, as lists from the lowest to the highest value. They are grounds for text: at
 * every step the theme's ink has a contrast of at least 4.5 (tested).
 */
import type { Palette } from '../prefs/preferences.ts';

export type Rgb = readonly [red: number, green: number, blue: number];

interface Ends {
  paper: Rgb;
  /** Below and above zero, and what is improbable. */
  low: Rgb;
  high: Rgb;
  rare: Rgb;
}

const ends: { readonly [P in Palette]: { light: Ends; dark: Ends } } = {
  standard: {
    light: {
      paper: [255, 255, 255],
      low: [110, 168, 255],
      high: [255, 135, 122],
      rare: [255, 172, 66],
    },
    dark: { paper: [26, 29, 31], low: [28, 80, 178], high: [168, 44, 36], rare: [150, 86, 0] },
  },
  safe: {
    light: {
      paper: [255, 255, 255],
      low: [96, 174, 230],
      high: [240, 168, 56],
      rare: [240, 168, 56],
    },
    dark: { paper: [26, 29, 31], low: [0, 92, 158], high: [146, 92, 0], rare: [146, 92, 0] },
  },
};

/** Steps on each side of zero. */
export const STEPS = 20;

export interface ScaleChoice {
  palette: Palette;
  dark: boolean;
}

/** From −1 (blue) over 0 (the paper) to 1 (red; orange in the safe palette): 2·STEPS + 1 colours. */
export function divergingScale({ palette, dark }: ScaleChoice): string[] {
  const { paper, low, high } = ends[palette][dark ? 'dark' : 'light'];
  const sides = Array.from({ length: 2 * STEPS + 1 }, (_, k) => (k - STEPS) / STEPS);
  return sides.map((value) => css(mix(paper, value < 0 ? low : high, Math.abs(value))));
}

/** From 0 (the paper) to 1: STEPS + 1 colours. */
export function risingScale({ palette, dark }: ScaleChoice): string[] {
  const { paper, rare } = ends[palette][dark ? 'dark' : 'light'];
  return Array.from({ length: STEPS + 1 }, (_, k) => css(mix(paper, rare, k / STEPS)));
}

/** Which colour of `divergingScale` a value has; `largest` is the value at its ends. */
export function divergingLevel(value: number, largest = 1): number {
  if (!(largest > 0) || Number.isNaN(value)) return STEPS;
  const share = Math.max(-1, Math.min(1, value / largest));
  return Math.round((share + 1) * STEPS);
}

/** Which colour of `risingScale` a share from 0 to 1 has. */
export function risingLevel(share: number): number {
  return Number.isNaN(share) ? 0 : Math.round(Math.max(0, Math.min(1, share)) * STEPS);
}

/** A share from 0 to 1 for a probability: how surprising it is, 1 from six bits on. */
export function surpriseShare(logProbability: number): number {
  return Math.max(0, Math.min(1, -logProbability / (6 * Math.LN2)));
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const part = (k: 0 | 1 | 2) => Math.round(from[k] + (to[k] - from[k]) * share);
  return [part(0), part(1), part(2)];
}

function css([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`;
}
