/**
 * `run.json`: what a run is, readable without Unroll. `"format": 1`.
 *
 * `model` is checked strictly, because a field that is passed over would compute something else.
 * `training`, `data` and `corpus` keep fields that are not named here: they say how the run came
 * about and are read again only by the part that wrote them.
 */
import { z } from 'zod';
import type { LanguageModelConfig } from '../models/config.ts';
import { UnrollError } from '../util/errors.ts';
import { type TaskName, taskNames } from './task-names.ts';

/** The format that this version writes and reads. */
export const runFormat = 1;

const natural = z.int().min(0);
const positive = z.int().positive();
const fraction = z.number().min(0).lt(1);
const nonNegative = z.number().min(0);

const model = z
  .strictObject({
    cell: z.string().min(1),
    layers: positive,
    hidden: positive,
    embed: z.union([z.literal('onehot'), positive]),
    tie: z.boolean(),
    dropout: fraction,
    // These four are newer than format 1; a run without them was trained as filled in here.
    embedDropout: fraction.optional(),
    wordDrop: fraction.default(0),
    weightDrop: fraction.default(0),
    variational: z.boolean().default(false),
    residual: z.boolean(),
    outputLayers: z.array(positive),
    nonlinearity: z.enum(['tanh', 'relu']),
    peepholeOutput: z.enum(['current', 'previous']),
    init: z.enum(['unroll', 'torch']),
  })
  .transform(
    (config): LanguageModelConfig => ({
      ...config,
      embedDropout: config.embedDropout ?? (config.embed === 'onehot' ? 0 : config.dropout),
    }),
  );

const data = z.looseObject({
  level: z.enum(['byte', 'char', 'grapheme', 'jamo', 'word', 'bpe']),
  unit: z.enum(['stream', 'line', 'document']),
  minCount: natural,
  maxVocabulary: natural,
  lowercase: z.boolean(),
  punctuation: z.boolean(),
  split: z.enum(['unicode', 'spaces']),
  encoding: z.string(),
});

const corpus = z.looseObject({
  /** As given on the command line, or the built-in sample's name; neither for text in memory. */
  files: z.array(z.string()).optional(),
  sample: z.string().optional(),
  /** The part at the end of the text, or a text of its own. */
  validation: z.union([fraction, z.literal('separate')]),
  trainTokens: natural,
  validationTokens: natural,
  validationCharacters: natural,
  vocabularySize: positive,
});

const training = z.looseObject({
  batch: positive,
  bptt: natural,
  optimizer: z.enum(['adam', 'adamw', 'sgd', 'rmsprop', 'adagrad']),
  lr: nonNegative,
  momentum: fraction,
  beta1: fraction,
  beta2: fraction,
  schedule: z.enum(['constant', 'cosine', 'plateau']),
  warmup: natural,
  minLrFactor: nonNegative,
  clip: nonNegative,
  clipBy: z.enum(['norm', 'value']),
  weightDecay: nonNegative,
  decayAll: z.boolean(),
  reduction: z.enum(['mean', 'sum']),
  // Newer than format 1; a run without them was trained so.
  activationPenalty: nonNegative.default(0),
  temporalPenalty: nonNegative.default(0),
  validation: fraction,
  steps: natural,
  epochs: nonNegative,
  minutes: nonNegative,
  patience: natural,
  validateEvery: positive,
  checkpointEvery: positive,
  logEvery: positive,
  samples: z.boolean(),
  samplePrime: z.string(),
  sampleLength: natural,
  sampleTemperature: nonNegative,
  seed: natural,
  shards: positive,
});

const course = training.omit({
  bptt: true,
  reduction: true,
  activationPenalty: true,
  temporalPenalty: true,
  samples: true,
  samplePrime: true,
  sampleLength: true,
  sampleTemperature: true,
});

/** What runs of every task have. */
const about = {
  /** The version of Unroll that made the run. */
  unroll: z.string(),
  /** The version of ICU that cut words or graphemes; absent where none did. */
  icu: z.string().optional(),
};

const languageSchema = z.looseObject({
  ...about,
  task: z.literal('lm'),
  model,
  data,
  training,
  corpus,
});

const taskSchema = z.looseObject({
  ...about,
  task: z.enum(taskNames),
  model: z.looseObject({}),
  data: z.looseObject({}),
  training: course,
  /** Where the examples came from and how many there are. */
  corpus: z.looseObject({
    files: z.array(z.string()).optional(),
    sample: z.string().optional(),
    validation: z.union([fraction, z.literal('separate')]),
    trainExamples: natural,
    validationExamples: natural,
  }),
});

const newSchema = z.discriminatedUnion('task', [languageSchema, taskSchema]);
// New objects, not `extend`, so that files begin with their format.
const schema = z.discriminatedUnion('task', [
  z.looseObject({ format: z.literal(runFormat), ...languageSchema.shape }),
  z.looseObject({ format: z.literal(runFormat), ...taskSchema.shape }),
]);

/** The contents of `run.json`. */
export type RunSettings = z.infer<typeof schema>;
export type LanguageRunSettings = Extract<RunSettings, { task: 'lm' }>;
export type TaskRunSettings = Extract<RunSettings, { task: TaskName }>;
/** What `createRun` is given: `format` is added. */
export type NewRunSettings = z.infer<typeof newSchema>;
export type NewLanguageRunSettings = Extract<NewRunSettings, { task: 'lm' }>;

/** Checks a parsed `run.json`; `path` is for the sentences. Throws `format`. */
export function checkRunSettings(value: unknown, path: string): RunSettings {
  checkFormat(value, path, 'run');
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new UnrollError(
    'format',
    `"${path}" is not a sound run file: ${describeIssue(result.error)}`,
    {
      cause: result.error,
    },
  );
}

/** Checks the parsed settings of a model by themselves, as model files carry them. Throws `format`. */
export function checkModelSettings(value: unknown, path: string): LanguageModelConfig {
  const result = model.safeParse(value);
  if (result.success) return result.data;
  throw new UnrollError(
    'format',
    `"${path}" has no sound model settings: ${describeIssue(result.error)}`,
    { cause: result.error },
  );
}

/** A newer or foreign format gets its own sentence, before the fields are looked at. */
export function checkFormat(value: unknown, path: string, kind: string): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UnrollError('format', `"${path}" is not a ${kind} file: expected a JSON object`);
  }
  const format = 'format' in value ? value.format : undefined;
  if (format === runFormat) return;
  if (typeof format === 'number' && format > runFormat) {
    throw new UnrollError(
      'format',
      `"${path}" has format ${format}, which a newer Unroll wrote, and this version reads format ${runFormat}; update Unroll to use it`,
    );
  }
  throw new UnrollError(
    'format',
    `"${path}" is not a ${kind} file of Unroll: expected "format": ${runFormat} but found ${format === undefined ? 'none' : JSON.stringify(format)}`,
  );
}

/** `field "model.hidden": Invalid input: expected number, received string` for the first problem. */
export function describeIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'it does not have the expected fields';
  const at = issue.path.map(String).join('.');
  const more = error.issues.length - 1;
  const rest = more === 0 ? '' : ` (and ${more} more)`;
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => `"${at === '' ? key : `${at}.${key}`}"`).join(', ');
    return `field ${names} is not known to this version${rest}`;
  }
  return `field "${at}": ${issue.message}${rest}`;
}
