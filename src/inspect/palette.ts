/**
 * Colours of numbers from −1 to 1: one hue below zero, another above, stronger the farther from it. In
 * steps, so that neighbours of like value can share one run of colour.
 */
export type PaletteName = 'red-blue' | 'orange-blue';

/** Red, green, blue from 0 to 255. */
export type Colour = readonly [number, number, number];

export interface Palette {
  negative: Colour;
  positive: Colour;
}

/** `orange-blue` is told apart with every common kind of colour blindness (after Okabe and Ito 2008). */
export const palettes: { readonly [Name in PaletteName]: Palette } = {
  'red-blue': { negative: [58, 118, 224], positive: [222, 66, 48] },
  'orange-blue': { negative: [0, 114, 178], positive: [230, 159, 0] },
};

export const paletteNames = Object.keys(palettes) as readonly PaletteName[];

/** Strengths on either side of zero. */
export const LEVELS = 8;

/** From −LEVELS to LEVELS; what is nearest to zero has no colour. NaN is taken for zero. */
export function levelOf(value: number): number {
  const level = Math.round(Math.max(-1, Math.min(1, value)) * LEVELS);
  return Number.isNaN(level) || level === 0 ? 0 : level;
}

/** On white: white at level 0; at ±LEVELS so much of the palette's own colour that black text is read on it. */
export function colourOf(palette: Palette, level: number): Colour {
  const full = level < 0 ? palette.negative : palette.positive;
  const share = (0.8 * Math.abs(level)) / LEVELS;
  const [r, g, b] = full.map((part) => Math.round(255 + (part - 255) * share));
  return [r, g, b];
}

export function hexOf(colour: Colour): string {
  return `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

/** Runs of neighbours with the same level, with their texts joined. */
export function* runsOf(
  texts: readonly string[],
  values: ArrayLike<number>,
): Generator<{ text: string; level: number }, void, void> {
  let text = '';
  let level = 0;
  for (let k = 0; k < texts.length; k++) {
    const next = levelOf(values[k]);
    if (next !== level && text !== '') {
      yield { text, level };
      text = '';
    }
    level = next;
    text += texts[k];
  }
  if (text !== '') yield { text, level };
}
