/** Settings that networks of several tasks share, as parts of their schemas. */
import { z } from 'zod';
import { networkDefaults } from '../models/config.ts';

const positive = z.int().positive();
const fraction = z.number().min(0).lt(1);

/** Of every recurrent network. */
export const networkShape = {
  cell: z.string().min(1).default(networkDefaults.cell),
  layers: positive.default(1),
  hidden: positive.default(networkDefaults.hidden),
  dropout: fraction.default(0),
  /** Absent: as `dropout`, where there is an embedding. */
  embedDropout: fraction.optional(),
  wordDrop: fraction.default(0),
  weightDrop: fraction.default(0),
  variational: z.boolean().default(false),
  residual: z.boolean().default(false),
  outputLayers: z.array(positive).default([]),
  nonlinearity: z.enum(['tanh', 'relu']).default('tanh'),
  peepholeOutput: z.enum(['current', 'previous']).default('current'),
  init: z.enum(['unroll', 'torch']).default('unroll'),
};

const { embedDropout: _, wordDrop: __, ...withoutTokens } = networkShape;

/** Of every recurrent network that reads vectors only. */
export const frameNetworkShape = withoutTokens;

/** Of networks over tokens. */
export const embeddingShape = {
  embed: z.union([z.literal('onehot'), positive]).default(networkDefaults.embed),
};

/** Of networks that have the whole sequence before they answer. */
export const directionsShape = {
  bidirectional: z.boolean().default(true),
  merge: z.enum(['concat', 'sum']).default('concat'),
};

/** Of networks over vectors: the size of a learned linear layer before the stack; 0: none. */
export const vectorsShape = {
  project: z.int().min(0).default(0),
};

/** What `embedDropout` is where it was not given. */
export function embedDropoutOf(
  { embedDropout, dropout }: { embedDropout?: number; dropout: number },
  embedded: boolean,
): number {
  return embedDropout ?? (embedded ? dropout : 0);
}
