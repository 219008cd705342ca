/**
 * Short reviews whose mood is decided by words together: "the cast was not at all bad", "although
 * the songs were fine, the story was never exciting". Half of the statements are negated, whatever
 * the mood; where two statements contradict each other, the one that a reader takes away decides.
 * So no single word says anything: each comes as often in good reviews as in bad ones.
 */
import { keyFor, Rng } from '../../util/rng.ts';
import { checkWhole } from './check.ts';
import { moodOpenings, moodSubjects, moodWords, negations, plainAdverbs } from './mood-words.ts';
import { capital, oneIn, pick } from './template.ts';

export type Mood = 'positive' | 'negative';

export interface MoodItem {
  /** `The cast was not at all bad, but the story was dull.` */
  readonly text: string;
  readonly mood: Mood;
  /** Whole, 1–5 for negative and 6–10 for positive reviews. */
  readonly rating: number;
}

export interface MoodOptions {
  readonly seed?: number;
  /** How many reviews. */
  readonly items: number;
}

interface Statement {
  readonly text: string;
  readonly sign: 1 | -1;
  /** 1–4. */
  readonly strength: number;
}

/**
 * The reviews. The deciding statement's strength is 1, 2 or 3 by its word, one more with `very`,
 * one less (at least 1) when negated; a second statement of the same mood adds 1, one of the other
 * takes 1 away (at least 1 stays). A rating is 5 + strength or 6 − strength.
 */
export function generateMoods({ seed = 1, items }: MoodOptions): MoodItem[] {
  checkWhole('items', items);
  const rng = new Rng(keyFor(seed, 'data', 5));
  return Array.from({ length: items }, () => review(rng));
}

function review(rng: Rng): MoodItem {
  const sign = oneIn(rng, 2) ? 1 : -1;
  const subject = rng.below(moodSubjects.length);
  const other = (subject + 1 + rng.below(moodSubjects.length - 1)) % moodSubjects.length;
  const deciding = statement(rng, subject, sign);
  const opening = pick(rng, moodOpenings);
  const shape = pick(rng, ['alone', 'and', 'but', 'although', 'despite'] as const);
  switch (shape) {
    case 'alone':
      return item(`${opening}${deciding.text}.`, sign, deciding.strength);
    case 'and': {
      const { text } = statement(rng, other, sign);
      return item(`${opening}${deciding.text}, and ${text}.`, sign, deciding.strength + 1);
    }
    case 'but':
    case 'although':
    case 'despite': {
      const { text } = statement(rng, other, sign === 1 ? -1 : 1);
      const whole = {
        but: `${text}, but ${deciding.text}`,
        although: `although ${text}, ${deciding.text}`,
        despite: `${deciding.text}, although ${text}`,
      }[shape];
      return item(`${opening}${whole}.`, sign, Math.max(1, deciding.strength - 1));
    }
  }
}

function statement(rng: Rng, subject: number, sign: 1 | -1): Statement {
  const negated = oneIn(rng, 2);
  const says = negated ? -sign : sign;
  const strength = 1 + rng.below(3);
  const word = pick(rng, moodWords[says === 1 ? 'good' : 'bad'][strength - 1]);
  const [noun, verb] = moodSubjects[subject];
  if (negated) {
    const text = `the ${noun} ${verb} ${pick(rng, negations)} ${word}`;
    return { text, sign, strength: Math.max(1, strength - 1) };
  }
  const very = oneIn(rng, 3);
  const adverb = very ? 'very' : pick(rng, plainAdverbs);
  return {
    text: `the ${noun} ${verb} ${adverb} ${word}`,
    sign,
    strength: strength + (very ? 1 : 0),
  };
}

function item(text: string, sign: 1 | -1, strength: number): MoodItem {
  if (sign === 1) return { text: capital(text), mood: 'positive', rating: 5 + strength };
  return { text: capital(text), mood: 'negative', rating: 6 - strength };
}
