/** Arguments of the optimizers: one step over a run of n weights, in place. */
import type { Block } from './backend.ts';

export interface AdamArgs {
  n: number;
  weights: Block;
  gradient: Block;
  m: Block;
  v: Block;
  /** amsgrad's running maximum of v. */
  vMax?: Block;
  lr: number;
  beta1: number;
  beta2: number;
  eps: number;
  weightDecay: number;
  /** AdamW: decay applied to the weights instead of the gradient. */
  decoupled: boolean;
  /** 1-based. */
  step: number;
  gradScale: number;
}

export interface SgdArgs {
  n: number;
  weights: Block;
  gradient: Block;
  velocity?: Block;
  lr: number;
  momentum: number;
  dampening: number;
  nesterov: boolean;
  weightDecay: number;
  step: number;
  gradScale: number;
}

export interface RmspropArgs {
  n: number;
  weights: Block;
  gradient: Block;
  squareAverage: Block;
  gradAverage?: Block; // centered
  velocity?: Block; // momentum > 0
  lr: number;
  alpha: number;
  eps: number;
  momentum: number;
  weightDecay: number;
  gradScale: number;
}

export interface AdagradArgs {
  n: number;
  weights: Block;
  gradient: Block;
  sum: Block;
  /** Already decayed: lr / (1 + (step−1)·lrDecay). */
  lr: number;
  eps: number;
  weightDecay: number;
  gradScale: number;
}
