/**
 * "Teddy bears are on sale" and "Teddy Roosevelt was a great president": sentences whose doubtful
 * word is a name or part of a thing, and nothing but what follows tells which. Sentences come in
 * pairs that are the same up to and including the doubtful word (and an aside behind it), one of
 * each kind: whatever is made of the left context alone is right exactly half of the time.
 */
import { UnrollError } from '../../util/errors.ts';
import { keyFor, Rng } from '../../util/rng.ts';
import { checkWhole } from './check.ts';
import {
  asides,
  beforehand,
  days,
  doubleNames,
  personEndings,
  plainFirstNames,
  relatives,
  surnames,
  thingEndings,
  thingsEndings,
} from './teddy-words.ts';
import { fill, oneIn, pick } from './template.ts';

export type PersonTag = 'O' | 'B-PER' | 'I-PER';

export interface TeddyItem {
  /** Words and punctuation marks. */
  readonly tokens: readonly string[];
  /** Of each token, BIO. */
  readonly tags: readonly PersonTag[];
  /** The index of the doubtful token; its tag is `B-PER` or `O`. */
  readonly doubtful: number;
}

export interface TeddyOptions {
  readonly seed?: number;
  /** How many sentences, even: pairs stand together. At most 100 000. */
  readonly items: number;
}

const MOST = 100_000;

/**
 * No sentence comes twice, so parts cut from the list have no sentence in common; cut at an even
 * place, each part is balanced.
 */
export function generateTeddy({ seed = 1, items }: TeddyOptions): TeddyItem[] {
  checkWhole('items', items);
  if (items % 2 === 1) {
    throw new UnrollError(
      'usage',
      `expected items to be even but received ${items}: sentences come in pairs`,
    );
  }
  if (items > MOST) {
    throw new UnrollError('usage', `expected items to be at most ${MOST} but received ${items}`);
  }
  const rng = new Rng(keyFor(seed, 'data', 6));
  const seen = new Set<string>();
  const list: TeddyItem[] = [];
  while (list.length < items) {
    const two = pair(rng);
    const texts = two.map(({ tokens }) => tokens.join(' '));
    if (texts.some((text) => seen.has(text))) continue;
    for (const text of texts) seen.add(text);
    list.push(...two);
  }
  return list;
}

/** A token and its tag a line, parted by a tab, a blank line after each sentence (CoNLL). */
export function teddyConll(items: Iterable<TeddyItem>): string {
  let text = '';
  for (const { tokens, tags } of items) {
    text += `${tokens.map((token, t) => `${token}\t${tags[t]}`).join('\n')}\n\n`;
  }
  return text;
}

interface Tagged {
  readonly tokens: string[];
  readonly tags: PersonTag[];
}

function pair(rng: Rng): TeddyItem[] {
  const before = introduction(rng);
  const [name, things] = pick(rng, doubleNames);
  const aside = split(pick(rng, asides));
  const doubtful = before.tokens.length;
  const person = (): TeddyItem => {
    // After an aside no surname can follow; without one it stands three times in four.
    const surname = aside.length > 0 || oneIn(rng, 4) ? [] : [pick(rng, surnames)];
    const rest = split(pick(rng, personEndings));
    return {
      tokens: [...before.tokens, name, ...surname, ...aside, ...rest],
      tags: [
        ...before.tags,
        'B-PER',
        ...surname.map(() => 'I-PER' as const),
        ...outside(aside),
        ...outside(rest),
      ],
      doubtful,
    };
  };
  const thing = (): TeddyItem => {
    // `Rose gardens are …`, or `Rose , they say , is …` of the thing itself.
    const rest =
      aside.length > 0
        ? [...aside, ...split(pick(rng, thingEndings))]
        : [pick(rng, things), ...split(pick(rng, thingsEndings))];
    return {
      tokens: [...before.tokens, name, ...rest],
      tags: [...before.tags, 'O', ...outside(rest)],
      doubtful,
    };
  };
  return oneIn(rng, 2) ? [person(), thing()] : [thing(), person()];
}

/** What stands before the sentence. */
function introduction(rng: Rng): Tagged {
  const template = split(pick(rng, beforehand));
  const tables = {
    first: plainFirstNames,
    last: surnames,
    relative: relatives,
    day: days,
    number: Array.from({ length: 99 }, (_, n) => String(n + 1)),
  };
  const tags = template.map((slot) =>
    slot === '{first}' ? 'B-PER' : slot === '{last}' ? 'I-PER' : 'O',
  );
  return { tokens: template.map((slot) => fill(rng, slot, tables)), tags };
}

const split = (text: string): string[] => (text === '' ? [] : text.split(' '));

const outside = (tokens: readonly string[]): PersonTag[] => tokens.map(() => 'O');
