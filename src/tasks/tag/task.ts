/** A tag for every step of a sentence or of a sequence of vectors, many-to-many in step. */
import { z } from 'zod';
import {
  LabelTable,
  openVocabulary,
  readWordVectorWidth,
  Standardiser,
  storedVocabulary,
  wrongAt,
} from '../../data/index.ts';
import { networkDefaults } from '../../models/config.ts';
import { Tagger, taggerDefaults } from '../../models/tagger.ts';
import { bioRule } from '../../nn/crf/rules.ts';
import { expected, UnrollError } from '../../util/errors.ts';
import { balancedWeights } from '../class-weights.ts';
import {
  directionsShape,
  embedDropoutOf,
  embeddingShape,
  networkShape,
  vectorsShape,
} from '../network-settings.ts';
import type { Encodings, OpenOptions, Task } from '../task.ts';
import { featureCount, WIDE_BITS, wideShape } from '../wide.ts';
import { beginWithWordVectors } from '../word-vectors.ts';
import { tagBaselines } from './baselines.ts';
import { checkBio, isBio } from './bio.ts';
import { type TagExample, type TagModel, tagModel } from './model.ts';
import { dataSchema, parseRecord, readRecords, type TagData, type TagRecord } from './records.ts';
import { taggedSample } from './sample.ts';

export const tagWideNames = ['none', 'window'] as const;

const modelSchema = z.strictObject({
  ...networkShape,
  /** Absent: as wide as the word vectors, or 128. */
  embed: embeddingShape.embed.removeDefault().optional(),
  ...directionsShape,
  ...vectorsShape,
  /** Sizes of the embedding of a letter and of the layer over a word's letters; neither: no letters. */
  charEmbed: z.int().positive().optional(),
  charHidden: z.int().positive().optional(),
  /** Tags are judged as a whole sequence. */
  crf: z.boolean().default(false),
  /** Word vectors stay as they are. */
  freeze: z.boolean().default(false),
  /** Weights of the tags in the order of their names; `balanced`: by how rare they are. */
  classWeights: z.union([z.literal('balanced'), z.array(z.number().min(0))]).default([]),
  smoothing: z.number().min(0).lt(1).default(0),
  /** What of a step the tag also depends on, linearly: its word and two neighbours on each side. */
  wide: z.enum(tagWideNames).default('none'),
  ...wideShape,
});
type TagSettings = z.infer<typeof modelSchema>;

/** Of letters, where only one of their two sizes was given. */
const CHAR_EMBED = 24;
const CHAR_HIDDEN = 32;

export const tag: Task<TagData, TagSettings, TagRecord, TagExample> = {
  name: 'tag',
  dataHelp:
    'CoNLL (word and tag a line), CoNLL-U, JSONL {"tokens", "tags"}, frames with labels, or {"tokens", "vectors", "tags"}',
  dataSchema,
  modelSchema,
  predictSchema: z.strictObject({}),
  training: { batch: 32, lr: 0.003, epochs: 10 },
  split: 'random',
  read: readRecords,
  parse: parseRecord,
  sample: taggedSample,
  fit,
  open,
  baselines: tagBaselines,
  async begin(model, { data: { wordVectors: file }, encodings, encoding, signal }) {
    if (file === undefined) return [];
    const vocabulary = storedVocabulary(encodings.words);
    const { parameters } = model.network;
    return [await beginWithWordVectors(parameters, { file, vocabulary, encoding, signal })];
  },
  describe({ tokens, tags, token, tag: one, step }) {
    if (tags === undefined) return `${token ?? step}\t${one}`;
    const words = tokens as readonly string[] | undefined;
    return (tags as readonly string[])
      .map((name, t) => `${words?.[t] ?? t + 1}\t${name}\n`)
      .join('');
  },
};

