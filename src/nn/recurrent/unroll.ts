/**
 * The one walk over time: training, sampling, scoring and inspection all come through here. A cell
 * that has a kernel is walked by it; any other cell, or any cell with `fused: false`, step by step.
 */

import { shapeError } from '../../tensor/shape.ts';
import type { Tape } from '../../tensor/tape.ts';
import { UnrollError } from '../../util/errors.ts';
import { fusedLayer } from './fused-layer.ts';
import { isTokens, type LayerArgs, type LayerResult } from './layer.ts';
import { plainLayer } from './plain-layer.ts';

export interface UnrollArgs extends LayerArgs {
  /** Use the cell's kernel where it has one. Default true; `keepSteps` turns it off. */
  fused?: boolean;
}

/** Error 'shape' when input, state or lengths do not fit T, B and H. */
export function unroll(tape: Tape, args: UnrollArgs): LayerResult {
  check(args);
  const { cell, fused = true, keepSteps = false } = args;
  return fused && cell.fused && !keepSteps
    ? fusedLayer(tape, cell.fused, args)
    : plainLayer(tape, args);
}

function check({ input, T, B, lengths }: LayerArgs): void {
  if (isTokens(input)) {
    if (input.ids.length !== T * B) throw shapeError('ids', [T, B], [input.ids.length]);
  } else if (input.shape.length !== 3 || input.shape[0] !== T || input.shape[1] !== B) {
    throw shapeError('input', [T, B, 'I'], input.shape);
  }
  if (lengths === undefined) return;
  if (lengths.length !== B) throw shapeError('lengths', [B], [lengths.length]);
  lengths.array().forEach((length, b) => {
    if (length < 0 || length > T) {
      throw new UnrollError(
        'shape',
        `expected lengths from 0 to ${T} but sequence ${b} has length ${length}`,
      );
    }
  });
}
