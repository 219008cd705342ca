/**
 * A theatre-like text without end: scenes with headings, entrances and exits in brackets, speakers
 * with quoted speech, and rhymed couplets. Only who has entered speaks, and who is spoken to is
 * another of those on the stage. The same seed gives the same text on every machine.
 */
import { keyFor, Rng } from '../../util/rng.ts';
import { type LatentText, marked, readMarks, takeMarked, withoutMarks } from './latent.ts';
import { capital, fill, oneIn, pick, polish, take } from './template.ts';
import { exchanges, names, rhymes, theatreTables } from './theatre-words.ts';

export interface GeneratorOptions {
  readonly seed?: number;
  /** The text ends with the first whole piece that reaches this length. */
  readonly characters: number;
}

/** About `characters` characters of theatre; ASCII, quotes and brackets balanced. */
export function generateTheatre({ seed = 1, characters }: GeneratorOptions): string {
  return [...take(theatrePieces(seed), characters)].join('');
}

/** The same with what is known of each character: whether it is in a speech or a direction. */
export function theatreWithStates({ seed = 1, characters }: GeneratorOptions): LatentText {
  return readMarks([...takeMarked(markedTheatre(seed), characters)].join(''));
}

/** Scene after scene, in pieces of a few lines each. */
export function* theatrePieces(seed = 1): Generator<string> {
  for (const piece of markedTheatre(seed)) yield withoutMarks(piece);
}

function* markedTheatre(seed: number): Generator<string> {
  const rng = new Rng(keyFor(seed, 'data', 1));
  for (let scene = 1; ; scene++) yield* scenePieces(rng, scene);
}

function* scenePieces(rng: Rng, scene: number): Generator<string> {
  const { place, time } = theatreTables;
  yield `SCENE ${scene}. The ${pick(rng, place)}, ${pick(rng, time)}.\n\n`;
  const away = [...names];
  const stage: string[] = [];
  yield enter(rng, away, stage) + enter(rng, away, stage);
  for (let n = 4 + rng.below(5); n > 0; n--) {
    yield exchange(rng, stage);
    if (oneIn(rng, 3)) yield song(rng, stage);
    if (oneIn(rng, 3)) yield direction(rng, stage);
    if (oneIn(rng, 4) && stage.length < 4) yield enter(rng, away, stage);
    if (oneIn(rng, 5) && stage.length > 2) yield leave(rng, stage);
  }
  yield bracketed(`Exeunt ${stage.join(' and ')}.`, '\n\n');
}

function enter(rng: Rng, away: string[], stage: string[]): string {
  const [name] = away.splice(rng.below(away.length), 1);
  stage.push(name);
  return bracketed(polish(`Enter ${name}, ${fill(rng, '{entrance}', theatreTables)}.`));
}

function leave(rng: Rng, stage: string[]): string {
  const [name] = stage.splice(rng.below(stage.length), 1);
  return bracketed(`Exit ${name}.`);
}

function direction(rng: Rng, stage: readonly string[]): string {
  if (oneIn(rng, 3)) return bracketed(`${fill(rng, '{sound}', theatreTables)}.`);
  return bracketed(`${pick(rng, stage)} ${fill(rng, '{action}', theatreTables)}.`);
}

function bracketed(text: string, after = '\n'): string {
  return `${marked('direction', `[${text}`)}]${after}`;
}

/** Two of the stage speak in turn about the same things. */
function exchange(rng: Rng, stage: readonly string[]): string {
  const speaker = pick(rng, stage);
  const listener = pick(
    rng,
    stage.filter((name) => name !== speaker),
  );
  const scope = new Map<string, string>();
  const lines = pick(rng, exchanges).map((template, turn) => {
    const [name, other] = turn % 2 === 0 ? [speaker, listener] : [listener, speaker];
    scope.set('you', properName(other));
    const speech = polish(fill(rng, template, theatreTables, scope));
    return `${name}${mood(rng)}: ${marked('quote', `"${speech}`)}"\n`;
  });
  return lines.join('');
}

/** Two couplets, of different rhymes, that one of the stage sings. */
function song(rng: Rng, stage: readonly string[]): string {
  const first = pick(rng, rhymes);
  const second = pick(
    rng,
    rhymes.filter((family) => family !== first),
  );
  const lines = [...couplet(rng, first), ...couplet(rng, second)];
  return `${pick(rng, stage)} (singing):\n  ${marked('quote', `"${lines.join('\n  ')}`)}"\n`;
}

function couplet(rng: Rng, family: readonly string[]): [string, string] {
  const first = rng.below(family.length);
  const second = (first + 1 + rng.below(family.length - 1)) % family.length;
  return [`${capital(family[first])},`, `${family[second]}.`];
}

function mood(rng: Rng): string {
  return oneIn(rng, 4) ? ` (${pick(rng, theatreTables.mood)})` : '';
}

/** `OLD PETER` is addressed as `Old Peter`. */
function properName(name: string): string {
  return name
    .split(' ')
    .map((word) => capital(word.toLowerCase()))
    .join(' ');
}
