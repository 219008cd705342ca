/**
 * Do the notes of a tune in ABC notation fill its bars? Reads what that needs of ABC 2.1: the fields
 * M and L (in the head, between lines and inline), notes, rests, chords, lengths, dotted pairs,
 * tuplets, and bar lines with repeats; passes over keys,
 * ornaments, slurs, ties, words and comments.
 */

export interface Bar {
  /** As written, without the bar lines. */
  readonly text: string;
  /** In whole notes: 3/4 is 0.75. */
  readonly length: number;
  /** The metre, in whole notes. */
  readonly metre: number;
  /**
   * `full`: the notes add up to the metre. `partial`: they are fewer, in a bar at the beginning or
   * end of a part (the tune's ends, repeats, double bars), where an upbeat belongs. `wrong`: else.
   */
  readonly status: 'full' | 'partial' | 'wrong';
}

/** Of fractions with the denominators 2, 3, 5, 7 and their products sums are off by rounding only. */
const TOLERANCE = 1e-9;

/**
 * Every bar of a tune that holds notes or cannot be read; none if the tune has no metre. A sign that
 * ABC does not know makes its bar wrong.
 */
export function validBars(tune: string): Bar[] {
  const fields: Fields = { metre: Number.NaN, unit: Number.NaN, threefold: false };
  const bars: Bar[] = [];
  let open = new OpenBar(true);
  let last: OpenBar | undefined;
  const close = (edge: boolean) => {
    const { metre } = fields;
    if (open.holdsSomething) {
      last = undefined;
      if (Number.isFinite(metre)) {
        bars.push(open.finish(metre, edge));
        last = open;
      }
      open = new OpenBar(edge);
    } else if (edge) {
      // Two bar lines with nothing between, or a line at the end: they bound the bar before.
      if (last !== undefined) bars.push(last.finish(bars.pop()?.metre ?? metre, true));
      open = new OpenBar(true);
    }
  };
  for (const line of tune.split(/\r?\n/)) {
    // `A:|` at the beginning of a line is a note and a repeat.
    const field = /^([A-Za-z]):(?![|:])(.*)$/.exec(line);
    if (field !== null) {
      readField(fields, field[1], field[2]);
      // A new part begins.
      if ('KMP'.includes(field[1])) close(true);
      continue;
    }
    let rest = line.replace(/(^|[^\\])%.*$/, '$1').replace(/\\\s*$/, '');
    while (rest !== '') {
      const [text, token] = nextToken(rest);
      rest = rest.slice(text.length);
      if (token.kind === 'bar') close(token.edge);
      else if (token.kind === 'field') readField(fields, token.name, token.value);
      else open.add(text, token, fields);
    }
  }
  close(true);
  return bars;
}

/** A tune with bars, all of which add up; an upbeat where one may stand is no error. */
export function barsAddUp(tune: string): boolean {
  const bars = validBars(tune);
  return bars.some((bar) => bar.status === 'full') && bars.every((bar) => bar.status !== 'wrong');
}

interface Fields {
  metre: number;
  unit: number;
  /** 6/8, 9/8, 12/8 and the like. */
  threefold: boolean;
}

function readField(fields: Fields, name: string, value: string): void {
  const text = value.replace(/%.*$/, '').trim();
  const fraction = /^(\(?[\d+ ]+\)?)\/(\d+)$/.exec(text);
  if (name === 'M') {
    fields.threefold = /^(6|9|12|15)\//.test(text);
    if (/^C\|?$/.test(text)) fields.metre = 1;
    else if (fraction === null) fields.metre = Number.NaN;
    else {
      // `(2+3)/8` is 5/8.
      const beats = (fraction[1].match(/\d+/g) ?? []).reduce((sum, n) => sum + Number(n), 0);
      fields.metre = beats / Number(fraction[2]);
    }
  }
  if (name === 'L' && fraction !== null) fields.unit = Number(fraction[1]) / Number(fraction[2]);
}

/** The length of a note without a number: L, or an eighth, a sixteenth below 3/4. */
function unitLength({ metre, unit }: Fields): number {
  if (Number.isFinite(unit)) return unit;
  return metre < 0.75 ? 1 / 16 : 1 / 8;
}

type Token =
  | { readonly kind: 'note'; readonly units: number }
  | { readonly kind: 'measures'; readonly count: number }
  | { readonly kind: 'dotted'; readonly dots: number }
  | { readonly kind: 'tuplet'; readonly p: number; readonly q: number; readonly r: number }
  | { readonly kind: 'bar'; readonly edge: boolean }
  | { readonly kind: 'field'; readonly name: string; readonly value: string }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'unknown' };

const LENGTH = '(\\d*)(/*)(\\d*)';
const PITCH = "(?:\\^\\^?|__?|=)?[A-Ga-g][,']*";

