/** The text that a language model's run is measured on, and figures of it that compare across levels. */
import { existsSync } from 'node:fs';
import {
  type Corpus,
  type CorpusPart,
  openCorpus,
  prepareCorpus,
  TextCodec,
} from '../data/index.ts';
import type { LanguageRunSettings } from '../files/run-file.ts';
import { openLanguageRun, type Run, readVocabulary } from '../files/run-folder.ts';
import { tokenFiles } from '../train/store.ts';
import { UnrollError } from '../util/errors.ts';
import { exp } from '../util/maths.ts';
import type { Sum } from './ngrams.ts';
import type { CompareOptions } from './tasks.ts';
import { sizeOfFiles, sizeOfTokens, type TextSize } from './text-size.ts';

export interface OpenedText {
  run: Run<LanguageRunSettings>;
  codec: TextCodec;
  corpus: Corpus;
  test: CorpusPart;
  size: TextSize;
}

/** The caller closes the corpus. Error 'usage' for a run without validation text and no files. */
export async function openText(path: string, options: CompareOptions): Promise<OpenedText> {
  const run = openLanguageRun(path);
  const codec = TextCodec.fromJSON(readVocabulary(run));
  const { files: names, encoding, signal } = options;
  const files = tokenFiles(run.path);
  if (!existsSync(files.train)) {
    throw new UnrollError('file', `"${files.train}", the text of the run, is not there any more`);
  }
  const own = openCorpus(codec, files, run.settings.corpus.validation);
  if (names === undefined) {
    const { validation } = own;
    if (validation !== undefined) {
      const size = sizeOfTokens(codec, validation.source);
      return { run, codec, corpus: own, test: validation, size };
    }
    own.close();
    throw new UnrollError(
      'usage',
      `${path} was trained without validation text: name a file to measure on with --data`,
    );
  }
  try {
    const train = names.map((file) => ({ file }));
    const other = await prepareCorpus({ train, codec, encoding, signal });
    const close = () => {
      own.close();
      other.close();
    };
    const size = await sizeOfFiles(names, { encoding, signal });
    return { run, codec, corpus: { ...own, close }, test: other.train, size };
  } catch (error) {
    own.close();
    throw error;
  }
}

/** Perplexities of symbols, characters and words; a lower one per character is the better model. */
export function figures(
  { tokens, nats }: Sum,
  { codec, test, size }: Pick<OpenedText, 'codec' | 'test' | 'size'>,
) {
  const { characters, words } = size;
  const unknown = countOf(test, codec.vocabulary.unk);
  return {
    loss: nats / tokens,
    metrics: {
      perplexity: exp(nats / tokens),
      perplexity_per_char: exp(nats / characters),
      perplexity_per_word: exp(nats / Math.max(1, words)),
      bits_per_char: nats / Math.LN2 / characters,
      ...(codec.vocabulary.unk === undefined ? {} : { unknown: unknown / tokens }),
    },
    goal: nats / characters,
  };
}

function countOf({ source }: CorpusPart, wanted: number | undefined): number {
  if (wanted === undefined) return 0;
  const window = new Int32Array(1 << 14);
  let count = 0;
  for (let at = 0; at < source.length; at += window.length) {
    const ids = window.subarray(0, Math.min(window.length, source.length - at));
    source.read(at, ids);
    for (const id of ids) if (id === wanted) count++;
  }
  return count;
}
