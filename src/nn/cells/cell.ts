/**
 * What a cell is: the arithmetic of one time step. It knows nothing of time, layers or direction;
 * `recurrent/unroll.ts` walks it over a sequence and `recurrent/stack.ts` piles layers up.
 */
import type { ScanKind } from '../../backend/scan-args.ts';
import type { Tape } from '../../tensor/tape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { ParameterSpec } from '../init.ts';

/** A cell's parameters by their short names: `weight_ih`, not `weight_ih_l0_reverse`. */
export type CellParameters = Readonly<Record<string, Tensor>>;

/** The state by name, each (B, H); `h` is always there. */
export type CellState = Readonly<Record<string, Tensor>>;

export interface CellSizes {
  /** I */
  input: number;
  /** H */
  hidden: number;
  /** Whether b_i and b_h exist. */
  bias: boolean;
}

export interface CellStep {
  /** (B, H) */
  output: Tensor;
  state: CellState;
  /** Activated gates by name, each (B, H), for people who look inside. */
  gates?: Readonly<Record<string, Tensor>>;
}

/**
 * Sees each gate and state of a step as soon as it is computed, (B, H), and gives what is to be used in its
 * place: everything after it in the step sees that.
 */
export type StepEdit = (name: string, value: Tensor) => Tensor;

/** What a step is without edits. */
export const unedited: StepEdit = (_, value) => value;

export interface Cell {
  readonly name: string;
  /** Names of the state, all of shape (B, H). The first is `h`. */
  readonly states: readonly string[];
  /** Short names, shapes and what each parameter is for. */
  parameters(sizes: CellSizes): ParameterSpec[];
  /** One time step in plain tape operations; x is (B, I). */
  step(
    tape: Tape,
    parameters: CellParameters,
    x: Tensor,
    state: CellState,
    edit?: StepEdit,
  ): CellStep;
  /** The kernel that does whole sequences of this cell, if there is one. */
  readonly fused?: FusedCell;
}

export interface FusedCell {
  readonly kind: ScanKind;
  /** Names of the gates in the order of their blocks in weights and activations. */
  readonly gates: readonly string[];
}
