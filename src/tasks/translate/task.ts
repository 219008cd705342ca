/** A text from another, many-to-many with a delay: `translate`. */
import { z } from 'zod';
import { TextCodec } from '../../data/index.ts';
import { EncoderDecoder, encoderDecoderDefaults } from '../../models/encoder-decoder.ts';
import { samplingChoices } from '../../models/scheduled-sampling.ts';
import { attentionScores } from '../../nn/attention.ts';
import { UnrollError } from '../../util/errors.ts';
import { embedDropoutOf, embeddingShape, networkShape } from '../network-settings.ts';
import type { Encodings, OpenOptions, Task } from '../task.ts';
import { codecOfTexts } from '../texts.ts';
import { describe, predictSchema } from './answers.ts';
import { translateBaselines } from './baselines.ts';
import { type TranslateExample, type TranslateModel, translateModel } from './model.ts';
import {
  dataSchema,
  parseRecord,
  readRecords,
  type TranslateData,
  type TranslateRecord,
} from './records.ts';
import { dates } from './sample.ts';

const modelSchema = z.strictObject({
  ...networkShape,
  ...embeddingShape,
  /** Of the encoder. */
  bidirectional: z.boolean().default(encoderDecoderDefaults.bidirectional),
  merge: z.enum(['concat', 'sum']).default(encoderDecoderDefaults.merge),
  attention: z.enum(['none', ...attentionScores]).default(encoderDecoderDefaults.attention),
  smoothing: z.number().min(0).lt(1).default(0),
  /** The probability with which training reads the network's own symbol instead of the target's. */
  samplingRatio: z.number().min(0).max(1).default(0),
  samplingChoice: z.enum(samplingChoices).default(encoderDecoderDefaults.samplingChoice),
});
type TranslateSettings = z.infer<typeof modelSchema>;

export const translate: Task<
  TranslateData,
  TranslateSettings,
  TranslateRecord,
  TranslateExample,
  Parameters<TranslateModel['network']['loss']>[1]
> = {
  name: 'translate',
  dataHelp:
    'lines of source TAB target (further references after further tabs), or JSONL with "source" and "target" or "targets"',
  dataSchema,
  modelSchema,
  predictSchema,
  training: { batch: 64, lr: 0.002, epochs: 10 },
  split: 'random',
  group: ({ source }) => source,
  read: readRecords,
  parse: parseRecord,
  sample: (_, seed) => dates(seed),
  fit: learn,
  open,
  baselines: translateBaselines,
  describe,
};

function learn(records: readonly TranslateRecord[], data: TranslateData): Encodings {
  const { level, sourceLevel = level, targetLevel = level } = data;
  const sources = records.map(({ source }) => source);
  const targets = records.flatMap((record) => record.targets ?? []);
  const source = codecOfTexts(sources, { ...data, level: sourceLevel });
  const target = codecOfTexts(targets, { ...data, level: targetLevel }, { sequences: 'lines' });
  const longestTarget = targets.reduce(
    (most, text) => Math.max(most, target.encode(text).length),
    1,
  );
  return { source, target, longestTarget };
}

function open({
  backend,
  data,
  model,
  encodings,
  seed,
  cells,
}: OpenOptions<TranslateData, TranslateSettings>): TranslateModel {
  const source = TextCodec.fromJSON(encodings.source);
  const target = TextCodec.fromJSON(encodings.target);
  const longest = Number(encodings.longestTarget);
  if (!Number.isInteger(longest) || longest < 1) {
    throw new UnrollError(
      'format',
      'the vocabulary file is broken: "longestTarget" is no whole number above 0',
    );
  }
  const config = {
    ...encoderDecoderDefaults,
    ...model,
    embedDropout: embedDropoutOf(model, model.embed !== 'onehot'),
  };
  const sizes = { source: source.vocabulary.size, target: target.vocabulary.size };
  const network = new EncoderDecoder(backend, config, sizes, { seed, cells });
  return translateModel(network, {
    source,
    target,
    attends: model.attention !== 'none',
    maxLength: Math.ceil(1.5 * longest) + 1,
    lowercase: data.lowercase,
  });
}
