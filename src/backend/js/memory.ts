/** Memory of the reference backend: a block is a range of an ordinary typed array. */
import type { Block, Floats } from '../backend.ts';

/** Shares `values`; its slices share them too. */
export function blockOf<A extends Floats | Int32Array>(values: A): Block<A> {
  return {
    length: values.length,
    address: 0,
    array: () => values,
    slice: (start, length) => blockOf(values.subarray(start, start + length) as A),
  };
}
