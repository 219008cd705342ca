/**
 * Precision, recall and F1 of spans (names, phrases) written as one tag per token, counted as
 * conlleval counts them (Tjong Kim Sang, CoNLL-2000 shared task): a span is right when its first
 * token, its last token and its type are.
 *
 * Tags are `O` or a letter, a hyphen and a type: `B-LOC`. The schemes IOB1, IOB2 (BIO), IOE and BIOES
 * are read by one set of rules, which also give a meaning to sequences that break a scheme:
 * - a span ends after E and S, and before O, B, S and any other type;
 * - a token that is not O begins a span after O, E and S, with B and S, and where the type changes.
 * Spans never cross from one sequence to the next.
 */
import { UnrollError } from '../util/errors.ts';
import { expectPairs, share } from './check.ts';
import { type ClassScore, scoreOfCounts } from './classification.ts';

export interface Span {
  type: string;
  /** Its tokens are [start, end). */
  start: number;
  end: number;
}

export interface SpanScore extends ClassScore {
  /** Spans predicted with the right borders and type. */
  right: number;
}

export interface SpanScores {
  overall: SpanScore;
  /** By type, in the order of the alphabet: the types in truth or predictions. */
  types: Record<string, SpanScore>;
  /** Share of tokens with the right tag. */
  accuracy: number;
}

/** The spans of one sequence, in order. Error 'data' for what is no tag. */
export function spansOf(tags: readonly string[]): Span[] {
  const spans: Span[] = [];
  let open: Span | undefined;
  for (let n = 0; n < tags.length; n++) {
    const { letter, type } = parsed(tags[n]);
    const begins = letter === 'B' || letter === 'S';
    if (letter === 'O' || begins || open?.type !== type) open = undefined;
    if (letter === 'O') continue;
    if (open === undefined) {
      open = { type, start: n, end: n };
      spans.push(open);
    }
    open.end = n + 1;
    if (letter === 'E' || letter === 'S') open = undefined;
  }
  return spans;
}

function parsed(tag: string): { letter: string; type: string } {
  if (tag === 'O') return { letter: 'O', type: '' };
  const match = /^([BIES])(?:-(.*))?$/su.exec(tag);
  if (match === null) {
    throw new UnrollError(
      'data',
      `expected a tag O, B-TYPE, I-TYPE, E-TYPE or S-TYPE but received ${JSON.stringify(tag)}`,
    );
  }
  return { letter: match[1], type: match[2] ?? '' };
}

/** Scores of predicted tags, sequence by sequence. */
export function spanScores(
  truth: readonly (readonly string[])[],
  predicted: readonly (readonly string[])[],
): SpanScores {
  expectPairs('sequences', truth, predicted);
  const counts = new Map<string, { right: number; predicted: number; support: number }>();
  const countsOf = (type: string) => {
    const known = counts.get(type) ?? { right: 0, predicted: 0, support: 0 };
    counts.set(type, known);
    return known;
  };
  let tokens = 0;
  let rightTokens = 0;
  for (let n = 0; n < truth.length; n++) {
    if (truth[n].length !== predicted[n].length) {
      throw new UnrollError(
        'shape',
        `sequence ${n} has ${truth[n].length} tags, and ${predicted[n].length} were predicted`,
      );
    }
    tokens += truth[n].length;
    for (let t = 0; t < truth[n].length; t++) if (truth[n][t] === predicted[n][t]) rightTokens++;
    const wanted = new Map(spansOf(truth[n]).map((span) => [span.start, span]));
    for (const { type } of wanted.values()) countsOf(type).support++;
    for (const { type, start, end } of spansOf(predicted[n])) {
      const there = wanted.get(start);
      countsOf(type).predicted++;
      if (there?.type === type && there.end === end) countsOf(type).right++;
    }
  }
  const all = { right: 0, predicted: 0, support: 0 };
  const types: Record<string, SpanScore> = {};
  for (const type of [...counts.keys()].sort()) {
    const { right, predicted, support } = countsOf(type);
    types[type] = { right, ...scoreOfCounts(right, predicted, support) };
    all.right += right;
    all.predicted += predicted;
    all.support += support;
  }
  const overall = { right: all.right, ...scoreOfCounts(all.right, all.predicted, all.support) };
  return { overall, types, accuracy: share(rightTokens, tokens) };
}
