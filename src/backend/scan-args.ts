/** Arguments of the recurrence of one layer and direction over time. */
import type { Block, IntBlock, Packed } from './backend.ts';

/** The recurrence of a cell, as the sequence kernels know it. */
export type ScanKind =
  | 'rnn-tanh'
  | 'rnn-relu'
  | 'gru-simple'
  | 'gru'
  | 'gru-torch'
  | 'lstm'
  | 'lstm-peephole' // the output gate sees the new cell state (Gers 2002, ONNX)
  | 'lstm-peephole-previous'; // the output gate sees the old cell state

/**
 * One layer and direction over T steps for B sequences; the input projection is already in `gates`.
 * Gate order in columns: rnn h; gru-simple z n; gru, gru-torch r z n; lstm i f g o.
 */
export interface ScanArgs {
  kind: ScanKind;
  T: number;
  B: number;
  H: number;
  /** Walks t = T−1 … 0. */
  reverse: boolean;
  /** (B) steps of each sequence: at t ≥ length the state is carried unchanged. */
  lengths?: IntBlock;
  /** Uᵀ packed as (H, G·H); for 'gru' its r and z part only, (H, 2H). */
  recurrent: Packed;
  /** 'gru' only: the candidate's Uₙᵀ packed as (H, H); `recurrent` then holds the r and z part (H, 2H). */
  recurrentCandidate?: Packed;
  /** (G·H) recurrent bias b_h. */
  bias?: Block;
  /** (3H) p_i, p_f, p_o for the peephole kinds. */
  peepholes?: Block;
  /** (T, B, G·H) in: Wx + b_i. Out: activated gates. */
  gates: Block;
  /** (T+1, B, H) states. Forward walk: slot 0 holds h0, slot t+1 the state after step t. Reverse: slot T holds h0, slot t the state after step t. */
  h: Block;
  /** (T+1, B, H) cell states, same slots (lstm kinds). */
  c?: Block;
  /** (T, B, H) gru-torch: Uₙh + b_hn; gru: r ⊙ h. */
  extra?: Block;
  /** (T, B, ≥H) optional copy of the states after each step, zero at t ≥ length. */
  output?: Block;
  ldOutput?: number;
}

/** Backward through `scan`, after it. Leaves pre-activation gradients in `gates`. */
export interface ScanBackwardArgs {
  kind: ScanKind;
  T: number;
  B: number;
  H: number;
  reverse: boolean;
  lengths?: IntBlock;
  /** U packed as (G·H, H); for 'gru' the r and z part (2H, H). */
  recurrent: Packed;
  /** 'gru' only: Uₙ packed as (H, H). */
  recurrentCandidate?: Packed;
  peepholes?: Block;
  /** (T, B, G·H) in: activated gates. Out: ∂L/∂(pre-activations) on the input side; zero at t ≥ length. */
  gates: Block;
  h: Block;
  c?: Block;
  /** gru-torch: in Uₙh + b_hn, out the gradient of it; gru: r ⊙ h, unchanged. */
  extra?: Block;
  /** (T, B, ≥H) ∂L/∂output; ignored at t ≥ length. */
  dOutput: Block;
  ldOutput: number;
  /** (B, H) in: ∂L/∂(last state). Out: ∂L/∂(initial state). */
  dh: Block;
  /** Same for the cell state. */
  dc?: Block;
  /** (B, 2H) working memory. */
  scratch: Block;
}
