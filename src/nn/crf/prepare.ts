/** Everything that a pass over the chains of a batch needs, in the tape's arena. */
import type { IntBlock } from '../../backend/backend.ts';
import { lengthsOf } from '../../tensor/ops/lengths.ts';
import { expectShape } from '../../tensor/shape.ts';
import type { Tape } from '../../tensor/tape.ts';
import type { Ids, Tensor } from '../../tensor/tensor.ts';
import type { Frames } from '../frames.ts';
import { type Chain, chainOver, chainSizes, prepareChain } from './chain.ts';
import type { TagRule } from './rules.ts';

export interface CrfScores {
  /** (C, C) */
  transitions: Tensor;
  /** (C) */
  start: Tensor;
  end: Tensor;
  allowed?: TagRule;
}

export interface Prepared {
  readonly T: number;
  readonly B: number;
  readonly C: number;
  readonly counts?: IntBlock;
  /** Views, to be fetched anew after each allocation. */
  chain(): Chain;
  work(): Float64Array;
  frames(b: number): Frames;
}

/** emissions (T, B, C) and lengths (B). Error 'shape' or 'data' when they do not fit. */
export function prepare(
  tape: Tape,
  emissions: Tensor,
  { transitions, start, end, allowed }: CrfScores,
  lengths?: Ids,
): Prepared {
  const [C] = start.shape;
  expectShape('emissions', emissions.shape, ['T', 'B', C]);
  const [T, B] = emissions.shape;
  const counts = lengths && lengthsOf(tape, lengths, { B, steps: T });
  const sizes = chainSizes(C);
  const memory = tape.arena.doubles(sizes.chain);
  const work = tape.arena.doubles(sizes.work);
  const chain = () => chainOver(memory(), C);
  const scores = chain();
  scores.transitions.set(transitions.data.array());
  scores.start.set(start.data.array());
  scores.end.set(end.data.array());
  if (allowed) forbid(scores, allowed);
  prepareChain(scores);
  return {
    T,
    B,
    C,
    counts,
    chain,
    work,
    frames: (b) => ({
      values: emissions.data.array(),
      start: b * C,
      stride: B * C,
      count: counts?.array()[b] ?? T,
    }),
  };
}

function forbid({ C, transitions, start, end }: Chain, allowed: TagRule): void {
  for (let i = 0; i < C; i++) {
    if (!allowed('start', i)) start[i] = Number.NEGATIVE_INFINITY;
    if (!allowed(i, 'end')) end[i] = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < C; j++) {
      if (!allowed(i, j)) transitions[i * C + j] = Number.NEGATIVE_INFINITY;
    }
  }
}
