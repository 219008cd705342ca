/**
 * Text to ids and back: a tokenizer and a vocabulary together, as `vocab.json` keeps them. Encoding
 * adds no `<s>` or `</s>` unless asked.
 */
import { UnrollError } from '../util/errors.ts';
import { type ResolvedTextOptions, resolveTextOptions, type TextOptions } from './options.ts';
import type { Merge } from './subwords/learn.ts';
import { learnSubwords, type Subwords, storedSubwords } from './subwords/subwords.ts';
import { SymbolCounts } from './symbol-counts.ts';
import { countingTokenizer, createTokenizer } from './tokenizers/table.ts';
import type { Splitter, Tokenizer } from './tokenizers/tokenizer.ts';
import { buildVocabulary, unknownSymbol, Vocabulary, type VocabularyData } from './vocabulary.ts';

/** The contents of `vocab.json`. */
export interface CodecData extends VocabularyData {
  format: 1;
  level: ResolvedTextOptions['level'];
  options: Omit<ResolvedTextOptions, 'level'>;
  /** The Unicode library that cut words or graphemes. */
  icu?: string;
  /** Level bpe: pairs of symbols that become one, in the order in which they were learned. */
  merges?: readonly Merge[];
}

export interface CodecParts {
  icu?: string;
  /** Of level bpe. */
  subwords?: Subwords;
}

/** Ids for pieces of text; the ids do not depend on where the pieces were cut. */
export interface Encoder {
  push(text: string, emit: (id: number) => void): void;
  end(emit: (id: number) => void): void;
}

/** The text that became certain with each id; `end` gives out what still waits, and pushing may go on after it. */
export interface Decoder {
  push(id: number): string;
  end(): string;
}

export interface EncodeOptions {
  /** What the text is called in an error: a file name. */
  name?: string;
}

export class TextCodec {
  readonly options: ResolvedTextOptions;
  readonly tokenizer: Tokenizer;
  readonly vocabulary: Vocabulary;
  /** The ICU version that the vocabulary was made with, where words or graphemes are cut by it. */
  readonly icu: string | undefined;
  private readonly subwords: Subwords | undefined;

  constructor(options: TextOptions, vocabulary: Vocabulary, { icu, subwords }: CodecParts = {}) {
    this.options = resolveTextOptions(options);
    this.tokenizer = createTokenizer(this.options, subwords);
    this.vocabulary = vocabulary;
    this.subwords = subwords;
    this.icu = icu ?? (usesSegmenter(this.options) ? icuVersion() : undefined);
  }

  /** Makes the vocabulary from a text in memory. */
  static fromText(text: string, options: TextOptions = {}): TextCodec {
    return TextCodec.fromTexts([text], options);
  }

  /** The same from texts that do not go on into each other. */
  static fromTexts(texts: Iterable<string>, options: TextOptions = {}): TextCodec {
    const resolved = resolveTextOptions(options);
    const counts = new SymbolCounts();
    const count = (token: string) => counts.add(token);
    const tokenizer = countingTokenizer(resolved);
    for (const text of texts) {
      const splitter = tokenizer.splitter();
      splitter.push(text, count);
      splitter.end(count);
    }
    if (resolved.level !== 'bpe') return new TextCodec(resolved, buildVocabulary(counts, resolved));
    const learned = learnSubwords(counts, resolved);
    const vocabulary = buildVocabulary(learned.counts, resolved, learned.subwords);
    return new TextCodec(resolved, vocabulary, learned);
  }

  /** Throws 'data' naming the first unknown symbol and its place where there is no `<unk>`. */
  encoder({ name = 'the text' }: EncodeOptions = {}, splitter?: Splitter): Encoder {
    const { vocabulary } = this;
    const pieces = splitter ?? this.tokenizer.splitter();
    let place = 0;
    const into = (emit: (id: number) => void) => (token: string) => {
      place++;
      const id = this.find(token);
      if (id === undefined) {
        throw unknownSymbol(token, vocabulary.size, `symbol ${place} of ${name}`);
      }
      emit(id);
    };
    return {
      push: (text, emit) => pieces.push(text, into(emit)),
      end: (emit) => pieces.end(into(emit)),
    };
  }

