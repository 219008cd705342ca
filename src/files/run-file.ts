/**
 * `run.json`: what a run is, readable without Unroll. `"format": 1`.
 *
 * `model` is checked strictly, because a field that is passed over would compute something else.
 * `training` and `data` keep fields that are not named here: they say how the run came about and are
 * read again only by the part that wrote them.
 */
import { z } from 'zod';
import { UnrollError } from '../util/errors.ts';

/** The format that this version writes and reads. */
export const runFormat = 1;

const count = z.int().positive();
const fraction = z.number().min(0).lt(1);
const nonNegative = z.number().min(0);
/** A cell that is built in, or the name of a user's own. */
const cell = z.string().min(1);

const model = z.strictObject({
  cell,
  layers: count,
  hidden: count,
  /** Width of the learned embedding, or one-hot input. */
  embed: z.union([z.literal('onehot'), count]),
  /** The output layer uses the embedding's weights. */
  tie: z.boolean(),
  dropout: fraction,
  residual: z.boolean(),
  /** Widths of the output network's hidden layers. */
  outputLayers: z.array(count).optional(),
  bidirectional: z.literal(false).optional(),
  nonlinearity: z.enum(['tanh', 'relu']).optional(),
  peepholeOutput: z.enum(['current', 'previous']).optional(),
  init: z.enum(['unroll', 'torch']),
});

const training = z.looseObject({
  batch: count,
  bptt: count,
  optimizer: z.string().min(1),
  lr: nonNegative,
  schedule: z.string().min(1),
  /** Largest gradient norm; 0 for none. */
  clip: nonNegative,
  weightDecay: nonNegative,
  steps: count.optional(),
  epochs: z.number().positive().optional(),
  minutes: z.number().positive().optional(),
  patience: count.optional(),
});

const data = z.looseObject({
  level: z.enum(['byte', 'char', 'grapheme', 'jamo', 'word', 'bpe']),
  /** As given on the command line; absent for text in memory and the built-in sample. */
  files: z.array(z.string()).optional(),
  /** The fraction at the end of the text, or the file, that validates. */
  val: z.union([fraction, z.string()]),
});

const schema = z.looseObject({
  format: z.literal(runFormat),
  /** The version of Unroll that made the run. */
  unroll: z.string(),
  task: z.literal('lm'),
  seed: z.int().min(0),
  /** Logical parts of the batch whose gradients are summed in a fixed order. */
  shards: count,
  /** The version of ICU that cut words or graphemes; absent where none did. */
  icu: z.string().optional(),
  vocabularySize: count,
  model,
  training,
  data,
});

/** The contents of `run.json`. */
export type RunSettings = z.infer<typeof schema>;
/** What `createRun` is given: `format` is added. */
export type NewRunSettings = Omit<RunSettings, 'format'>;

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
