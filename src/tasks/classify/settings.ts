/** The networks' settings of `classify` and `regress`, and which of them go with which input. */
import { z } from 'zod';
import { classifierDefaults } from '../../models/classifier.ts';
import { poolingNames } from '../../nn/pooling.ts';
import {
  directionsShape,
  embeddingShape,
  networkShape,
  vectorsShape,
} from '../network-settings.ts';
import type { SettingsSchema, Unused, Variant } from '../task.ts';
import { wideShape } from '../wide.ts';
import type { ClassifyData } from './records.ts';
import { tableShape } from './table-input.ts';
import { wideNames } from './wide-features.ts';

export type Kind = 'classify' | 'regress';

const sequenceShape = {
  ...networkShape,
  ...embeddingShape,
  ...directionsShape,
  ...vectorsShape,
  pooling: z.enum(poolingNames).default(classifierDefaults.pooling),
  /** n-grams of the text that the answer also depends on, linearly. */
  wide: z.enum(wideNames).default('none'),
  ...wideShape,
  /** The embedding keeps the word vectors that it began with. */
  freeze: z.boolean().default(false),
};

const classesShape = {
  /** Weights of the classes in the order of their names; `balanced`: by how rare they are. */
  classWeights: z.union([z.literal('balanced'), z.array(z.number().min(0))]).default([]),
  smoothing: z.number().min(0).lt(1).default(0),
};

export const classifySchema = z.strictObject({ ...sequenceShape, ...classesShape });
export const regressSchema = z.strictObject(sequenceShape);

export type ClassifySettings = z.infer<typeof classifySchema>;
export type RegressSettings = z.infer<typeof regressSchema>;

// A table's network has fewer settings; what opens it reads no others.
const tableSchemas = {
  classify: z.strictObject({ ...tableShape, ...classesShape }),
  regress: z.strictObject(tableShape),
} as unknown as { readonly [K in Kind]: SettingsSchema<ClassifySettings> };

/** Of data: what only some kinds of input read. */
const READ_BY: { readonly [setting: string]: readonly ClassifyData['input'][] } = {
  layout: ['text'],
  textColumn: ['text'],
  level: ['text'],
  minCount: ['text'],
  maxVocabulary: ['text'],
  lowercase: ['text'],
  punctuation: ['text'],
  split: ['text'],
  wordVectors: ['text'],
  idColumn: ['vectors'],
  frames: ['vectors'],
  features: ['vectors', 'table'],
  categories: ['table'],
  fill: ['table'],
  // Of networks over texts only, or over vectors only.
  embed: ['text'],
  embedDropout: ['text'],
  wordDrop: ['text'],
  wide: ['text'],
  wideBits: ['text'],
  wideDrop: ['text'],
  project: ['vectors'],
};

export function variantOf(kind: Kind, data: ClassifyData): Variant<ClassifySettings> {
  const { input, wordVectors } = data;
  const table = input === 'table';
  const foreign = Object.keys(READ_BY).filter((setting) => !READ_BY[setting].includes(input));
  const recurrent = Object.keys(sequenceShape).filter((name) => !Object.hasOwn(tableShape, name));
  const unused: Unused[] = [
    { settings: [...foreign, ...(table ? recurrent : [])], because: ['input', input] },
  ];
  if (wordVectors === undefined) unused.push({ settings: ['freeze'], because: ['wordVectors'] });
  else unused.push({ settings: ['embed'], because: ['wordVectors', 'FILE, whose width it is'] });
  return { modelSchema: table ? tableSchemas[kind] : undefined, unused };
}
