/**
 * A layer in one direction step by step, in the cell's plain operations: for users' own cells, for
 * explaining a small model number by number, and as the oracle of the fused kernels. Each step
 * leaves its own records on the tape.
 */
import type { Floats, IntBlock } from '../../backend/backend.ts';
import { add, multiply } from '../../tensor/ops/arithmetic.ts';
import { embedding, oneHot } from '../../tensor/ops/embedding.ts';
import { sliceRows } from '../../tensor/ops/slice.ts';
import type { Tape } from '../../tensor/tape.ts';
import { reshape, type Tensor } from '../../tensor/tensor.ts';
import type { CellState, CellStep } from '../cells/cell.ts';
import { copySteps } from './copy-steps.ts';
import { isTokens, type LayerArgs, type LayerResult } from './layer.ts';

export function plainLayer(tape: Tape, args: LayerArgs): LayerResult {
  const { cell, T, B, H, parameters, lengths, reverse = false, into, keepSteps = false } = args;
  const x = denseInput(tape, args);
  const I = x.shape[x.shape.length - 1];
  let state = initialState(tape, args);
  const steps: CellStep[] = new Array(T);
  for (let i = 0; i < T; i++) {
    const t = reverse ? T - 1 - i : i;
    const now = reshape(sliceRows(tape, x, t, 1), [B, I]);
    const next = cell.step(tape, parameters, now, state);
    const mask = lengths && maskAt(tape, lengths, t, H);
    steps[t] = mask === undefined ? next : masked(next, state, mask);
    state = steps[t].state;
  }
  const outputs = steps.map((step) => step.output);
  const output = copySteps(tape, outputs, { T, B, H, into });
  return keepSteps ? { output, state, steps } : { output, state };
}

/** (T, B, I) */
function denseInput(tape: Tape, { input, T, B, parameters }: LayerArgs): Tensor {
  if (!isTokens(input)) return input;
  const { ids, table } = input;
  if (table !== undefined) return embedding(tape, table, ids, { shape: [T, B] });
  return oneHot(tape, ids, onehotSize(parameters), { shape: [T, B] });
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

/** A sequence that has ended keeps its state; its output is zero, and so are its gates where it has them. */
function masked({ output, state, gates }: CellStep, before: CellState, mask: Mask): CellStep {
  const map = (tensors: CellState, choose: (tensor: Tensor, name: string) => Tensor) =>
    Object.fromEntries(Object.entries(tensors).map(([name, x]) => [name, choose(x, name)]));
  return {
    output: mask.choose(output),
    state: map(state, (next, name) => mask.choose(next, before[name])),
    gates: gates && map(gates, (gate) => mask.choose(gate)),
  };
}

interface Mask {
  /** `next` for sequences that go on; `before`, or zero, for those that have ended. */
  choose(next: Tensor, before?: Tensor): Tensor;
}

/** Undefined where every sequence goes on. */
function maskAt(tape: Tape, lengths: IntBlock, t: number, H: number): Mask | undefined {
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
