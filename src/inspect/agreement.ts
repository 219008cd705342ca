/**
 * How long does a model remember the number of a subject? Of sentences such as "the cats, which saw
 * the dog, were old." it reads everything before the verb, and counts as right when it finds the form
 * that agrees more probable than the other. Sorted by the gap between subject and verb this shows
 * where a memory ends: there the share of right ones falls to a half, which is guessing.
 *
 * For models of characters (also code points, graphemes or bytes, which are the same in this text).
 */
import type { AgreementItem } from '../data/generators/agreement.ts';
import type { TextModel } from '../generate/text-model.ts';

export interface GapResult {
  /** Symbols between subject and verb. */
  gap: number;
  items: number;
  right: number;
}

/** One result per gap that occurs, ascending. */
export function agreementByGap(
  model: Pick<TextModel, 'session'>,
  items: Iterable<AgreementItem>,
): GapResult[] {
  const results = new Map<number, GapResult>();
  for (const item of items) {
    const result = results.get(item.gap) ?? { gap: item.gap, items: 0, right: 0 };
    result.items += 1;
    if (agrees(model, item)) result.right += 1;
    results.set(item.gap, result);
  }
  return [...results.values()].sort((a, b) => a.gap - b.gap);
}

/** P(verb | before) > P(other form | before); both begin alike, so their first difference decides. */
function agrees(
  model: Pick<TextModel, 'session'>,
  { text, verbStart, verb, wrongVerb }: AgreementItem,
): boolean {
  let same = 0;
  while (verb[same] === wrongVerb[same]) same++;
  const session = model.session();
  session.feed(text.slice(0, verbStart + same));
  const next = session.next();
  const probability = (symbol: string) =>
    next.find(({ token }) => token === symbol)?.probability ?? 0;
  return probability(verb[same]) > probability(wrongVerb[same]);
}

/** The share of right ones in bands of gaps, 0 … 1; a band without items is NaN. */
export function inBands(
  results: readonly GapResult[],
  bands: readonly (readonly [from: number, to: number])[],
): number[] {
  return bands.map(([from, to]) => {
    const within = results.filter(({ gap }) => gap >= from && gap <= to);
    const items = within.reduce((sum, result) => sum + result.items, 0);
    return within.reduce((sum, { right }) => sum + right, 0) / items;
  });
}
