/** What one layer in one direction takes and gives, whether a fused kernel or plain operations do it. */
import type { Block, IntBlock } from '../../backend/backend.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Cell, CellParameters, CellState, CellStep } from '../cells/cell.ts';

/** Tokens: rows of an embedding table (V, E), or one-hot vectors where there is no table. */
export interface TokenInput {
  /** (T, B) time-major; −1 stands for a vector of zeros. */
  ids: IntBlock;
  table?: Tensor;
}

/** (T, B, I), or tokens. */
export type LayerInput = Tensor | TokenInput;

export interface LayerArgs {
  cell: Cell;
  T: number;
  B: number;
  H: number;
  parameters: CellParameters;
  input: LayerInput;
  /** State before the first step, each (B, H); what is missing is zero. */
  state?: CellState;
  /** (B) steps of each sequence: at t ≥ length the state is carried and the output is zero. */
  lengths?: IntBlock;
  /** Walks from the last step to the first. */
  reverse?: boolean;
  /** Writes the output into columns `column` … `column + H − 1` of a wider (T, B, F) tensor. */
  into?: { output: Tensor; column: number };
  /** Plain operations only: keeps every step's tensors, so that their gradients can be read. */
  keepSteps?: boolean;
}

export interface LayerResult {
  /** (T, B, H), or the tensor of `into`. */
  output: Tensor;
  /** State after the last step (each sequence's own last), each (B, H). */
  state: CellState;
  /** Fused only: the kernel's memory in the order of the batch, until `backward` overwrites the gates. */
  buffers?: () => LayerBuffers;
  /** With `keepSteps`: output, state and gates of time step t, by t. */
  steps?: CellStep[];
}

export interface LayerBuffers {
  /** (T, B, G·H) activated gates; zero where a sequence has ended. */
  gates: Block;
  /** (T + 1, B, H). Forward: slot t is the state before step t. Reverse: slot t is the state after step t. */
  h: Block;
  /** Like h, for cells that have one. */
  c?: Block;
}

export function isTokens(input: LayerInput): input is TokenInput {
  return 'ids' in input;
}
