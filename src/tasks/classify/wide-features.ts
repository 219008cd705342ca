/** The n-grams of a text that the wide part of a classifier reads: those that linear models are given as baselines. */
import {
  type SparseRow,
  type TextFeatureOptions,
  textFeatureDefaults,
  textFeatures,
} from '../../baselines/index.ts';
import { WIDE_BITS, type WideSettings } from '../wide.ts';

export const wideNames = ['none', 'words', 'characters', 'both'] as const;
export type WideName = (typeof wideNames)[number];

/** Of words by 1 and 2, of characters by 1 to 5. */
export const BAGS = {
  words: { words: [1, 2], characters: [0, 0] },
  characters: { words: [0, 0], characters: [1, 5] },
  both: { words: [1, 2], characters: [1, 5] },
} as const;

/** A text's features; undefined where there is no wide part. */
export function featureReader({
  wide,
  wideBits: bits = WIDE_BITS,
}: WideSettings<WideName>): ((text: string) => SparseRow) | undefined {
  if (wide === 'none') return undefined;
  const options: TextFeatureOptions = { ...textFeatureDefaults, ...BAGS[wide], bits };
  return (text) => {
    const { indices, values } = textFeatures(text, options);
    return { indices: Int32Array.from(indices), values: Float32Array.from(values) };
  };
}
