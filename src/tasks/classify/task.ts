/** One answer for a whole text or sequence of vectors, many-to-one: `classify` and `regress`. */
import { z } from 'zod';
import { LabelTable, Standardiser, TextCodec, wrongAt } from '../../data/index.ts';
import { Classifier, classifierDefaults } from '../../models/classifier.ts';
import { poolingNames } from '../../nn/pooling.ts';
import { UnrollError } from '../../util/errors.ts';
import {
  directionsShape,
  embedDropoutOf,
  embeddingShape,
  networkShape,
  vectorsShape,
} from '../network-settings.ts';
import type { Encodings, OpenOptions, Task } from '../task.ts';
import { codecOfTexts } from '../texts.ts';
import { type ClassifyModel, classifyModel } from './model.ts';
import {
  type ClassifyData,
  type ClassifyRecord,
  dataSchema,
  numberOf,
  parseRecord,
  readRecords,
} from './records.ts';
import { reviews } from './sample.ts';

const shared = {
  ...networkShape,
  ...embeddingShape,
  ...directionsShape,
  ...vectorsShape,
  pooling: z.enum(poolingNames).default(classifierDefaults.pooling),
};
const classifySchema = z.strictObject({
  ...shared,
  /** Weights of the classes in the order of their names; `balanced`: by how rare they are. */
  classWeights: z.union([z.literal('balanced'), z.array(z.number().min(0))]).default([]),
  smoothing: z.number().min(0).lt(1).default(0),
});
const regressSchema = z.strictObject(shared);

type ClassifySettings = z.infer<typeof classifySchema>;
type RegressSettings = z.infer<typeof regressSchema>;

type Kind = 'classify' | 'regress';

function common(kind: Kind) {
  return {
    dataSchema,
    predictSchema: z.strictObject({}),
    training: { batch: 32, lr: 0.002, epochs: 10 },
    split: 'random',
    read: readRecords,
    parse: parseRecord,
    sample: (_: ClassifyData, seed: number) => reviews(kind, seed),
    fit: (records: readonly ClassifyRecord[], data: ClassifyData) => learn(kind, records, data),
  } as const;
}

export const classify: Task<ClassifyData, ClassifySettings, ClassifyRecord> = {
  ...common('classify'),
  name: 'classify',
  dataHelp: 'lines of label TAB text, or a table or JSONL with columns "label" and "text"',
  modelSchema: classifySchema,
  open: (options) => open('classify', options),
  describe: ({ label, probability }) => `${label}\t${Number(probability).toFixed(4)}`,
};

export const regress: Task<ClassifyData, RegressSettings, ClassifyRecord> = {
  ...common('regress'),
  name: 'regress',
  dataHelp: 'lines of number TAB text, or a table or JSONL with columns "label" and "text"',
  modelSchema: regressSchema,
  open: (options) => open('regress', options),
  describe: ({ value }) => String(value),
};

/** What is learned before training: symbols or scales of the input, labels or the scale of the answer. */
function learn(kind: Kind, records: readonly ClassifyRecord[], data: ClassifyData): Encodings {
  return {
    ...(data.input === 'vectors' ? fitVectors(records) : fitTexts(records, data)),
    ...(kind === 'classify' ? { labels: fitLabels(records) } : { answers: fitAnswers(records) }),
  };
}

function fitTexts(records: readonly ClassifyRecord[], data: ClassifyData) {
  const texts = records.map(({ text = '' }) => text);
  return { codec: codecOfTexts(texts, data) };
}

function fitVectors(records: readonly ClassifyRecord[]) {
  const frames = records.map((record) => Float64Array.from(record.frames ?? []));
  return { frames: Standardiser.fit(frames, records[0]?.width ?? 0) };
}

function fitLabels(records: readonly ClassifyRecord[]): LabelTable {
  const table = LabelTable.from(
    records.map(({ label, place }) => {
      if (label === undefined) throw wrongAt(place, 'there is no label to learn');
      return label;
    }),
  );
  if (table.size > 1) return table;
  throw new UnrollError(
    'data',
    `all training examples have the label ${JSON.stringify(table.label(0))}: there is nothing to tell apart; check --label-column`,
  );
}

function fitAnswers(records: readonly ClassifyRecord[]): Standardiser {
  return Standardiser.fit(Float64Array.from(records, numberOf), 1);
}

function open(
  kind: Kind,
  {
    backend,
    data,
    model,
    encodings,
    seed,
    cells,
  }: OpenOptions<ClassifyData, ClassifySettings | RegressSettings>,
): ClassifyModel {
  const codec = data.input === 'text' ? TextCodec.fromJSON(encodings.codec) : undefined;
  const frames = data.input === 'vectors' ? Standardiser.fromJSON(encodings.frames) : undefined;
  const labels = kind === 'classify' ? LabelTable.fromJSON(encodings.labels) : undefined;
  const answers = kind === 'regress' ? Standardiser.fromJSON(encodings.answers) : undefined;
  const classes = 'classWeights' in model ? model : { classWeights: [], smoothing: 0 };
  const network = new Classifier(
    backend,
    {
      ...classifierDefaults,
      ...model,
      embedDropout: embedDropoutOf(model, codec !== undefined && model.embed !== 'onehot'),
      vectors: frames?.width ?? 0,
      classWeights: weightsOf(classes.classWeights, labels?.counts),
      smoothing: classes.smoothing,
      task: kind,
      outputs: labels?.size ?? 1,
    },
    codec?.vocabulary.size ?? 0,
    { seed, cells },
  );
  return classifyModel(network, { codec, frames, labels, answers });
}

/** `balanced`: n / (K · n_k), so that all classes weigh the same in sum and the mean weight is 1. */
function weightsOf(
  given: ClassifySettings['classWeights'],
  counts: readonly number[] = [],
): number[] {
  if (given !== 'balanced') return given;
  const total = counts.reduce((a, b) => a + b, 0);
  return counts.map((count) => total / (counts.length * count));
}