  private find(token: string): number | undefined {
    const { vocabulary, tokenizer } = this;
    if (tokenizer.variants && !vocabulary.has(token)) {
      const known = tokenizer.variants(token).find((variant) => vocabulary.has(variant));
      if (known !== undefined) return vocabulary.find(known);
    }
    return vocabulary.find(token);
  }

  encode(text: string, options: EncodeOptions = {}): Int32Array<ArrayBuffer> {
    const ids: number[] = [];
    const emit = (id: number) => void ids.push(id);
    const encoder = this.encoder(options);
    encoder.push(text, emit);
    encoder.end(emit);
    return Int32Array.from(ids);
  }

  /** One sequence with its `<s>` and `</s>`, where the model has them. */
  encodeSequence(text: string, options: EncodeOptions = {}): Int32Array<ArrayBuffer> {
    const { bos, eos } = this.vocabulary;
    const ids = [...this.encode(text, options)];
    if (bos === undefined || eos === undefined) return Int32Array.from(ids);
    return Int32Array.from([bos, ...ids, eos]);
  }

  decode(ids: ArrayLike<number>): string {
    const decoder = this.decoder();
    let text = '';
    for (let i = 0; i < ids.length; i++) text += decoder.push(ids[i]);
    return text + decoder.end();
  }

  decoder(): Decoder {
    const joiner = this.tokenizer.joiner();
    return {
      push: (id) => joiner.push(this.vocabulary.token(id)),
      end: () => joiner.end(),
    };
  }

  /** Whether words or graphemes were cut by another version of Unicode than the running one's. */
  get icuDiffers(): boolean {
    return this.icu !== undefined && this.icu !== icuVersion();
  }

  toJSON(): CodecData {
    const { level, ...options } = this.options;
    return {
      format: 1,
      level,
      options,
      ...(this.icu === undefined ? {} : { icu: this.icu }),
      ...(this.subwords === undefined ? {} : { merges: this.subwords.merges }),
      ...this.vocabulary.toJSON(),
    };
  }

  /** Reads parsed `vocab.json`. Throws 'format'. */
  static fromJSON(json: unknown): TextCodec {
    const { level, options, icu, merges, ...data } = checkCodecData(json);
    let settings: ResolvedTextOptions;
    try {
      settings = resolveTextOptions({ ...options, level });
    } catch (cause) {
      throw broken((cause as Error).message, cause);
    }
    const vocabulary = new Vocabulary(data);
    if (level !== 'bpe') return new TextCodec(settings, vocabulary, { icu });
    return new TextCodec(settings, vocabulary, { subwords: storedSubwords(merges, vocabulary) });
  }
}

function usesSegmenter({ level, split }: ResolvedTextOptions): boolean {
  return level === 'grapheme' || (level === 'word' && split === 'unicode');
}

/** Undefined where the engine does not tell (browsers). */
function icuVersion(): string | undefined {
  return typeof process === 'undefined' ? undefined : process.versions?.icu;
}

function broken(what: string, cause?: unknown): UnrollError {
  return new UnrollError('format', `the vocabulary file is broken: ${what}`, { cause });
}

function checkCodecData(json: unknown): CodecData {
  const data = json as Partial<CodecData> | null;
  if (typeof data !== 'object' || data === null) throw broken('it is not a JSON object');
  if (data.format !== 1) {
    throw new UnrollError(
      'format',
      `the vocabulary file has format ${JSON.stringify(data.format)} but this version reads format 1`,
    );
  }
  if (typeof data.level !== 'string') throw broken('"level" is missing');
  if (typeof data.options !== 'object' || data.options === null)
    throw broken('"options" is missing');
  if (!Array.isArray(data.tokens) || !data.tokens.every((token) => typeof token === 'string')) {
    throw broken('"tokens" is not a list of strings');
  }
  if (!Array.isArray(data.counts) || !data.counts.every((count) => typeof count === 'number')) {
    throw broken('"counts" is not a list of numbers');
  }
  if (typeof data.specials !== 'object' || data.specials === null) {
    throw broken('"specials" is missing');
  }
  return data as CodecData;
}
