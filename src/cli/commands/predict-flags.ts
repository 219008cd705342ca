/** Flags of `unroll predict` that only some tasks read; a task refuses those that it does not. */
import type { Flag } from './train-flags.ts';

export const predictFlags: readonly Flag[] = [];
