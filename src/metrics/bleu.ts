/**
 * Corpus BLEU (Papineni et al. 2002): the geometric mean of the precisions of n-grams, n = 1 … 4,
 * counted over the whole corpus and clipped to the most that one reference has, times a penalty for
 * being shorter than the references. Tokenisation, defaults and corner cases are sacreBLEU's (Post
 * 2018): `BLEU|nrefs:…|case:mixed|eff:no|tok:13a|smooth:exp`.
 *
 * Where an order has no match, smoothing (Chen and Cherry 2014) says what its precision is:
 * - 'exp' (default): 1/(2ᵏ·total) for the k-th such order, as mteval-v13a has it;
 * - 'floor': value/total, value 0.1 unless told;
 * - 'add-k': value, 1 unless told, is added to matches and totals of all orders above 1;
 * - 'none': 0, and with it the score.
 * Without a single matching word the score is 0 whatever the smoothing, and also where no hypothesis
 * has as many tokens as the longest n-gram.
 */
import { expected, UnrollError } from '../util/errors.ts';
import { exp, log } from '../util/maths.ts';
import { expectPairs } from './check.ts';
import { tokenize13a } from './tokenize-13a.ts';

const ORDERS = 4;

export type BleuSmoothing = 'none' | 'exp' | 'floor' | 'add-k';

export interface BleuOptions {
  smoothing?: BleuSmoothing;
  /** Of 'floor' (default 0.1) and 'add-k' (default 1). */
  smoothingValue?: number;
  lowercase?: boolean;
  /** Default the tokenisation 13a. */
  tokenize?: (text: string) => readonly string[];
}

export interface BleuScore {
  /** From 0 to 100. */
  bleu: number;
  /** Of n-grams, n = 1 … 4, from 0 to 100, smoothed. */
  precisions: number[];
  brevityPenalty: number;
  /** Tokens of the hypotheses, and of the references nearest to them in length. */
  hypothesisLength: number;
  referenceLength: number;
}

/** One or more references for each hypothesis; not all need have the same number. */
export function corpusBleu(
  hypotheses: readonly string[],
  references: readonly (readonly string[])[],
  options: BleuOptions = {},
): BleuScore {
  const { lowercase = false, tokenize = tokenize13a } = options;
  expectPairs('lists of references', references, hypotheses);
  const tokens = (text: string) => tokenize(lowercase ? text.toLowerCase() : text);
  const counts: Counts = {
    matches: new Array<number>(ORDERS).fill(0),
    totals: new Array<number>(ORDERS).fill(0),
    hypothesisLength: 0,
    referenceLength: 0,
  };
  for (const [n, hypothesis] of hypotheses.entries()) {
    if (references[n].length === 0) {
      throw new UnrollError('data', `hypothesis ${n} has no reference to be measured against`);
    }
    addSentence(counts, tokens(hypothesis), references[n].map(tokens));
  }
  return scoreOf(counts, options);
}

interface Counts {
  matches: number[];
  totals: number[];
  hypothesisLength: number;
  referenceLength: number;
}

function addSentence(
  counts: Counts,
  hypothesis: readonly string[],
  references: readonly (readonly string[])[],
): void {
  counts.hypothesisLength += hypothesis.length;
  counts.referenceLength += closestLength(hypothesis.length, references);
  for (let order = 1; order <= ORDERS; order++) {
    const most = new Map<string, number>();
    for (const reference of references) {
      for (const [ngram, count] of ngramsOf(reference, order)) {
        most.set(ngram, Math.max(most.get(ngram) ?? 0, count));
      }
    }
    for (const [ngram, count] of ngramsOf(hypothesis, order)) {
      counts.totals[order - 1] += count;
      counts.matches[order - 1] += Math.min(count, most.get(ngram) ?? 0);
    }
  }
}

/** The length of the reference nearest to `length`; the shorter of two equally near. */
function closestLength(length: number, references: readonly (readonly string[])[]): number {
  let closest = references[0].length;
  for (const { length: other } of references) {
    const difference = Math.abs(other - length) - Math.abs(closest - length);
    if (difference < 0 || (difference === 0 && other < closest)) closest = other;
  }
  return closest;
}

function ngramsOf(tokens: readonly string[], order: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let start = 0; start + order <= tokens.length; start++) {
    // No tokenisation leaves a line end within a token.
    const ngram = tokens.slice(start, start + order).join('\n');
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}

function scoreOf(counts: Counts, options: BleuOptions): BleuScore {
  const { hypothesisLength, referenceLength } = counts;
  const shortness = hypothesisLength === 0 ? Infinity : referenceLength / hypothesisLength;
  const brevityPenalty = shortness > 1 ? exp(1 - shortness) : 1;
  const precisions = precisionsOf(counts, options);
  let logs = 0;
  for (const precision of precisions) logs += log(precision);
  const bleu = brevityPenalty * exp(logs / ORDERS);
  return { bleu, precisions, brevityPenalty, hypothesisLength, referenceLength };
}

function precisionsOf(
  { matches, totals }: Counts,
  { smoothing = 'exp', smoothingValue = smoothing === 'floor' ? 0.1 : 1 }: BleuOptions,
): number[] {
  if (!(smoothingValue >= 0 && Number.isFinite(smoothingValue))) {
    throw expected('smoothingValue', 'a number of at least 0', smoothingValue);
  }
  const precisions = new Array<number>(ORDERS).fill(0);
  if (matches.every((count) => count === 0)) return precisions;
  let unmatched = 0;
  for (let n = 0; n < ORDERS; n++) {
    const added = smoothing === 'add-k' && n > 0 ? smoothingValue : 0;
    const total = totals[n] + added;
    if (total === 0) break;
    let right = matches[n] + added;
    if (right === 0) right = smoothedMatches(smoothing, smoothingValue, ++unmatched);
    precisions[n] = (100 * right) / total;
  }
  return precisions;
}

/** What stands for no match at all in the k-th order of which that is true. */
function smoothedMatches(smoothing: BleuSmoothing, value: number, k: number): number {
  switch (smoothing) {
    case 'exp':
      return 2 ** -k;
    case 'floor':
      return value;
    case 'add-k':
    case 'none':
      return 0;
    default:
      return smoothing satisfies never;
  }
}
