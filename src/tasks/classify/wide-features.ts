/** The n-grams of a text that the wide part of a classifier reads: those that linear models are given as baselines. */
import {
  type SparseRow,
  type TextFeatureOptions,
  textFeatureDefaults,
  textFeatures,
} from '../../baselines/index.ts';
import type { SparseInput } from '../../tensor/ops/sparse-linear.ts';
import { UnrollError } from '../../util/errors.ts';

export const wideNames = ['none', 'words', 'characters', 'both'] as const;
export type WideName = (typeof wideNames)[number];

/** Of words by 1 and 2, of characters by 1 to 5. */
export const BAGS = {
  words: { words: [1, 2], characters: [0, 0] },
  characters: { words: [0, 0], characters: [1, 5] },
  both: { words: [1, 2], characters: [1, 5] },
} as const;

const BITS = 18;

export interface WideSettings {
  wide: WideName;
  wideBits?: number;
  wideDrop?: number;
}

/** F of the network; 0 where there is no wide part. Error 'usage' for settings of one that is not there. */
export function featureCount({ wide, wideBits, wideDrop = 0 }: WideSettings): number {
  if (wide !== 'none') return 2 ** (wideBits ?? BITS);
  if (wideBits === undefined && wideDrop === 0) return 0;
  throw new UnrollError(
    'usage',
    `${wideDrop > 0 ? 'wideDrop leaves n-grams out' : 'wideBits numbers n-grams'}, and there are none beside this network: choose some with wide (--wide words, characters or both), or leave it out`,
  );
}

/** A text's features; undefined where there is no wide part. */
export function featureReader({
  wide,
  wideBits: bits = BITS,
}: WideSettings): ((text: string) => SparseRow) | undefined {
  if (wide === 'none') return undefined;
  const options: TextFeatureOptions = { ...textFeatureDefaults, ...BAGS[wide], bits };
  return (text) => {
    const { indices, values } = textFeatures(text, options);
    return { indices: Int32Array.from(indices), values: Float32Array.from(values) };
  };
}

/** Rows one after another. */
export function joined(rows: readonly SparseRow[]): SparseInput {
  const starts = new Int32Array(rows.length + 1);
  rows.forEach(({ indices }, n) => {
    starts[n + 1] = starts[n] + indices.length;
  });
  const indices = new Int32Array(starts[rows.length]);
  const values = new Float32Array(starts[rows.length]);
  rows.forEach((row, n) => {
    indices.set(row.indices, starts[n]);
    values.set(row.values, starts[n]);
  });
  return { starts, indices, values };
}
