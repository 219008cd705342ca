/**
 * How many insertions, deletions and substitutions lead from one sequence to another (Levenshtein
 * 1966), and the error rates made of it: the edits of all pairs over the symbols of all references.
 * A corpus whose references are all empty counts as one symbol long, so rates stay finite.
 */
import { expectPairs } from './check.ts';

export function editDistance<Symbol>(a: ArrayLike<Symbol>, b: ArrayLike<Symbol>): number {
  // row[j] is the distance between the part of a read so far and b[0, j)
  const row = Uint32Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    let diagonal = row[0];
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const above = row[j];
      const same = a[i - 1] === b[j - 1];
      row[j] = same ? diagonal : 1 + Math.min(diagonal, above, row[j - 1]);
      diagonal = above;
    }
  }
  return row[b.length];
}

/** Edits over reference symbols, for sequences of any symbols; can exceed 1. */
export function errorRate<Symbol>(
  references: readonly ArrayLike<Symbol>[],
  hypotheses: readonly ArrayLike<Symbol>[],
): number {
  expectPairs('references', references, hypotheses);
  let edits = 0;
  let symbols = 0;
  for (let n = 0; n < references.length; n++) {
    edits += editDistance(references[n], hypotheses[n]);
    symbols += references[n].length;
  }
  return edits / Math.max(symbols, 1);
}

/** Over code points. */
export function characterErrorRate(
  references: readonly string[],
  hypotheses: readonly string[],
): number {
  const points = (text: string) => Array.from(text);
  return errorRate(references.map(points), hypotheses.map(points));
}

/** Over words between white space. */
export function wordErrorRate(
  references: readonly string[],
  hypotheses: readonly string[],
): number {
  const words = (text: string) => text.match(/\S+/gu) ?? [];
  return errorRate(references.map(words), hypotheses.map(words));
}

/** The share of hypotheses that are their reference, symbol by symbol. */
export function exactMatch<Symbol>(
  references: readonly ArrayLike<Symbol>[],
  hypotheses: readonly ArrayLike<Symbol>[],
): number {
  expectPairs('references', references, hypotheses);
  let same = 0;
  for (let n = 0; n < references.length; n++) {
    const [reference, hypothesis] = [references[n], hypotheses[n]];
    let equal = reference.length === hypothesis.length;
    for (let k = 0; equal && k < reference.length; k++) equal = reference[k] === hypothesis[k];
    if (equal) same++;
  }
  return same / references.length;
}
