/**
 * Dance tunes in ABC notation, by style: jigs, reels, waltzes, polkas, slip jigs, hornpipes. The
 * melody goes by steps between notes of a chord for each bar; a part is a question that ends away
 * from home and an answer that begins alike and ends at home. Every bar is full
 * (`validBars` of abc-bars.ts says so). The tunes are the generator's own.
 */
import { expected } from '../../util/errors.ts';
import { keyFor, Rng } from '../../util/rng.ts';
import { checkWhole } from './check.ts';
import { oneIn, pick } from './template.ts';
import { type TuneStyle, tuneKeys, tuneNames, tuneStyles, tuneStyleTable } from './tune-styles.ts';

export interface TuneItem {
  /** Head and music, a whole ABC tune. */
  readonly abc: string;
  /** `X:1` … `K:G`, lines that end. */
  readonly head: string;
  /** The lines of music. */
  readonly body: string;
  readonly style: TuneStyle;
  /** `6/8` */
  readonly metre: string;
  /** `Em` */
  readonly key: string;
}

export interface TunesOptions {
  readonly seed?: number;
  /** How many tunes. */
  readonly items: number;
  /** Each as often. Default: all six. */
  readonly styles?: readonly TuneStyle[];
  /** Parts, each repeated. Default 2. */
  readonly parts?: number;
  /** Bars of a part, a multiple of 4. Default 8. */
  readonly bars?: number;
}

export function generateTunes(options: TunesOptions): TuneItem[] {
  return [...tuneItems(options)];
}

/** One after another; they are numbered from 1. */
export function* tuneItems(options: TunesOptions): Generator<TuneItem> {
  const { seed = 1, items, styles = tuneStyles, parts = 2, bars = 8 } = options;
  checkWhole('items', items);
  checkWhole('parts', parts, 1);
  if (!(Number.isInteger(bars) && bars > 0 && bars % 4 === 0)) {
    throw expected('bars', 'a multiple of 4', bars);
  }
  if (styles.length === 0) throw expected('styles', 'at least one style', 'none');
  const rng = new Rng(keyFor(seed, 'data', 15));
  for (let n = 1; n <= items; n++) {
    const style = pick(rng, styles);
    const { metre } = tuneStyleTable[style];
    const key = pick(rng, tuneKeys);
    const title = `The ${pick(rng, tuneNames.first)} ${pick(rng, tuneNames.second)}`;
    const head = `X:${n}\nT:${title}\nR:${style}\nM:${metre}\nL:1/8\nK:${key.name}\n`;
    let body = '';
    for (let p = 0; p < parts; p++) {
      // Every second part begins a third higher.
      const melody = { rng, style, at: key.tonic + (p % 2) * 2, tonic: key.tonic };
      body += part(melody, bars);
    }
    yield { abc: head + body, head, body, style, metre, key: key.name };
  }
}

/** Steps of the scale above the tonic on which a bar's chord stands: I, IV, V, VI. */
const progressions = [
  [0, 0, 3, 4],
  [0, 3, 0, 4],
  [0, 5, 3, 4],
  [0, 4, 0, 4],
];

/** `|: … :|`, four bars a line. */
function part(melody: Melody, bars: number): string {
  const { rng } = melody;
  const chords = pick(rng, progressions);
  const opening = [bar(melody, chords[0]), bar(melody, chords[1])];
  const lines: string[] = [];
  for (let line = 0; line < bars / 4; line++) {
    const first =
      line === 0 || oneIn(rng, 3) ? opening : [bar(melody, chords[0]), bar(melody, chords[1])];
    const third = bar(melody, chords[2]);
    const last = line === bars / 4 - 1 ? home(melody) : bar(melody, chords[3]);
    lines.push([...first, third, last].join('|'));
  }
  return `|:${lines.join('|\n')}:|\n`;
}

interface Melody {
  readonly rng: Rng;
  readonly style: TuneStyle;
  /** The step of the scale reached: 0 for C below the middle of the staff, 7 for c. */
  at: number;
  readonly tonic: number;
}

/** Each beat's rhythm with notes set in. */
function bar(melody: Melody, chord: number): string {
  const { beats, rhythms } = tuneStyleTable[melody.style];
  return Array.from({ length: beats }, () => beat(melody, pick(melody.rng, rhythms), chord)).join(
    ' ',
  );
}

/** The last bar: the usual beats on the fifth, then the tonic, held. */
function home(melody: Melody): string {
  const { beats, rhythms, ending } = tuneStyleTable[melody.style];
  const before = Array.from({ length: beats - 1 }, () =>
    beat(melody, pick(melody.rng, rhythms), 4),
  );
  melody.at = nearest(melody.at, melody.tonic, [0]);
  return [...before, `${noteName(melody.at)}${ending}`].join(' ');
}

/** Every `n` of a rhythm is a note; the first of the chord, the others by steps. */
function beat(melody: Melody, rhythm: string, chord: number): string {
  let first = true;
  return rhythm.replace(/n/g, () => {
    if (first) {
      melody.at = nearest(melody.at + melody.rng.below(5) - 2, melody.tonic + chord, [0, 2, 4]);
    } else melody.at = within(melody.at + pick(melody.rng, [-2, -1, -1, 1, 1, 2]));
    first = false;
    return noteName(melody.at);
  });
}

/** D to b. */
const LOWEST = 1;
const HIGHEST = 13;

/** Reflected at the ends of the range. */
function within(step: number): number {
  if (step < LOWEST) return 2 * LOWEST - step;
  return step > HIGHEST ? 2 * HIGHEST - step : step;
}

/** The step nearest to `at` within the range that stands one of `intervals` above `root`, in any octave. */
function nearest(at: number, root: number, intervals: readonly number[]): number {
  let best = Number.POSITIVE_INFINITY;
  for (let step = LOWEST; step <= HIGHEST; step++) {
    if (!intervals.includes((((step - root) % 7) + 7) % 7)) continue;
    if (Math.abs(step - at) < Math.abs(best - at)) best = step;
  }
  return best;
}

function noteName(step: number): string {
  return 'CDEFGABcdefgab'[step];
}
