/** Blocks of the backend's memory, for operations that start somewhere inside. */
import type { Block } from '../backend/backend.ts';

/** The part of a block from `start` to its end. */
export function blockFrom(block: Block, start: number): Block {
  return start === 0 ? block : block.slice(start, block.length - start);
}