/** What is learned before training: words, letters and scales of the input, the tags and their form. */
async function fit(records: readonly TagRecord[], data: TagData): Promise<Encodings> {
  const bio = isBio(records, data.scheme);
  if (bio) for (const record of records) checkBio(record);
  const labels = fitTags(records);
  if (data.input === 'vectors') {
    if (data.wordVectors !== undefined) {
      throw new UnrollError('usage', 'wordVectors belongs to input text: vectors are no words');
    }
    return { labels, bio, frames: fitFrames(records) };
  }
  const { minCount, maxVocabulary: size, lowercase, wordVectors } = data;
  const tokens = records.flatMap((record) => record.tokens ?? []);
  const words = lowercase ? tokens.map((token) => token.toLowerCase()) : tokens;
  return {
    labels,
    bio,
    ...(data.input === 'both' ? { frames: fitFrames(records) } : {}),
    words: openVocabulary(words, { minCount, size }),
    letters: openVocabulary(
      tokens.flatMap((token) => [...token]),
      { minCount: 2 },
    ),
    ...(wordVectors === undefined
      ? {}
      : { readWordVectorWidth: await readWordVectorWidth(wordVectors) }),
  };
}

function fitFrames(records: readonly TagRecord[]): Standardiser {
  const frames = records.map((record) => Float64Array.from(record.frames ?? []));
  return Standardiser.fit(frames, records[0]?.width ?? 0);
}

function fitTags(records: readonly TagRecord[]): LabelTable {
  const all = records.flatMap(({ tags, place }) => {
    if (tags === undefined) throw wrongAt(place, 'there are no tags to learn');
    return tags;
  });
  const table = LabelTable.from(all);
  if (table.size > 1) return table;
  throw new UnrollError(
    'data',
    `all steps of the training data have the tag ${JSON.stringify(table.label(0))}: there is nothing to tell apart; check --tag-column`,
  );
}

function open(options: OpenOptions<TagData, TagSettings>): TagModel {
  const { backend, data, model, encodings, seed, cells } = options;
  const { charEmbed, charHidden, crf, classWeights, freeze, embed: given, ...others } = model;
  const { wide, wideBits = WIDE_BITS, ...shape } = others;
  const text = data.input !== 'vectors';
  if (wide !== 'none' && !text) {
    throw new UnrollError('usage', 'wide belongs to input text: vectors have no words');
  }
  const words = text ? storedVocabulary(encodings.words) : undefined;
  const withLetters = charEmbed !== undefined || charHidden !== undefined;
  if (withLetters && !text) {
    throw new UnrollError(
      'usage',
      'charEmbed and charHidden belong to input text: vectors have no letters',
    );
  }
  const letters = withLetters ? storedVocabulary(encodings.letters) : undefined;
  const frames = data.input === 'text' ? undefined : Standardiser.fromJSON(encodings.frames);
  const labels = LabelTable.fromJSON(encodings.labels);
  const bio = encodings.bio === true;
  const width = encodings.readWordVectorWidth as number | undefined;
  const embed = given ?? width ?? networkDefaults.embed;
  if (width !== undefined && embed !== width) {
    throw expected(
      'embed',
      `${width} as the vectors of ${data.wordVectors} are, or left out`,
      embed,
    );
  }
  if (freeze && width === undefined) {
    throw new UnrollError(
      'usage',
      'freeze keeps word vectors as they are: give wordVectors too, or leave it out',
    );
  }
  const embedded = letters !== undefined || (text && embed !== 'onehot');
  const network = new Tagger(
    backend,
    {
      ...taggerDefaults,
      ...shape,
      embed,
      embedDropout: embedDropoutOf(model, embedded),
      vectors: frames?.width ?? 0,
      characters:
        letters === undefined
          ? null
          : { embed: charEmbed ?? CHAR_EMBED, hidden: charHidden ?? CHAR_HIDDEN },
      crf,
      classWeights: classWeights === 'balanced' ? balancedWeights(labels.counts) : classWeights,
      labels: labels.size,
      wide: featureCount(others, tagWideNames),
    },
    { vocabularySize: words?.size ?? 0, letters: letters?.size ?? 0 },
    { seed, cells, allowed: crf && bio ? bioRule(labels.labels) : undefined },
  );
  if (freeze) network.parameters.freeze(['embedding.weight']);
  const { lowercase } = data;
  const window = wide === 'none' ? undefined : { bits: wideBits };
  return tagModel(network, { words, letters, frames, labels, bio, lowercase, window });
}
