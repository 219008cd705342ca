/**
 * The views of the application and what of each a link brings back. Reading and writing the address
 * both follow from this table.
 */
import { type Codec, flag, list, number, numbers, pairs, place, text, word } from './codecs.ts';

export const views = {
  runs: { compare: list(), sort: word('modified', 'name', 'loss'), scale: word('linear', 'log') },
  /** `source`: `sample:NAME`, or `file:ID` of an uploaded file. */
  new: { source: text(), task: text(), name: text(), settings: pairs() },
  watch: { at: place(), scale: word('linear', 'log'), smooth: number(0, 0) },
  play: {
    input: text(),
    length: number(300, 1),
    temperature: number(0.7, 0),
    topK: number(0, 0),
    topP: number(1, 0),
    minP: number(0, 0),
    seed: number(1, 0),
    stop: text(),
    /** Ids of the symbols up to where it was branched, and the alternative that was taken. */
    prefix: numbers(),
    /** Whether a text was asked for: a link to it draws it again. */
    drawn: flag(),
    at: place(),
  },
  score: { text: text(), at: place() },
  cells: {
    text: text(),
    /** Where a text is from that is too long for a link: `data:CHARACTERS` of the run’s own, `generated:SYMBOLS`, or `kept:NAME` in this browser. */
    source: text(),
    layer: number(1, 1),
    unit: place(),
    what: text('h'),
    gates: flag(true),
    at: place(),
    /** The selection, in symbols. */
    from: place(),
    to: place(),
    /** What units are searched by: a probe, a pattern of one's own, or examples. */
    probe: text(),
    pattern: text(),
    /** From and to of each example, in UTF-16 units of the text. */
    spans: numbers(),
    /** `f=0`: the unit's forget gate is held at 0. */
    clamp: text(),
    prime: text(),
    seed: number(1, 0),
  },
  gradients: {
    cells: list('rnn', 'lstm'),
    layer: number(1, 1),
    state: word('h', 'c'),
    lags: number(50, 1),
    gain: number(1, 0.01),
    share: flag(false),
    text: text(),
    /** Of other tasks, where there is no text: the first record of the validation data, or several. */
    of: word('record', 'records'),
  },
  network: { text: text(), at: place(), box: text() },
} as const;

export type Page = keyof typeof views;

type Values<P extends Page> = {
  -readonly [K in keyof (typeof views)[P]]: (typeof views)[P][K] extends Codec<infer T> ? T : never;
};

/** A page, the run that it is about ('' for pages about none), and its values. */
export type View<P extends Page = Page> = { page: P; run: string } & Values<P>;
export type AnyView = { [P in Page]: View<P> }[Page];

export const pages = Object.keys(views) as Page[];
export const runPages = ['watch', 'play', 'score', 'cells', 'gradients', 'network'] as const;

export function isRunPage(page: Page): boolean {
  return runPages.some((one) => one === page);
}

/** `#/play/my-run?temperature=0.5` → the view; what cannot be read is the default. */
export function readView(hash: string): AnyView {
  const [path = '', query = ''] = split(hash.replace(/^#\/?/, ''), '?');
  const [name = '', run = ''] = split(path, '/').map(decode);
  const page = pages.find((one) => one === name) ?? 'runs';
  if (isRunPage(page) && run === '') return readView('#/runs');
  const given = new URLSearchParams(query);
  const values = entries(page).map(([key, codec]) => {
    const written = given.get(key);
    return [key, (written === null ? undefined : codec.read(written)) ?? codec.standard];
  });
  return { page, run: isRunPage(page) ? run : '', ...Object.fromEntries(values) };
}

export type Place<P extends Page> = { page: P; run?: string } & Partial<Values<P>>;

/** The address of a view; values that are left out are the defaults. */
export function writeView<P extends Page>(view: Place<P>): string {
  const given = new URLSearchParams();
  const values = view as Readonly<Record<string, unknown>>;
  for (const [key, codec] of entries(view.page)) {
    const value = values[key];
    if (value === undefined) continue;
    const written = codec.write(value);
    if (written !== codec.write(codec.standard)) given.set(key, written);
  }
  const run = isRunPage(view.page) ? `/${encodeURIComponent(view.run ?? '')}` : '';
  const query = given.toString();
  return `#/${view.page}${run}${query === '' ? '' : `?${query}`}`;
}

function entries(page: Page): [string, Codec<unknown>][] {
  return Object.entries(views[page]) as unknown as [string, Codec<unknown>][];
}

function split(whole: string, mark: string): string[] {
  const at = whole.indexOf(mark);
  return at < 0 ? [whole] : [whole.slice(0, at), whole.slice(at + 1)];
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
