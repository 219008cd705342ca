/**
 * ln Z, the score of given tags, and their difference, as one operation on the tape: the difference of
 * two large numbers is taken in doubles before it is stored.
 *
 * ∂ln Z/∂emissions[t, j] = P(tag j at t), ∂ln Z/∂transitions[i, j] = how often i is expected before j.
 */
import type { Reduction } from '../../tensor/ops/cross-entropy.ts';
import { expectShape } from '../../tensor/shape.ts';
import type { Tape } from '../../tensor/tape.ts';
import type { Ids, Tensor } from '../../tensor/tensor.ts';
import { chainForward, chainOccupancy } from './chain.ts';
import { addToGradients, expectTags, type GivenTags, scoreOf } from './gold.ts';
import { type CrfScores, type Prepared, prepare } from './prepare.ts';

export interface ChainSumsOptions {
  lengths?: Ids;
  reduction: Reduction;
  /** Factor of ln Z. */
  partition: number;
  /** Factor of the score of the tags (T, B). */
  gold?: { factor: number; tags: Ids };
}

/** partition·ln Z + factor·score of each sequence, reduced: () or, for reduction 'none', (B). */
export function chainSums(
  tape: Tape,
  emissions: Tensor,
  scores: CrfScores,
  { lengths, reduction, partition, gold }: ChainSumsOptions,
): Tensor {
  const { arena } = tape;
  const inputs = [emissions, scores.transitions, scores.start, scores.end];
  const requiresGrad = tape.recording && inputs.some((input) => input.requiresGrad);
  const prepared = prepare(tape, emissions, scores, lengths);
  const { T, B, C } = prepared;
  const given = gold && { factor: gold.factor, ...checked(tape, gold.tags, prepared, scores) };
  const results = tape.empty([B], requiresGrad);
  const partitions = arena.doubles(B);
  // α of all sequences is kept only where the backward pass will read it.
  const perSequence = requiresGrad ? T * C : 0;
  const alphas = arena.doubles(requiresGrad ? B * T * C : T * C);

  const scale = reduction === 'mean' ? 1 / B : 1;
  const total = forward();
  const y = reduction === 'none' ? results : tape.scalar(total * scale, requiresGrad);
  tape.recordOutput(y, (dy) => {
    const sums = arena.doubles(C * C + 2 * C);
    const gradients = inputs.map((input) => (input.requiresGrad ? tape.gradOf(input) : undefined));
    const slopes = dy.array();
    const weights = Float64Array.from({ length: B }, (_, b) => {
      return slopes[reduction === 'none' ? b : 0] * scale;
    });
    const [dEmissions, ...rest] = gradients.map((block) => block?.array());
    const all = sums();
    const parts = {
      pairs: all.subarray(0, C * C),
      start: all.subarray(C * C, C * C + C),
      end: all.subarray(C * C + C),
    };
    backward(weights, { emissions: dEmissions, ...parts });
    for (const [k, part] of [parts.pairs, parts.start, parts.end].entries()) {
      const gradient = rest[k];
      if (gradient) for (let i = 0; i < part.length; i++) gradient[i] += part[i];
    }
  });
  return y;

  /** Fills `results`; gives their sum. */
  function forward(): number {
    const [chain, alpha, work, logZ] = [prepared.chain(), alphas(), prepared.work(), partitions()];
    const values = results.data.array();
    let total = 0;
    for (let b = 0; b < B; b++) {
      const frames = prepared.frames(b);
      let value = 0;
      if (partition !== 0) {
        logZ[b] = chainForward(chain, frames, alpha.subarray(b * perSequence), work);
        value += partition * logZ[b];
      }
      if (given) value += given.factor * scoreOf(chain, frames, given, b);
      values[b] = value;
      total += value;
    }
    return total;
  }

  /** Adds to the gradients, of which pairs, start and end are overwritten at first. */
  function backward(weights: Float64Array, { emissions: dx, pairs, start, end }: Gradients): void {
    const [chain, alpha, work, logZ] = [prepared.chain(), alphas(), prepared.work(), partitions()];
    for (const part of [pairs, start, end]) part.fill(0);
    for (let b = 0; b < B; b++) {
      const frames = prepared.frames(b);
      if (frames.count === 0) continue;
      if (partition !== 0) {
        const weight = partition * weights[b];
        const own = { alpha: alpha.subarray(b * perSequence), logZ: logZ[b], work };
        chainOccupancy(chain, frames.count, { ...own, pairs, weight }, (t, occupancy) => {
          const at = frames.start + t * frames.stride;
          for (let j = 0; j < C; j++) {
            const expected = weight * occupancy[j];
            if (dx) dx[at + j] += expected;
            if (t === 0) start[j] += expected;
            if (t === frames.count - 1) end[j] += expected;
          }
        });
      }
      if (given) {
        const weight = given.factor * weights[b];
        addToGradients({ ...frames, C }, given, b, { weight, emissions: dx, pairs, start, end });
      }
    }
  }
}

interface Gradients {
  emissions?: { [index: number]: number };
  pairs: Float64Array;
  start: Float64Array;
  end: Float64Array;
}

function checked(
  tape: Tape,
  tags: Ids,
  { T, B, C, frames }: Prepared,
  { allowed }: CrfScores,
): GivenTags {
  expectShape('tags', [tags.length], [T * B]);
  const given = { ids: tape.ints(tags).array().slice(), B };
  for (let b = 0; b < B; b++) expectTags(given, { b, count: frames(b).count, C, allowed });
  return given;
}
