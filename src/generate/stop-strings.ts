/**
 * Finds the end of a generation in a text that arrives in pieces. Text that may be the beginning of
 * a stop string is held back until that is decided, so what was given out never has to be taken
 * back. The result does not depend on where the pieces are cut.
 */
import { UnrollError } from '../util/errors.ts';

export class StopMatcher {
  readonly #stops: readonly string[];
  #held = '';
  #found: string | undefined;

  /** Throws `usage` for an empty stop string. */
  constructor(stops: readonly string[]) {
    if (stops.includes('')) {
      throw new UnrollError('usage', 'expected a stop string to have a character but it is empty');
    }
    this.#stops = stops;
  }

  /** The stop string that was completed first (of several at one place the longest). */
  get found(): string | undefined {
    return this.#found;
  }

  /** Takes the next piece, gives the text that is now certain; after a stop string, nothing more. */
  push(piece: string): string {
    if (this.#stops.length === 0) return piece;
    if (this.#found !== undefined) return '';
    const text = this.#held + piece;
    const end = this.#find(text);
    if (this.#found !== undefined) {
      this.#held = '';
      return text.slice(0, end);
    }
    const kept = this.#heldLength(text);
    this.#held = text.slice(text.length - kept);
    return text.slice(0, text.length - kept);
  }

  /** What is still held back, when no more pieces come. */
  flush(): string {
    const text = this.#held;
    this.#held = '';
    return text;
  }

  /** Where the stop string begins that is completed first. */
  #find(text: string): number {
    let start = -1;
    let end = Number.POSITIVE_INFINITY;
    for (const stop of this.#stops) {
      const at = text.indexOf(stop);
      if (at < 0) continue;
      if (at + stop.length < end || (at + stop.length === end && at < start)) {
        start = at;
        end = at + stop.length;
        this.#found = stop;
      }
    }
    return start;
  }

  /** The length of the longest end of the text with which a stop string begins. */
  #heldLength(text: string): number {
    let longest = 0;
    for (const stop of this.#stops) {
      for (let n = Math.min(stop.length - 1, text.length); n > longest; n--) {
        if (text.endsWith(stop.slice(0, n))) longest = n;
      }
    }
    return longest;
  }
}
