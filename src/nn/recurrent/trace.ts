/** What a layer did at every step, as plain numbers, for people who look inside. */
import type { Floats } from '../../backend/backend.ts';
import { UnrollError } from '../../util/errors.ts';
import type { Cell } from '../cells/cell.ts';
import type { LayerResult } from './layer.ts';

export interface LayerTrace {
  layer: number;
  reverse: boolean;
  /** Names of the gates' blocks. */
  gateNames: readonly string[];
  /** (T, B, G·H) activated gates. */
  gates: Floats;
  /** By state name, (T, B, H) after each step. */
  states: { h: Floats; c?: Floats };
  /** By state name, (B, H) before the first step. */
  initial: { h: Floats; c?: Floats };
}

interface TraceSizes {
  T: number;
  B: number;
  H: number;
  layer: number;
  reverse: boolean;
}

/** Copies; take it before `backward`, which overwrites the gates. */
export function traceOf(
  cell: Cell,
  { buffers }: LayerResult,
  { T, B, H, layer, reverse }: TraceSizes,
): LayerTrace {
  if (buffers === undefined || cell.fused === undefined) {
    throw new UnrollError(
      'unsupported',
      `cell "${cell.name}" ran in plain operations, which have no trace of gates: use keepStates`,
    );
  }
  const size = B * H;
  const after = (block: typeof buffers.h) =>
    block
      .slice(reverse ? 0 : size, T * size)
      .array()
      .slice();
  const before = (block: typeof buffers.h) =>
    block
      .slice(reverse ? T * size : 0, size)
      .array()
      .slice();
  const { gates, h, c } = buffers;
  return {
    layer,
    reverse,
    gateNames: cell.fused.gates,
    gates: gates.array().slice(),
    states: c === undefined ? { h: after(h) } : { h: after(h), c: after(c) },
    initial: c === undefined ? { h: before(h) } : { h: before(h), c: before(c) },
  };
}
