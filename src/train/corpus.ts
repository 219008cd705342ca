/** The text of a run: from a user's options to token ids, in memory or in the run folder. */
import {
  type Corpus,
  openCorpus,
  prepareCorpus,
  type TextCodec,
  type TextInput,
  type TextOptions,
} from '../data/index.ts';
import { countPart, countText } from '../generate/count-text.ts';
import { generateSample } from './built-in.ts';
import type { DataSource, TrainOptions } from './options.ts';
import type { DataSettings } from './settings.ts';

/** What `run.json` keeps about the text. */
export interface CorpusRecord {
  /** Files, or the name of the built-in sample; neither for text in memory. */
  files?: string[];
  sample?: string;
  /** The part at the end of the text, or 'separate'. */
  validation: number | 'separate';
  trainTokens: number;
  validationTokens: number;
  /** Code points of the validation text. */
  validationCharacters: number;
  vocabularySize: number;
}

export interface OpenedCorpus {
  corpus: Corpus;
  record: CorpusRecord;
}

const SEQUENCES = { stream: 'stream', line: 'lines', document: 'documents' } as const;

export function textOptions(data: DataSettings): TextOptions {
  const word = data.level === 'word';
  return {
    level: data.level,
    sequences: SEQUENCES[data.unit],
    split: word ? data.split : undefined,
    punctuation: word ? data.punctuation : undefined,
    lowerCase: data.lowercase,
    minCount: Math.max(1, data.minCount),
    vocabularySize: data.maxVocabulary === 0 ? undefined : data.maxVocabulary,
  };
}

export interface ReadCorpusOptions {
  source: DataSource;
  validation: NonNullable<TrainOptions['validation']>;
  data: DataSettings;
  /** In place of one learned from the text. */
  codec?: TextCodec;
  tokenFiles?: { train: string; validation: string };
  signal?: AbortSignal;
}

/** Reads, counts and encodes the text. Throws what the readers throw. */
export async function readCorpus(options: ReadCorpusOptions): Promise<OpenedCorpus> {
  const { source, validation, data, tokenFiles, signal } = options;
  const train = inputsOf(source);
  const separate = typeof validation === 'number' ? undefined : [validation];
  const { encoding } = data;
  const corpus = await prepareCorpus({
    train,
    validation: separate ?? Number(validation),
    ...(options.codec ? { codec: options.codec } : { text: textOptions(data) }),
    encoding,
    tokenFiles,
    signal,
  });
  const { codec } = corpus;
  const validated = corpus.validation?.source;
  const counted = { encoding, signal };
  const characters =
    validated === undefined
      ? 0
      : separate === undefined
        ? await countPart(codec, validated, corpus.train.source, train, counted)
        : await countText(codec, validated, separate, counted);
  const record: CorpusRecord = {
    ...('files' in source ? { files: [...source.files] } : {}),
    ...('sample' in source ? { sample: source.sample } : {}),
    validation: typeof validation === 'number' ? validation : 'separate',
    trainTokens: corpus.train.source.length,
    validationTokens: validated?.length ?? 0,
    validationCharacters: characters,
    vocabularySize: codec.vocabulary.size,
  };
  return { corpus, record };
}

/** Opens what a run folder holds. */
export function reopenCorpus(
  codec: TextCodec,
  record: CorpusRecord,
  tokenFiles: { train: string; validation: string },
): Corpus {
  return openCorpus(codec, tokenFiles, record.validation);
}

function inputsOf(source: DataSource): TextInput[] {
  if ('files' in source) return source.files.map((file) => ({ file }));
  if ('text' in source) {
    const texts = typeof source.text === 'string' ? [source.text] : source.text;
    return texts.map((text) => ({ text }));
  }
  return [{ text: generateSample(source.sample) }];
}
