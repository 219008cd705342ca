/**
 * A layer in one direction step by step, in the cell's plain operations: for users' own cells, for
 * explaining a small model number by number, and as the oracle of the fused kernels. Each step
 * leaves its own records on the tape.
 */
import type { Floats, IntBlock } from '../../backend/backend.ts';
import { add, multiply } from '../../tensor/ops/arithmetic.ts';
import { embedding } from '../../tensor/ops/embedding.ts';
import { sliceRows } from '../../tensor/ops/slice.ts';
import type { Tape } from '../../tensor/tape.ts';
import { reshape, type Tensor } from '../../tensor/tensor.ts';
import type { CellState } from '../cells/cell.ts';
import { copySteps } from './copy-steps.ts';
import { isTokens, type LayerArgs, type LayerResult } from './layer.ts';

export function plainLayer(tape: Tape, args: LayerArgs): LayerResult {
  const { cell, T, B, H, parameters, lengths, reverse = false, into, keepStates = false } = args;
  const x = denseInput(tape, args);
  const I = x.shape[x.shape.length - 1];
  let state = initialState(tape, args);
  const outputs: Tensor[] = new Array(T);
  const states: CellState[] = new Array(T);
  for (let i = 0; i < T; i++) {
    const t = reverse ? T - 1 - i : i;
    const now = reshape(sliceRows(tape, x, t, 1), [B, I]);
    const next = cell.step(tape, parameters, now, state);
    const mask = lengths && maskAt(tape, lengths, t, H);
    if (mask === undefined) {
      state = next.state;
      outputs[t] = next.output;
    } else {
      const before = state;
      const kept = cell.states.map((name) => [name, mask.choose(next.state[name], before[name])]);
      state = Object.fromEntries(kept);
      outputs[t] = mask.choose(next.output);
    }
    states[t] = state;
  }
  const output = copySteps(tape, outputs, { T, B, H, into });
  return keepStates ? { output, state, states } : { output, state };
}

/** (T, B, I) */
function denseInput(tape: Tape, { input, T, B, parameters }: LayerArgs): Tensor {
  if (!isTokens(input)) return input;
  const { ids, table } = input;
  if (table !== undefined) return embedding(tape, table, ids, { shape: [T, B] });
  const V = onehotSize(parameters);
  const values = new Float64Array(T * B * V);
  ids.array().forEach((id, r) => {
    if (id >= 0) values[r * V + id] = 1;
  });
  return tape.constant(values, [T, B, V]);
}

/** The size of one-hot input: the columns of `weight_ih`, or of the first matrix of a user's cell. */
function onehotSize(parameters: LayerArgs['parameters']): number {
  const first = Object.values(parameters).find(({ shape }) => shape.length === 2);
  return (parameters.weight_ih ?? first)?.shape[1] ?? 1;
}

function initialState(tape: Tape, { cell, state, B, H }: LayerArgs): CellState {
  const zeros = () => tape.constant(new Float64Array(B * H), [B, H]);
  return Object.fromEntries(cell.states.map((name) => [name, state?.[name] ?? zeros()]));
}

/** For a step that some sequences no longer have: `next` where they have it, else `before` or 0. */
function maskAt(tape: Tape, lengths: IntBlock, t: number, H: number) {
  const ends = lengths.array();
  if (ends.every((length) => t < length)) return undefined;
  const B = ends.length;
  const running = new Float64Array(B * H);
  for (let b = 0; b < B; b++) running.fill(t < ends[b] ? 1 : 0, b * H, (b + 1) * H);
  const constant = (values: Floats) => tape.constant(values, [B, H]);
  const on = constant(running);
  const off = constant(running.map((one) => 1 - one));
  return {
    choose(next: Tensor, before?: Tensor): Tensor {
      const live = multiply(tape, on, next);
      return before === undefined ? live : add(tape, live, multiply(tape, off, before));
    },
  };
}
