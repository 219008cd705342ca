/** Where a run is, besides weights and optimizer: plain JSON, kept in the checkpoint. */
import { UnrollError } from '../util/errors.ts';
import type { BatchPosition } from './batches.ts';

export interface Counters {
  /** Steps taken. */
  step: number;
  /** The next batch. */
  position: BatchPosition;
  /** Since the last step event: sum of the steps' losses and their number. */
  lossSum: number;
  lossSteps: number;
  /** Of the last step event. */
  trainLoss: number | null;
  /** The last validation: its loss and step. */
  valLoss: number | null;
  validatedAt: number;
  /** The best validation: what it was chosen by (lower is better), its loss and step. */
  bestGoal: number | null;
  bestLoss: number | null;
  bestStep: number | null;
  /**
   * For patience: the best of the validations that are due by the settings, and how many of those in a
   * row were not better. A validation at the end of a run that is not due changes neither, so a run
   * that was ended and goes on is patient as if it had never ended.
   */
  bestDue: number | null;
  worse: number;
  /** The last step after which a sample was drawn. */
  sampledAt: number;
}

export function newCounters(): Counters {
  return {
    step: 0,
    position: { epoch: 0, step: 0 },
    lossSum: 0,
    lossSteps: 0,
    trainLoss: null,
    valLoss: null,
    validatedAt: 0,
    bestGoal: null,
    bestLoss: null,
    bestStep: null,
    bestDue: null,
    worse: 0,
    sampledAt: -1,
  };
}

/** Throws 'format' when `value` does not have every counter. */
export function checkCounters(value: unknown, path: string): Counters {
  const given = value as Partial<Record<keyof Counters, unknown>> | null;
  // Newer than format 1; a run without it was chosen by its loss.
  const found = given && { bestGoal: given.bestLoss, ...given };
  const numeric = (n: unknown) => typeof n === 'number' && Number.isFinite(n);
  const model = newCounters();
  for (const [name, standard] of Object.entries(model)) {
    const got = found?.[name as keyof Counters];
    const nullable = standard === null;
    const fits =
      name === 'position'
        ? typeof got === 'object' && got !== null
        : numeric(got) || (nullable && got === null);
    if (!fits) {
      throw new UnrollError('format', `"${path}" is not a sound checkpoint: no counter "${name}"`);
    }
  }
  return { ...(found as Counters) };
}

/** Samples come after 0, 1, 2, 5 times 10, 20, 50, 100, … steps: often at first, then rarely. */
export function isSampleStep(step: number): boolean {
  if (step === 0) return true;
  if (step < 20) return false;
  let scale = 1;
  while (scale * 10 <= step) scale *= 10;
  return step === scale || step === 2 * scale || step === 5 * scale;
}
