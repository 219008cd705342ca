/** A sequence from one thing, one-to-many: `caption`. */
import { z } from 'zod';
import { LabelTable, Standardiser, TextCodec, wrongAt } from '../../data/index.ts';
import { Captioner, captionerDefaults } from '../../models/captioner.ts';
import { UnrollError } from '../../util/errors.ts';
import { embedDropoutOf, embeddingShape, networkShape } from '../network-settings.ts';
import type { Encodings, OpenOptions, Prediction, Task } from '../task.ts';
import { codecOfTexts } from '../texts.ts';
import { predictSchema } from './answers.ts';
import { captionBaselines } from './baselines.ts';
import { type CaptionExample, type CaptionModel, captionModel } from './model.ts';
import { readRecords } from './read.ts';
import { type CaptionData, type CaptionRecord, dataSchema, parseRecord } from './records.ts';
import { samples } from './sample.ts';

const modelSchema = z.strictObject({
  ...networkShape,
  ...embeddingShape,
  /** Layers (tanh) between a vector and the first state. */
  conditionLayers: z.array(z.int().positive()).default([]),
  feedback: z.enum(['previous', 'zeros']).default(captionerDefaults.feedback),
  smoothing: z.number().min(0).lt(1).default(0),
});
type CaptionerSettings = z.infer<typeof modelSchema>;

export const caption: Task<
  CaptionData,
  CaptionerSettings,
  CaptionRecord,
  CaptionExample,
  Parameters<CaptionModel['network']['loss']>[1]
> = {
  name: 'caption',
  dataHelp:
    'JSONL with "vector" (or "label") and "caption" or "captions", a table with a column "caption", or lines of label TAB caption',
  dataSchema,
  modelSchema,
  predictSchema,
  training: { batch: 32, lr: 0.002, epochs: 10 },
  split: 'random',
  read: readRecords,
  parse: parseRecord,
  sample: samples,
  fit: learn,
  open,
  baselines: captionBaselines,
  describe,
};

function learn(records: readonly CaptionRecord[], data: CaptionData): Encodings {
  const captions = records.flatMap((record) => record.captions ?? []);
  // Line ends are symbols of their own: a caption may have several lines.
  const codec = codecOfTexts(captions, data, { sequences: 'documents' });
  const longest = captions.reduce((most, text) => Math.max(most, codec.encode(text).length), 1);
  return { codec, longest, ...learnCondition(records, data) };
}

function learnCondition(records: readonly CaptionRecord[], data: CaptionData): Encodings {
  if (data.condition === 'none') return {};
  if (data.condition === 'label') {
    return { labels: LabelTable.from(records.map(({ label = '' }) => label)) };
  }
  const width = records[0]?.vector?.length ?? 0;
  for (const { vector = [], place } of records) {
    if (vector.length === width) continue;
    throw wrongAt(
      place,
      `the vector has ${vector.length} numbers where ${width} are expected as in the first record`,
    );
  }
  if (!data.standardise) return { width };
  const vectors = records.map(({ vector = [] }) => Float64Array.from(vector));
  return { width, scale: Standardiser.fit(vectors, width) };
}

function open({
  backend,
  data,
  model,
  encodings,
  seed,
  cells,
}: OpenOptions<CaptionData, CaptionerSettings>): CaptionModel {
  const { condition } = data;
  const codec = TextCodec.fromJSON(encodings.codec);
  const labels = condition === 'label' ? LabelTable.fromJSON(encodings.labels) : undefined;
  const vectors = condition === 'vector';
  const scale = vectors && data.standardise ? Standardiser.fromJSON(encodings.scale) : undefined;
  const width = vectors ? wholeNumber(encodings, 'width') : 0;
  const longest = wholeNumber(encodings, 'longest');
  const config = {
    ...captionerDefaults,
    ...model,
    embedDropout: embedDropoutOf(model, model.embed !== 'onehot'),
    condition,
    conditionSize: labels?.size ?? width,
  };
  const network = new Captioner(backend, config, codec.vocabulary.size, { seed, cells });
  return captionModel(network, {
    codec,
    width,
    scale,
    labels,
    firstSymbols: data.firstSymbols,
    maxLength: Math.ceil(1.5 * longest) + 1,
    lowercase: data.lowercase,
  });
}

function wholeNumber(encodings: Encodings, name: string): number {
  const value = Number(encodings[name]);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new UnrollError(
    'format',
    `the vocabulary file is broken: "${name}" is no whole number above 0`,
  );
}

/** The caption, its line ends as \n; several parted by tabs, the best first. */
function describe({ caption: best, captions }: Prediction): string {
  const all = (captions ?? [{ caption: best }]) as readonly { caption: string }[];
  return all.map((one) => one.caption.replaceAll('\n', '\\n')).join('\t');
}
