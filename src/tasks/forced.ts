/** Figures of next symbols where those before them are given (teacher forcing). */
import { IGNORED } from '../models/token-stack.ts';
import type { WholeBatch } from '../models/trainable.ts';
import { logSoftmax } from '../tensor/ops/log-softmax.ts';
import type { Tape } from '../tensor/tape.ts';
import { type Tensor, valuesOf } from '../tensor/tensor.ts';
import { inBatches } from './in-batches.ts';
import type { TaskModel } from './task.ts';

export interface ForcedScores {
  /** Targets to which no other symbol is preferred. */
  right: number;
  /** −Σ ln p of the targets. */
  nats: number;
  /** Targets that count. */
  count: number;
}

/** Of logits (T, B, V) and targets (T, B). */
export function scoresOf(tape: Tape, logits: Tensor, targets: ArrayLike<number>): ForcedScores {
  const values = valuesOf(logSoftmax(tape, logits));
  const V = values.length / targets.length;
  const scores: ForcedScores = { right: 0, nats: 0, count: 0 };
  for (let k = 0; k < targets.length; k++) {
    if (targets[k] === IGNORED) continue;
    const wanted = values[k * V + targets[k]];
    scores.count++;
    scores.nats -= wanted;
    let best = true;
    for (let v = k * V; v < (k + 1) * V && best; v++) best = values[v] <= wanted;
    if (best) scores.right++;
  }
  return scores;
}

/** Nats per target of all examples, and the part of targets to which no other symbol is preferred. */
export async function forcedFigures<X, B extends WholeBatch>(
  model: Pick<TaskModel<unknown, X, B>, 'lengths' | 'batch'>,
  examples: readonly X[],
  score: (batch: B) => ForcedScores,
  signal?: AbortSignal,
): Promise<{ loss: number; tokenAccuracy: number }> {
  const sum: ForcedScores = { right: 0, nats: 0, count: 0 };
  await inBatches(
    model,
    examples,
    (batch) => {
      const { right, nats, count } = score(batch);
      sum.right += right;
      sum.nats += nats;
      sum.count += count;
    },
    { signal },
  );
  return { loss: sum.nats / sum.count, tokenAccuracy: sum.right / sum.count };
}
