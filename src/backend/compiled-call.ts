/** How operations reach the compiled kernels: by number, with a row of numbers. */
import type { Block, Floats, IntBlock } from './backend.ts';

/** Runs an operation on its arguments; `work` decides whether threads pay. */
export type Call = (operation: number, work: number, ...values: number[]) => void;

/** 0 for what is absent. */
export function address(block: Block<Floats> | IntBlock | undefined): number {
  return block?.address ?? 0;
}
