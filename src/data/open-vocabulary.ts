/** Vocabularies of symbols that come already cut (the words of tagged sentences), with an `<unk>` for others. */
import { compareCodePoints } from './code-points.ts';
import { brokenEncoder, storedNumbers, storedObject } from './encoders/json.ts';
import { UNK } from './tokenizers/tokenizer.ts';
import { Vocabulary } from './vocabulary.ts';

export interface OpenVocabularyOptions {
  /** Symbols seen less often are `<unk>`. Default 1. */
  minCount?: number;
  /** The most frequent ones, `<unk>` among them; 0, the default: no limit. */
  size?: number;
}

/** By falling count, then in code point order; `<unk>` last, with the count of all that it stands for. */
export function openVocabulary(
  symbols: Iterable<string>,
  { minCount = 1, size = 0 }: OpenVocabularyOptions = {},
): Vocabulary {
  const counts = new Map<string, number>();
  let total = 0;
  for (const symbol of symbols) {
    counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
    total++;
  }
  const kept = [...counts]
    .filter(([symbol, count]) => count >= minCount && symbol !== UNK)
    .sort(([a, m], [b, n]) => n - m || compareCodePoints(a, b))
    .slice(0, size === 0 ? undefined : Math.max(0, size - 1));
  const known = kept.reduce((sum, [, count]) => sum + count, 0);
  return new Vocabulary({
    tokens: [...kept.map(([symbol]) => symbol), UNK],
    counts: [...kept.map(([, count]) => count), total - known],
    specials: { unk: kept.length },
  });
}

/** Throws 'format'. */
export function storedVocabulary(json: unknown): Vocabulary {
  const what = 'vocabulary';
  const { tokens, counts, specials } = storedObject(json, what);
  if (!Array.isArray(tokens) || !tokens.every((token) => typeof token === 'string')) {
    throw brokenEncoder(what, '"tokens" is not a list of strings');
  }
  const { unk } = storedObject(specials, what);
  if (typeof unk !== 'number') throw brokenEncoder(what, 'it has no <unk>');
  const numbers = storedNumbers(counts, what, 'counts');
  return new Vocabulary({ tokens, counts: numbers, specials: { unk } });
}
