/**
 * Sentences in which a verb must agree with a subject some way back: "the cat, which saw the dogs,
 * was old." and "the cats, which saw the dogs, were old." The number of symbols between subject and
 * verb is chosen exactly. What stands between is in the past tense of verbs that have one form for
 * both numbers, with nouns of both numbers drawn independently of the subject: only the memory of
 * the subject says which form comes.
 */
import { expected, UnrollError } from '../../util/errors.ts';
import { keyFor, Rng } from '../../util/rng.ts';
import { GapFiller, type GapUnit } from './agreement-gap.ts';
import { nouns, states } from './agreement-words.ts';
import { oneIn, pick } from './template.ts';

export interface AgreementItem {
  /** `the cats, which saw the dog, were old.` */
  readonly text: string;
  readonly subject: string;
  readonly plural: boolean;
  /** Symbols between the end of the subject and the beginning of the verb. */
  readonly gap: number;
  /** Where the verb begins in `text`, in characters. */
  readonly verbStart: number;
  /** The form that agrees, and stands in `text`. */
  readonly verb: 'was' | 'were';
  /** The form that does not. */
  readonly wrongVerb: 'was' | 'were';
}

export interface AgreementOptions {
  readonly seed?: number;
  /** How many sentences. */
  readonly items: number;
  /** Bounds of the gap, both included; every gap between comes as often. Default 1 and 60. */
  readonly minGap?: number;
  readonly maxGap?: number;
  /** What a symbol is: a character (default), or a word or punctuation mark. */
  readonly unit?: GapUnit;
}

/** The sentences; throws `usage` for bounds that make no sense. */
export function generateAgreement(options: AgreementOptions): AgreementItem[] {
  return [...agreementItems(options)];
}

/** A text to train on: a sentence a line. */
export function agreementText(items: Iterable<AgreementItem>): string {
  let text = '';
  for (const item of items) text += `${item.text}\n`;
  return text;
}

export function* agreementItems(options: AgreementOptions): Generator<AgreementItem> {
  const { seed = 1, items, minGap = 1, maxGap = 60, unit = 'char' } = options;
  if (!(Number.isInteger(items) && items >= 0)) throw expected('items', 'a whole number', items);
  for (const gap of [minGap, maxGap]) {
    if (!(Number.isInteger(gap) && gap >= 1)) throw expected('a gap', 'a whole number from 1', gap);
  }
  if (minGap > maxGap) {
    throw new UnrollError('usage', `expected minGap ${minGap} to be at most maxGap ${maxGap}`);
  }
  const rng = new Rng(keyFor(seed, 'data', 3));
  const filler = new GapFiller(maxGap, unit);
  for (let n = 0; n < items; n++) {
    const gap = minGap + rng.below(maxGap - minGap + 1);
    yield sentence(rng, filler, gap);
  }
}

function sentence(rng: Rng, filler: GapFiller, gap: number): AgreementItem {
  const plural = oneIn(rng, 2);
  const subject = pick(rng, nouns)[plural ? 1 : 0];
  const before = `the ${subject}${filler.fill(rng, gap)}`;
  const [verb, wrongVerb] = plural ? (['were', 'was'] as const) : (['was', 'were'] as const);
  const text = `${before}${verb} ${pick(rng, states)}.`;
  return { text, subject, plural, gap, verbStart: before.length, verb, wrongVerb };
}
