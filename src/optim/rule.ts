/** What an optimizer's file provides: its state per weight and the step over a run of weights. */
import type { Backend, Block } from '../backend/backend.ts';
import { expected } from '../util/errors.ts';

/** A run of `n` weights with their gradients and their state. */
export interface Segment {
  /** Where it begins in the flat block. */
  readonly start: number;
  readonly n: number;
  readonly weights: Block;
  readonly gradient: Block;
  readonly slots: Readonly<Record<string, Block>>;
  /** Whether the weight decay applies. */
  readonly decay: boolean;
}

export interface RuleStep {
  lr: number;
  gradScale: number;
  /** 1-based. */
  step: number;
}

export interface Rule {
  /** Whether a weight whose gradient is zero stays as it is, with its state; `decay` as in the segment. */
  sparse(decay: boolean): boolean;
  readonly slots: readonly { name: string; initial: number }[];
  apply(backend: Backend, segment: Segment, step: RuleStep): void;
}

/** Error 'usage' unless min ≤ value < below. */
export function expectNumber(
  name: string,
  value: number,
  { min, below = Number.POSITIVE_INFINITY }: { min: number; below?: number },
): void {
  if (value >= min && value < below) return;
  const upper = below === Number.POSITIVE_INFINITY ? '' : ` and less than ${below}`;
  throw expected(name, `a number of at least ${min}${upper}`, value);
}
