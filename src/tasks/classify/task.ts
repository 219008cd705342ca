/**
 * One answer for a whole text or sequence of vectors, many-to-one, or for a row of a table, one-to-one:
 * `classify` and `regress`.
 */
import { z } from 'zod';
import {
  LabelTable,
  readWordVectorWidth,
  Standardiser,
  TableEncoder,
  TextCodec,
  wrongAt,
} from '../../data/index.ts';
import { Classifier, classifierDefaults } from '../../models/classifier.ts';
import { UnrollError } from '../../util/errors.ts';
import { balancedWeights } from '../class-weights.ts';
import { embedDropoutOf } from '../network-settings.ts';
import type { BeginOptions, Encodings, Learned, OpenOptions, Task, TaskModel } from '../task.ts';
import { codecOfTexts } from '../texts.ts';
import { featureCount } from '../wide.ts';
import { beginWithWordVectors } from '../word-vectors.ts';
import { classifyBaselines } from './baselines.ts';
import { type Answers, type ClassifyModel, classifyModel } from './model.ts';
import {
  type ClassifyData,
  type ClassifyRecord,
  dataSchema,
  numberOf,
  parseRecord,
  readRecords,
} from './records.ts';
import { rowOf } from './rows.ts';
import { sampleRecords } from './sample.ts';
import { sequenceInput } from './sequence-input.ts';
import {
  type ClassifySettings,
  classifySchema,
  type Kind,
  type RegressSettings,
  regressSchema,
  variantOf,
} from './settings.ts';
import { tableModel } from './table-input.ts';
import { featureReader, wideNames } from './wide-features.ts';

const noOptions = z.strictObject({});

function common(kind: Kind) {
  return {
    dataSchema,
    predictSchema: noOptions,
    training: { batch: 32, lr: 0.002, epochs: 10 },
    split: 'random',
    read: readRecords,
    parse: parseRecord,
    sample: (data: ClassifyData, seed: number) => sampleRecords(kind, data, seed),
    fit: (records: readonly ClassifyRecord[], data: ClassifyData, codec?: TextCodec) =>
      learn(kind, records, data, codec),
    readsAsLanguage: true,
    begin,
    baselines: (learned: Learned<ClassifyData>) => classifyBaselines(kind, learned),
  } as const;
}

export const classify: Task<ClassifyData, ClassifySettings, ClassifyRecord> = {
  ...common('classify'),
  name: 'classify',
  dataHelp: 'lines of label TAB text, or a table or JSONL with columns "label" and "text"',
  modelSchema: classifySchema,
  variant: (data) => variantOf('classify', data),
  open: (options) => open('classify', options),
  describe: ({ label, probability }) => `${label}\t${Number(probability).toFixed(4)}`,
};

export const regress: Task<ClassifyData, RegressSettings, ClassifyRecord> = {
  ...common('regress'),
  name: 'regress',
  dataHelp: 'lines of number TAB text, or a table or JSONL with columns "label" and "text"',
  modelSchema: regressSchema,
  variant: (data) => variantOf('regress', data),
  open: (options) => open('regress', options),
  describe: ({ value }) => String(value),
};

/** Word vectors from a file as the first values of the embedding. */
async function begin(
  { network }: Pick<TaskModel, 'network'>,
  { data: { wordVectors: file }, encodings, encoding, signal }: BeginOptions<ClassifyData>,
): Promise<string[]> {
  if (file === undefined) return [];
  const { vocabulary } = TextCodec.fromJSON(encodings.codec);
  return [await beginWithWordVectors(network.parameters, { file, vocabulary, encoding, signal })];
}

/** What is learned before training: symbols or scales of the input, labels or the scale of the answer. */
async function learn(
  kind: Kind,
  records: readonly ClassifyRecord[],
  data: ClassifyData,
  codec?: TextCodec,
): Promise<Encodings> {
  return {
    ...(codec === undefined ? await fitInput(records, data) : { codec: ofLanguage(codec, data) }),
    ...(kind === 'classify' ? { labels: fitLabels(records) } : { answers: fitAnswers(records) }),
  };
}

/** The codec, where there are texts to read with it. */
function ofLanguage(codec: TextCodec, { input }: ClassifyData): TextCodec {
  if (input === 'text') return codec;
  throw new UnrollError(
    'usage',
    `a language model reads text, and the input is a ${input === 'table' ? 'table' : 'sequence of vectors'}: begin with a run of this task`,
  );
}

function fitInput(records: readonly ClassifyRecord[], data: ClassifyData) {
  switch (data.input) {
    case 'text':
      return fitTexts(records, data);
    case 'vectors':
      return fitVectors(records);
    case 'table':
      return { columns: fitTable(records, data) };
    default:
      return data.input satisfies never;
  }
}

async function fitTexts(records: readonly ClassifyRecord[], data: ClassifyData) {
  const texts = records.map(({ text = '' }) => text);
  const { wordVectors } = data;
  return {
    codec: codecOfTexts(texts, data),
    ...(wordVectors === undefined ? {} : { embed: await readWordVectorWidth(wordVectors) }),
  };
}

function fitTable(
  records: readonly ClassifyRecord[],
  { features, categories, fill, labelColumn }: ClassifyData,
): TableEncoder {
  const needed = features ?? Object.keys(records[0]?.cells ?? {});
  const rows = records.map((record, n) => rowOf(record, n === 0 ? [] : needed));
  return TableEncoder.fit(rows, { features, categories, fill, leaveOut: [labelColumn] });
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
  options: OpenOptions<ClassifyData, ClassifySettings | RegressSettings>,
): ClassifyModel {
  const { backend, data, model, encodings, seed, cells } = options;
  const answers: Answers = {
    labels: kind === 'classify' ? LabelTable.fromJSON(encodings.labels) : undefined,
    answers: kind === 'regress' ? Standardiser.fromJSON(encodings.answers) : undefined,
  };
  const { labels } = answers;
  const { classWeights = [], smoothing = 0 } = model as Partial<ClassifySettings>;
  const classes = {
    classWeights:
      classWeights === 'balanced' ? balancedWeights(labels?.counts ?? []) : classWeights,
    smoothing,
  };
  if (data.input === 'table') {
    const columns = TableEncoder.fromJSON(encodings.columns);
    return tableModel(backend, { kind, columns, settings: model, classes, ...answers, seed });
  }
  const codec = data.input === 'text' ? TextCodec.fromJSON(encodings.codec) : undefined;
  const frames = data.input === 'vectors' ? Standardiser.fromJSON(encodings.frames) : undefined;
  // The width of word vectors takes the place of a size that is chosen.
  const embed = data.wordVectors === undefined ? model.embed : Number(encodings.embed);
  const { freeze = false, wide, wideBits, ...settings } = model;
  const ngrams = { wide, wideBits, wideDrop: settings.wideDrop };
  const network = new Classifier(
    backend,
    {
      ...classifierDefaults,
      ...settings,
      embed,
      embedDropout: embedDropoutOf(model, codec !== undefined && embed !== 'onehot'),
      vectors: frames?.width ?? 0,
      ...classes,
      wide: featureCount(ngrams, wideNames),
      task: kind,
      outputs: labels?.size ?? 1,
    },
    codec?.vocabulary.size ?? 0,
    { seed, cells },
  );
  if (freeze) network.parameters.freeze(['embedding.weight']);
  return classifyModel(
    network,
    sequenceInput(network, { codec, frames, features: featureReader(ngrams) }),
    answers,
  );
}
