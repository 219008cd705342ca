/** The parts of a task's network, each with one recurrent stack, by the names of their parameters. */
import type { LayerValues } from './layer-values.ts';
import type { PlanBox } from './network-plan.ts';

/** Networks that read one sequence and write another have an encoder and a decoder; all others have one part. */
export type Part = PlanBox['part'];

export const PARTS: {
  readonly [P in Part]: { stack: string; embedding: string; projection: string };
} = {
  network: { stack: 'rnn.', embedding: 'embedding', projection: 'projection' },
  encoder: { stack: 'encoder.', embedding: 'source_embedding', projection: 'source_projection' },
  decoder: { stack: 'decoder.', embedding: 'target_embedding', projection: 'target_projection' },
};

const parts = Object.keys(PARTS) as Part[];

/** Undefined for a stack over the letters of single words, which walks over no steps of the record. */
export function partOf({ stack }: Pick<LayerValues, 'stack'>): Part | undefined {
  return parts.find((part) => PARTS[part].stack === stack);
}

/** The part whose embedding is of this name. */
export function partReading(embedding: string): Part | undefined {
  return parts.find((part) => PARTS[part].embedding === embedding);
}
