/** Arguments of the output layer with its loss; the rules of backend.ts hold. */
import type { Block, IntBlock, Packed } from './backend.ts';

/** The output layer and its loss in one: logits = x·Wᵀ + b, loss_n = −w_y log softmax(logits)_y. */
export interface OutputLossArgs {
  N: number;
  V: number;
  I: number;
  /** (N, I) */
  x: Block;
  /** Wᵀ packed as (I, V). */
  weight: Packed;
  /** (V) */
  bias?: Block;
  /** (N); `ignoreIndex` gives loss 0 and gradient 0. */
  targets: IntBlock;
  ignoreIndex: number;
  /** (V) */
  classWeights?: Block;
  /** (N) */
  losses: Block;
  /** Of the gradients, not of the losses. */
  scale: number;
  /** `outputKept(N, V)` numbers, what the gradients are made from; absent if none is wanted. */
  kept?: Block;
}

/** Gradients of Σ_n factor_n·scale·loss_n, after `outputLoss` with the same sizes and targets. */
export interface OutputGradientArgs {
  N: number;
  V: number;
  I: number;
  targets: IntBlock;
  kept: Block;
  /** (N) */
  factors: Block;
}

export interface OutputInputGradientArgs extends OutputGradientArgs {
  /** W packed as (V, I). */
  weight: Packed;
  /** (N, I), added to. */
  dx: Block;
}

export interface OutputWeightGradientArgs extends OutputGradientArgs {
  /** Packed as (N, I). */
  x: Packed;
  /** (V, I), added to. */
  dWeight?: Block;
  /** (V), added to. */
  dBias?: Block;
}
