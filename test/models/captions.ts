/** A small captioner, and a batch that fits it. */
import type { Backend } from '../../src/backend/backend.ts';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import {
  Captioner,
  type CaptionerConfig,
  type CaptionTraining,
  captionerDefaults,
} from '../../src/models/captioner.ts';
import { source } from '../support/numbers.ts';

export const V = 5;
export const T = 4;
export const B = 4;
/** Steps of each sequence. */
export const ends = Int32Array.of(2, 4, 3, 1);

export function smallCaptioner(
  config: Partial<CaptionerConfig> = {},
  { backend = createReferenceBackend(), seed = 3 }: { backend?: Backend; seed?: number } = {},
): Captioner {
  const whole = { ...captionerDefaults, hidden: 3, embed: 4, conditionSize: 2, ...config };
  return new Captioner(backend, whole, V, { seed });
}

const random = source(21);
const vectors = random.values(B * 2, 2);
const inputs = Int32Array.from(random.integers(T * B, 0, V));
const targets = random.integers(T * B, 0, V);

/** With the condition that the configuration asks for. */
export function captionBatch({
  condition = 'vector',
}: Partial<CaptionerConfig> = {}): CaptionTraining {
  const conditions = { vector: vectors, label: [2, 0, 1, 2], none: undefined };
  return { B, T, inputs, lengths: ends, targets, condition: conditions[condition] };
}
