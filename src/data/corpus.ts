/**
 * From text to token ids in two passes with bounded memory: the first counts symbols and makes the
 * vocabulary, the second writes ids to memory or to token files.
 */
import { UnrollError } from '../util/errors.ts';
import { TextCodec } from './codec.ts';
import { type ResolvedTextOptions, resolveTextOptions, type TextOptions } from './options.ts';
import { readRawPieces, readTextPieces, type TextEncoding } from './read-text.ts';
import { type CorpusPart, indexSequences, splitSequences } from './sequence-index.ts';
import { memorySource, splitSource, type TokenSource } from './source.ts';
import { learnSubwords } from './subwords/subwords.ts';
import { SymbolCounts } from './symbol-counts.ts';
import { createTokenFile, openTokenFile, tokenArray, tokenWidth } from './token-file.ts';
import { rawByteSplitter } from './tokenizers/byte.ts';
import { documentSplitter, lineSplitter } from './tokenizers/sequences.ts';
import { countingTokenizer, createTokenizer } from './tokenizers/table.ts';
import type { Splitter, Tokenizer } from './tokenizers/tokenizer.ts';
import { buildVocabulary } from './vocabulary.ts';

export type TextInput = { file: string } | { text: string };

export interface CorpusOptions {
  train: readonly TextInput[];
  /** The last part of the training text, or other text. Default 0: none. */
  validation?: number | readonly TextInput[];
  /** How text becomes symbols; not with `codec`. */
  text?: TextOptions;
  /** A model's own symbols, to encode text for it. */
  codec?: TextCodec;
  /** Of the files; not looked at by level byte, which reads any file. */
  encoding?: TextEncoding;
  /** Where the ids are stored; in memory when absent. */
  tokenFiles?: { train: string; validation: string };
  /** Called between pieces of text: symbols (at level bpe: words) counted, or symbols encoded, so far. */
  progress?: (pass: 'count' | 'encode', symbols: number) => void;
  signal?: AbortSignal;
}

export interface Corpus {
  readonly codec: TextCodec;
  readonly train: CorpusPart;
  readonly validation: CorpusPart | undefined;
  close(): void;
}

/**
 * The vocabulary is made from the training text; where it has no `<unk>` (characters and the like, but
 * not subwords) also from the validation text, so that this can be scored at all. Throws 'data' for text too
 * short to learn from.
 */
export async function prepareCorpus(options: CorpusOptions): Promise<Corpus> {
  const { train, validation = 0, tokenFiles } = options;
  const separate = typeof validation === 'number' ? undefined : validation;
  const { codec, wholeLength, validationLength } = await countCorpus(options, separate);

  const whole = await encodeInputs(train, codec, wholeLength, tokenFiles?.train, options);
  try {
    if (separate) {
      const other = tokenFiles?.validation;
      const source = await encodeInputs(separate, codec, validationLength, other, options);
      return {
        codec,
        train: part(codec, whole),
        validation: part(codec, source),
        close() {
          whole.close?.();
          source.close?.();
        },
      };
    }
    return {
      codec,
      ...splitCorpus(codec, whole, validation as number),
      close: () => whole.close?.(),
    };
  } catch (error) {
    whole.close?.();
    throw error;
  }
}

/** The first pass; the counts are given up at its end. */
async function countCorpus(
  options: CorpusOptions,
  separate: readonly TextInput[] | undefined,
): Promise<{ codec: TextCodec; wholeLength: number; validationLength: number }> {
  const { train } = options;
  const settings = options.codec?.options ?? resolveTextOptions(options.text);
  const counting = options.codec?.tokenizer ?? countingTokenizer(settings);
  let counts = await countSymbols(train, settings, { ...options, tokenizer: counting });
  const learned =
    settings.level === 'bpe' && !options.codec ? learnSubwords(counts, settings) : undefined;
  counts = learned?.counts ?? counts;
  refuseTooShort(train, counts);
  const wholeLength = counts.total;
  const tokenizer = options.codec?.tokenizer ?? createTokenizer(settings, learned?.subwords);
  const others = separate
    ? await countSymbols(separate, settings, { ...options, tokenizer })
    : new SymbolCounts();
  if (!settings.unk && !learned) {
    for (const [token, count] of others.atLeast(1)) counts.add(token, count);
  }
  const codec =
    options.codec ??
    new TextCodec(settings, buildVocabulary(counts, settings, learned?.subwords), learned);
  return { codec, wholeLength, validationLength: others.total };
}

/** Opens what `prepareCorpus` stored, for a run that goes on. `validation` as it was then. */
export function openCorpus(
  codec: TextCodec,
  tokenFiles: { train: string; validation: string },
  validation: number | 'separate' = 0,
): Corpus {
  const open = (path: string): ClosableSource => {
    const file = openTokenFile(path);
    if (file.vocabularySize === codec.vocabulary.size) return file;
    file.close();
    throw new UnrollError(
      'format',
      `${path} holds symbols of a vocabulary of ${file.vocabularySize}, but the model's has ${codec.vocabulary.size}`,
    );
  };
  const whole = open(tokenFiles.train);
  if (validation !== 'separate') {
    return { codec, ...splitCorpus(codec, whole, validation), close: () => whole.close?.() };
  }
  const other = open(tokenFiles.validation);
  return {
    codec,
    train: part(codec, whole),
    validation: part(codec, other),
    close() {
      whole.close?.();
      other.close?.();
    },
  };
}

