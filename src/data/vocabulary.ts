/**
 * The closed set of symbols of a model. Ordinary symbols come first — in code point order, at word
 * level by falling count, at level bpe as they were learned — and the specials `<unk>`, `<s>`, `</s>`
 * last, so that byte n is symbol n and plain characters have exactly as many symbols as the text has
 * distinct ones.
 */
import { UnrollError } from '../util/errors.ts';
import { compareCodePoints } from './code-points.ts';
import type { ResolvedTextOptions } from './options.ts';
import { type Subwords, subwordTokens } from './subwords/subwords.ts';
import type { SymbolCounts } from './symbol-counts.ts';
import { byteTokens } from './tokenizers/byte.ts';
import { BOS, EOS, UNK } from './tokenizers/tokenizer.ts';

export interface VocabularyData {
  tokens: readonly string[];
  /** How often each symbol stands in the text that the vocabulary was made from. */
  counts: readonly number[];
  specials: { unk?: number; bos?: number; eos?: number };
}

export class Vocabulary {
  readonly tokens: readonly string[];
  readonly counts: readonly number[];
  /** Id of `<unk>`, where there is one. */
  readonly unk: number | undefined;
  /** Id of `<s>`: models of lines or documents. */
  readonly bos: number | undefined;
  /** Id of `</s>`: the end of a line or document; at word level also the line ends of a stream. */
  readonly eos: number | undefined;
  private readonly ids: Map<string, number>;

  /** Throws 'format' when symbols repeat or a special's id does not name it. */
  constructor({ tokens, counts, specials }: VocabularyData) {
    this.tokens = tokens;
    this.counts = counts;
    this.unk = specials.unk;
    this.bos = specials.bos;
    this.eos = specials.eos;
    this.ids = new Map();
    for (let id = 0; id < tokens.length; id++) this.ids.set(tokens[id], id);
    if (this.ids.size !== tokens.length) {
      throw new UnrollError('format', 'the vocabulary holds a symbol twice');
    }
    if (counts.length !== tokens.length) {
      throw new UnrollError(
        'format',
        `the vocabulary has ${tokens.length} symbols but ${counts.length} counts`,
      );
    }
    for (const [name, id] of [
      [UNK, this.unk],
      [BOS, this.bos],
      [EOS, this.eos],
    ] as const) {
      if (id !== undefined && tokens[id] !== name) {
        throw new UnrollError('format', `symbol ${id} of the vocabulary should be ${name}`);
      }
    }
  }

  get size(): number {
    return this.tokens.length;
  }

  /** The symbol's id, `<unk>`'s for an unknown one, or undefined where there is no `<unk>`. */
  find(token: string): number | undefined {
    return this.ids.get(token) ?? this.unk;
  }

  has(token: string): boolean {
    return this.ids.has(token);
  }

  /** As `find`, but throws 'data' for an unknown symbol where there is no `<unk>`. */
  id(token: string): number {
    const id = this.find(token);
    if (id === undefined) throw unknownSymbol(token, this.size);
    return id;
  }

  /** Throws 'usage' for an id outside the vocabulary. */
  token(id: number): string {
    const token = this.tokens[id];
    if (token === undefined) {
      throw new UnrollError(
        'usage',
        `expected a symbol id from 0 to ${this.size - 1} but received ${id}`,
      );
    }
    return token;
  }

  toJSON(): VocabularyData {
    const specials: VocabularyData['specials'] = {};
    if (this.unk !== undefined) specials.unk = this.unk;
    if (this.bos !== undefined) specials.bos = this.bos;
    if (this.eos !== undefined) specials.eos = this.eos;
    return { tokens: this.tokens, counts: this.counts, specials };
  }
}

/** `place` reads like "symbol 7 of the text". */
export function unknownSymbol(token: string, size: number, place?: string): UnrollError {
  const points = [...token].map(
    (point) => `U+${point.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`,
  );
  const shown = `${JSON.stringify(token)}${points.length <= 3 ? ` (${points.join(' ')})` : ''}`;
  return new UnrollError(
    'data',
    `${shown}${place === undefined ? '' : `, ${place},`} is not among the ${size} symbols that the model knows; leave it out, or train a model that has <unk> (--min-count 2) or learns bytes (--level byte)`,
  );
}

/** Makes the vocabulary of counted symbols; at level bpe of all subwords, counted or not. */
export function buildVocabulary(
  counted: SymbolCounts,
  options: ResolvedTextOptions,
  subwords?: Subwords,
): Vocabulary {
  const { level, sequences, minCount, vocabularySize } = options;
  const specialNames: string[] = [];
  if (options.unk) specialNames.push(UNK);
  if (sequences !== 'stream') specialNames.push(BOS);
  if (sequences !== 'stream' || level === 'word') specialNames.push(EOS);

  let kept: [string, number][];
  let dropped = 0;
  if (level === 'byte') {
    kept = byteTokens.map((token) => [token, counted.count(token)]);
  } else if (subwords !== undefined) {
    kept = subwordTokens(subwords).map((token) => [token, counted.count(token)]);
  } else {
    const limit = (vocabularySize ?? Number.POSITIVE_INFINITY) - specialNames.length;
    if (limit < 1) {
      throw new UnrollError(
        'usage',
        `a vocabulary of ${vocabularySize} has no room beside ${specialNames.join(', ')}; raise --vocab-size`,
      );
    }
    kept = mostFrequent(counted, specialNames, { limit, minCount });
    dropped = counted.total;
    for (const name of specialNames) dropped -= counted.count(name);
    for (const [, count] of kept) dropped -= count;
    if (level !== 'word') kept.sort(([a], [b]) => compareCodePoints(a, b));
  }
  const tokens = [...kept.map(([token]) => token), ...specialNames];
  const counts = [
    ...kept.map(([, count]) => count),
    ...specialNames.map((name) => counted.count(name) + (name === UNK ? dropped : 0)),
  ];
  const at = (name: string) => {
    const place = specialNames.indexOf(name);
    return place < 0 ? undefined : kept.length + place;
  };
  return new Vocabulary({
    tokens,
    counts,
    specials: { unk: at(UNK), bos: at(BOS), eos: at(EOS) },
  });
}

/** By falling count, then by code points. Lists only the symbols it may keep: there can be millions. */
function mostFrequent(
  counted: SymbolCounts,
  specialNames: readonly string[],
  { limit, minCount }: { limit: number; minCount: number },
): [string, number][] {
  // Specials may be among those counted: they only make the bound lower.
  const least = Math.max(minCount, counted.rankCount(limit + specialNames.length));
  const kept = [...counted.atLeast(least)].filter(([token]) => !specialNames.includes(token));
  kept.sort(([a, m], [b, n]) => n - m || compareCodePoints(a, b));
  return kept.length > limit ? kept.slice(0, limit) : kept;
}
