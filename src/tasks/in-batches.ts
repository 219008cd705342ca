/** Examples in batches of like lengths, results in the order of the examples. */
import { setImmediate } from 'node:timers/promises';
import type { WholeBatch } from '../models/trainable.ts';
import type { TaskModel } from './task.ts';

/** Sequences side by side when nothing is learned. */
export const READING_BATCH = 64;

/** Indices of the examples, batch by batch. */
export function likeBatches<X>(
  model: Pick<TaskModel<unknown, X>, 'lengths'>,
  examples: readonly X[],
  size = READING_BATCH,
): number[][] {
  const order = Array.from(examples.keys());
  const lengths = examples.map((example) => model.lengths(example));
  order.sort((a, b) => {
    const [a0 = 0, a1 = 0] = lengths[a];
    const [b0 = 0, b1 = 0] = lengths[b];
    return a0 - b0 || a1 - b1 || a - b;
  });
  const batches: number[][] = [];
  for (let at = 0; at < order.length; at += size) batches.push(order.slice(at, at + size));
  return batches;
}

/**
 * `visit` gets each batch and the numbers of its examples. Between batches other work of the process
 * gets its turn; an aborted signal ends it by throwing its reason.
 */
export async function inBatches<X, B extends WholeBatch>(
  model: Pick<TaskModel<unknown, X, B>, 'lengths' | 'batch'>,
  examples: readonly X[],
  visit: (batch: B, indices: readonly number[]) => void,
  { signal, size }: { signal?: AbortSignal; size?: number } = {},
): Promise<void> {
  for (const indices of likeBatches(model, examples, size)) {
    signal?.throwIfAborted();
    visit(model.batch(indices.map((index) => examples[index])), indices);
    await setImmediate();
  }
}