type ClosableSource = TokenSource & { close?(): void };

function part(codec: TextCodec, source: TokenSource): CorpusPart {
  const { bos } = codec.vocabulary;
  return { source, sequences: bos === undefined ? undefined : indexSequences(source, bos) };
}

function splitCorpus(
  codec: TextCodec,
  source: TokenSource,
  fraction: number,
): Pick<Corpus, 'train' | 'validation'> {
  const whole = part(codec, source);
  if (whole.sequences) return splitSequences(source, whole.sequences, fraction);
  const { train, validation } = splitSource(source, fraction);
  return {
    train: { source: train, sequences: undefined },
    validation: validation && { source: validation, sequences: undefined },
  };
}

type ReadOptions = Pick<CorpusOptions, 'encoding' | 'signal' | 'progress'>;

/** Files are read as text, or byte for byte at level byte. */
async function* inputPieces(
  input: TextInput,
  raw: boolean,
  { encoding, signal }: ReadOptions,
): AsyncGenerator<string, void, void> {
  if ('file' in input) {
    yield* raw
      ? readRawPieces(input.file, { signal })
      : readTextPieces(input.file, { encoding, signal });
    return;
  }
  if (input.text === '') {
    throw new UnrollError('data', 'the text is empty: there is nothing to learn from');
  }
  const pieceLength = 1 << 18;
  for (let at = 0; at < input.text.length; at += pieceLength) {
    signal?.throwIfAborted();
    yield input.text.slice(at, at + pieceLength);
  }
}

/** The splitter of a whole input, `<s>` and `</s>` included. */
function inputSplitter(
  tokenizer: Tokenizer,
  { sequences }: ResolvedTextOptions,
  raw: boolean,
): Splitter {
  const inner = raw ? rawByteSplitter() : tokenizer.splitter();
  if (sequences === 'lines') return lineSplitter(inner);
  return sequences === 'documents' ? documentSplitter(inner) : inner;
}

const isRaw = (input: TextInput, { level }: ResolvedTextOptions) =>
  'file' in input && level === 'byte';

async function countSymbols(
  inputs: readonly TextInput[],
  settings: ResolvedTextOptions,
  options: ReadOptions & { tokenizer: Tokenizer },
): Promise<SymbolCounts> {
  if (inputs.length === 0) throw new UnrollError('data', 'there is no text: name a file');
  const counts = new SymbolCounts();
  const emit = (token: string) => counts.add(token);
  for (const input of inputs) {
    const raw = isRaw(input, settings);
    const splitter = inputSplitter(options.tokenizer, settings, raw);
    for await (const piece of inputPieces(input, raw, options)) {
      splitter.push(piece, emit);
      options.progress?.('count', counts.total);
    }
    splitter.end(emit);
  }
  return counts;
}

async function encodeInputs(
  inputs: readonly TextInput[],
  codec: TextCodec,
  length: number,
  path: string | undefined,
  options: ReadOptions,
): Promise<ClosableSource> {
  const vocabularySize = codec.vocabulary.size;
  const tokens = path === undefined ? tokenArray(tokenWidth(vocabularySize), length) : undefined;
  const writer = path === undefined ? undefined : await createTokenFile(path, { vocabularySize });
  let at = 0;
  const emit = (id: number) => {
    if (tokens) tokens[at] = id;
    else writer?.push(id);
    at++;
  };
  try {
    for (const input of inputs) {
      const raw = isRaw(input, codec.options);
      const name = 'file' in input ? input.file : 'the text';
      const encoder = codec.encoder({ name }, inputSplitter(codec.tokenizer, codec.options, raw));
      for await (const piece of inputPieces(input, raw, options)) {
        encoder.push(piece, emit);
        await writer?.drain();
        options.progress?.('encode', at);
      }
      encoder.end(emit);
    }
    if (at !== length) {
      throw new UnrollError('data', 'the text changed while it was read; start again');
    }
    await writer?.finish();
  } catch (error) {
    await writer?.abandon();
    throw error;
  }
  return tokens ? memorySource(tokens) : openTokenFile(path!);
}

/** One symbol, or one symbol again and again, is nothing to learn from. */
function refuseTooShort(inputs: readonly TextInput[], counts: SymbolCounts): void {
  const { total } = counts;
  const [first] = inputs;
  const name = inputs.length === 1 && 'file' in first ? first.file : 'the text';
  if (total === 0) {
    throw new UnrollError('data', `${name} holds no symbols: there is nothing to learn from`);
  }
  if (total === 1) {
    throw new UnrollError(
      'data',
      `${name} is only one symbol long; a model of what comes next needs at least 2`,
    );
  }
  if (counts.size === 1) {
    const [[only]] = counts.atLeast(1);
    throw new UnrollError(
      'data',
      `${name} is ${JSON.stringify(only)} again and again; at least 2 different symbols are needed`,
    );
  }
}