/** Each with the token that it means, the first that matches counts. */
const tokens: readonly (readonly [RegExp, (match: RegExpExecArray) => Token])[] = [
  [/^\[([A-Za-z]):([^\]]*)\]/, (m) => ({ kind: 'field', name: m[1], value: m[2] })],
  [/^"[^"]*"/, () => ({ kind: 'ignored' })],
  [/^\{[^}]*\}/, () => ({ kind: 'ignored' })],
  [/^![^!\s]*!/, () => ({ kind: 'ignored' })],
  // An ending: `[1`, `[1,3`.
  [/^\[\d[\d,-]*/, () => ({ kind: 'bar', edge: true })],
  // Bar lines: `|` alone, else a repeat, a double bar or a numbered ending.
  [/^:*\|[|:\]]*(?:\[?\d[\d,-]*)?|^\[\||^::+/, (m) => ({ kind: 'bar', edge: m[0] !== '|' })],
  [new RegExp(`^\\[((?:${PITCH}[\\d/]*[\\s-]*)+)\\]${LENGTH}`), (m) => chord(m)],
  [new RegExp(`^(?:${PITCH}|[zx])${LENGTH}`), (m) => ({ kind: 'note', units: units(m, 1) })],
  [/^Z(\d*)/, (m) => ({ kind: 'measures', count: m[1] === '' ? 1 : Number(m[1]) })],
  [/^>+/, (m) => ({ kind: 'dotted', dots: m[0].length })],
  [/^<+/, (m) => ({ kind: 'dotted', dots: -m[0].length })],
  [/^\(([2-9])(?::(\d*)(?::(\d*))?)?/, (m) => tuplet(m)],
  // Slurs, ties, ornaments, spaces.
  [/^[\s()~.\-uvHLMNOPRSTy&*`$]/, () => ({ kind: 'ignored' })],
];

function nextToken(text: string): [string, Token] {
  for (const [pattern, meaning] of tokens) {
    const match = pattern.exec(text);
    if (match !== null) return [match[0], meaning(match)];
  }
  return [text.slice(0, 1), { kind: 'unknown' }];
}

/** `3`, `/`, `//`, `3/2` behind a note, in groups from `from`. */
function units(match: ArrayLike<string>, from: number): number {
  const [whole, slashes, below] = [match[from], match[from + 1], match[from + 2]];
  const above = whole === '' ? 1 : Number(whole);
  if (slashes === '') return above;
  return above / (below === '' ? 2 ** slashes.length : Number(below));
}

/** A chord is as long as its first note, times the length behind it. */
function chord(match: RegExpExecArray): Token {
  const first = new RegExp(`^${PITCH}${LENGTH}`).exec(match[1]);
  return { kind: 'note', units: (first === null ? 1 : units(first, 1)) * units(match, 2) };
}

/** p notes in the time of q, for the next r notes. Without q it is 3 for 2, 4 and 8, 2 for 3 and 6, else the metre's (0). */
function tuplet(match: RegExpExecArray): Token {
  const p = Number(match[1]);
  const q = match[2] ? Number(match[2]) : [3, 2, 3, 0, 2, 0, 3, 0][p - 2];
  return { kind: 'tuplet', p, q, r: match[3] ? Number(match[3]) : p };
}

/** The bar that is being read. */
class OpenBar {
  readonly #atEdge: boolean;
  #text = '';
  /** Of each note, in whole notes. */
  readonly #lengths: number[] = [];
  #measures = 0;
  #readable = true;
  #dots = 0;
  #tuplet = { factor: 1, left: 0 };

  constructor(atEdge: boolean) {
    this.#atEdge = atEdge;
  }

  get holdsSomething(): boolean {
    return this.#lengths.length > 0 || this.#measures > 0 || !this.#readable;
  }

  add(text: string, token: Token, fields: Fields): void {
    this.#text += text;
    switch (token.kind) {
      case 'note':
        this.#note(token.units * unitLength(fields));
        break;
      case 'measures':
        this.#measures += token.count;
        break;
      case 'dotted':
        // A pair needs a note before and one behind.
        if (this.#lengths.length === 0) this.#readable = false;
        this.#dots = token.dots;
        break;
      case 'tuplet':
        this.#tuplet = {
          factor: (token.q || (fields.threefold ? 3 : 2)) / token.p,
          left: token.r,
        };
        break;
      case 'unknown':
        this.#readable = false;
        break;
    }
  }

  #note(length: number): void {
    let own = length;
    if (this.#tuplet.left > 0) {
      this.#tuplet.left--;
      own *= this.#tuplet.factor;
    }
    if (this.#dots !== 0) {
      // `a>b`: a is half as long again, b half as long; `a>>b`: 7/4 and 1/4.
      const short = 2 ** -Math.abs(this.#dots);
      const before = this.#lengths.length - 1;
      this.#lengths[before] *= this.#dots > 0 ? 2 - short : short;
      own *= this.#dots > 0 ? short : 2 - short;
      this.#dots = 0;
    }
    this.#lengths.push(own);
  }

  finish(metre: number, edge: boolean): Bar {
    const notes = this.#lengths.reduce((sum, length) => sum + length, 0);
    const length = notes + this.#measures * metre;
    const complete = this.#readable && this.#dots === 0 && this.#tuplet.left === 0;
    const full = Math.abs(length - metre) < TOLERANCE || (notes === 0 && this.#measures > 0);
    const short = length < metre && (edge || this.#atEdge);
    const status = !complete ? 'wrong' : full ? 'full' : short ? 'partial' : 'wrong';
    return { text: this.#text.trim(), length, metre, status };
  }
}
