/** Settings of the wide part of a network, and the features of a batch as it reads them. */
import { z } from 'zod';
import type { SparseRow } from '../baselines/index.ts';
import type { SparseInput } from '../tensor/ops/sparse-linear.ts';
import { UnrollError } from '../util/errors.ts';

/** Beside `wide`, which says what features there are. */
export const wideShape = {
  /** Features are numbered below 2^wideBits; absent: 18. */
  wideBits: z.int().min(1).max(24).optional(),
  wideDrop: z.number().min(0).lt(1).default(0),
};

export const WIDE_BITS = 18;

export interface WideSettings<Name extends string = string> {
  wide: Name | 'none';
  wideBits?: number;
  wideDrop?: number;
}

/** F of the network; 0 where there is no wide part. Error 'usage' for settings of one that is not there. */
export function featureCount(
  { wide, wideBits, wideDrop = 0 }: WideSettings,
  names: readonly string[],
): number {
  if (wide !== 'none') return 2 ** (wideBits ?? WIDE_BITS);
  if (wideBits === undefined && wideDrop === 0) return 0;
  const choices = names.filter((name) => name !== 'none').join(' or ');
  throw new UnrollError(
    'usage',
    `${wideDrop > 0 ? 'wideDrop leaves features out' : 'wideBits numbers features'}, and there are none beside this network: choose some with wide (--wide ${choices}), or leave it out`,
  );
}

export const NO_FEATURES: SparseRow = { indices: [], values: [] };

/** Rows one after another. */
export function joinedRows(rows: readonly SparseRow[]): SparseInput {
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

/** Sequences side by side: row t·B + b is step t of sequence b, and empty after its end. */
export function sideBySide(sequences: readonly SparseInput[], T: number): SparseInput {
  const B = sequences.length;
  const starts = new Int32Array(T * B + 1);
  const place = (t: number, b: number) => {
    const { starts: own } = sequences[b];
    return t + 1 < own.length ? [own[t], own[t + 1]] : [0, 0];
  };
  for (let n = 0; n < T * B; n++) {
    const [from, to] = place(Math.floor(n / B), n % B);
    starts[n + 1] = starts[n] + to - from;
  }
  const indices = new Int32Array(starts[T * B]);
  const values = new Float32Array(starts[T * B]);
  for (let n = 0; n < T * B; n++) {
    const [from, to] = place(Math.floor(n / B), n % B);
    const of = sequences[n % B];
    for (let k = from; k < to; k++) {
      indices[starts[n] + k - from] = of.indices[k];
      values[starts[n] + k - from] = of.values[k];
    }
  }
  return { starts, indices, values };
}
