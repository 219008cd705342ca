/**
 * Phrases of an exact length. The grammar of what may stand between subject and verb is a small
 * automaton whose edges carry words; for each of its states it is worked out which lengths can still
 * be completed, and the walk takes only edges from which the rest can be filled exactly.
 */
import { assert, UnrollError } from '../../util/errors.ts';
import type { Rng } from '../../util/rng.ts';
import { deeds, deedsToOthers, nouns, places, shortFillers, times } from './agreement-words.ts';
import { pick } from './template.ts';

/** `word`: words and punctuation marks, as a word model cuts them. */
export type GapUnit = 'char' | 'word';

type State = 'start' | 'clause' | 'object' | 'deed' | 'place' | 'time' | 'end';

interface Edge {
  readonly text: string;
  readonly next: State;
}

const edges = (texts: readonly string[], next: State): Edge[] =>
  texts.map((text) => ({ text, next }));

/** start: after the subject; clause: a deed is due; object: its object; then after each of the rest. */
function grammar(): Readonly<Record<State, readonly Edge[]>> {
  const spaced = (words: readonly string[]) => words.map((word) => ` ${word}`);
  const objects = nouns.flat().map((noun) => ` the ${noun}`);
  const onwards: Edge[] = [
    { text: ',', next: 'end' },
    { text: ' and', next: 'clause' },
    { text: ' and then', next: 'clause' },
  ];
  return {
    start: [...edges(shortFillers, 'end'), { text: ', which', next: 'clause' }],
    clause: [...edges(spaced(deeds), 'deed'), ...edges(spaced(deedsToOthers), 'object')],
    object: edges(objects, 'deed'),
    deed: [...onwards, ...edges(spaced(places), 'place'), ...edges(spaced(times), 'time')],
    place: [...onwards, ...edges(spaced(times), 'time')],
    time: onwards,
    end: [],
  };
}

const states = ['start', 'clause', 'object', 'deed', 'place', 'time'] as const;

export class GapFiller {
  readonly #length: (text: string) => number;
  readonly #edges = grammar();
  /** Whether a state can be completed by exactly this many symbols. */
  readonly #reaches: Readonly<Record<State, Uint8Array>>;

  /** For gaps up to `maxGap`. */
  constructor(maxGap: number, unit: GapUnit) {
    this.#length = unit === 'char' ? (text) => text.length : countWords;
    const table = () => new Uint8Array(maxGap + 1);
    this.#reaches = {
      start: table(),
      clause: table(),
      object: table(),
      deed: table(),
      place: table(),
      time: table(),
      end: table(),
    };
    this.#reaches.end[0] = 1;
    for (let length = 0; length <= maxGap; length++) this.#mark(length);
  }

  /** Text of exactly `gap` symbols, the space before the verb counted in characters. */
  fill(rng: Rng, gap: number): string {
    // The last character is the space before the verb; words do not count spaces.
    let left = this.#length('x ') === 2 ? gap - 1 : gap;
    let state: State = 'start';
    let text = '';
    while (state !== 'end') {
      const possible: Edge[] = this.#edges[state].filter((edge) => this.#fits(edge, left));
      if (possible.length === 0) {
        throw new UnrollError(
          'usage',
          `no phrase fills a gap of exactly ${gap} symbols; choose another`,
        );
      }
      const edge = pick(rng, possible);
      text += edge.text;
      left -= this.#length(edge.text);
      state = edge.next;
    }
    assert(left === 0, 'a phrase has another length than was asked for');
    return `${text} `;
  }

  #fits(edge: Edge, left: number): boolean {
    const rest = left - this.#length(edge.text);
    return rest >= 0 && this.#reaches[edge.next][rest] === 1;
  }

  #mark(length: number): void {
    // Every edge but the empty one to `end` has a symbol, so what it leads to is known already.
    for (const state of states) {
      if (this.#edges[state].some((edge) => this.#fits(edge, length))) {
        this.#reaches[state][length] = 1;
      }
    }
  }
}

function countWords(text: string): number {
  return text.match(/[a-z]+|[^\sa-z]/gi)?.length ?? 0;
}
