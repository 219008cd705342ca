/**
 * What a generated text is about at each character, known to the generator that made it: marks of the private
 * use area stand around what is inside, and are taken out again.
 */

/** A state begins with the character that makes it so and ends before the one that ends it. */
export type LatentState = 'quote' | 'comment' | 'condition' | 'direction';

const states: readonly LatentState[] = ['quote', 'comment', 'condition', 'direction'];
const FIRST_MARK = 0xe000;
const MARKS = /[\ue000-\ue007]/g;

export interface LatentText {
  text: string;
  /** By state, 1 at each character of the text that is inside. */
  states: Readonly<Record<LatentState, Uint8Array>>;
}

/** `text` with marks around it. */
export function marked(state: LatentState, text: string): string {
  const code = FIRST_MARK + 2 * states.indexOf(state);
  return String.fromCharCode(code) + text + String.fromCharCode(code + 1);
}

export function withoutMarks(text: string): string {
  return text.replace(MARKS, '');
}

/** As `take`, for pieces with marks: until there are at least so many characters beside them. */
export function* takeMarked(pieces: Iterable<string>, characters: number): Generator<string> {
  let length = 0;
  for (const piece of pieces) {
    if (length >= characters) return;
    yield piece;
    length += withoutMarks(piece).length;
  }
}

/** The text without its marks, and what they said. */
export function readMarks(given: string): LatentText {
  const text = withoutMarks(given);
  const found = Object.fromEntries(
    states.map((state) => [state, new Uint8Array(text.length)]),
  ) as Record<LatentState, Uint8Array>;
  const begun = states.map(() => 0);
  let at = 0;
  for (let i = 0; i < given.length; i++) {
    const mark = given.charCodeAt(i) - FIRST_MARK;
    if (mark < 0 || mark >= 2 * states.length) {
      at++;
      continue;
    }
    const state = mark >> 1;
    if (mark % 2 === 0) begun[state] = at;
    else found[states[state]].fill(1, begun[state], at);
  }
  return { text, states: found };
}
