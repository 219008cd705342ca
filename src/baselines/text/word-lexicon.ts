/**
 * Translation word by word with a lexicon that is learned from pairs alone, by which words occur together:
 * IBM model 1 (Brown et al. 1993), t(target word | source word), by expectation maximisation from equal values.
 *
 *   expected count of (f, e) in a pair: t(f | e) / Σ_{e′ in the source} t(f | e′)
 *
 * Without a source word for nothing. Words are runs of anything but white space; one that was not in training
 * is copied.
 */
import { UnrollError } from '../../util/errors.ts';
import type { Baseline } from '../baseline.ts';

export interface WordLexiconData {
  /** By source word, the target word that it is translated by. */
  words: Readonly<Record<string, string>>;
}

export type WordPair = readonly [source: string, target: string];

type Table = Map<string, Map<string, number>>;

export class WordLexicon implements Baseline {
  readonly name = 'word by word, IBM model 1';
  readonly description =
    'each word by its most probable translation, learned from which words occur together';
  private readonly words: ReadonlyMap<string, string>;

  private constructor(words: ReadonlyMap<string, string>) {
    this.words = words;
  }

  /** Error 'data' for no pairs. */
  static fit(pairs: readonly WordPair[], { rounds = 10 }: { rounds?: number } = {}): WordLexicon {
    if (pairs.length === 0) throw new UnrollError('data', 'there are no pairs to learn from');
    const words = new Map<string, string>();
    for (const [source, targets] of lexicalProbabilities(pairs, rounds)) {
      let best: string | undefined;
      let most = 0;
      for (const [target, p] of targets) {
        if (p <= most) continue;
        best = target;
        most = p;
      }
      if (best !== undefined) words.set(source, best);
    }
    return new WordLexicon(words);
  }

  /** Words that it knows. */
  get parameterCount(): number {
    return this.words.size;
  }

  translate(text: string): string {
    return wordsOf(text)
      .map((word) => this.words.get(word) ?? word)
      .join(' ');
  }

  toJSON(): WordLexiconData {
    return { words: Object.fromEntries(this.words) };
  }

  static fromJSON({ words }: WordLexiconData): WordLexicon {
    return new WordLexicon(new Map(Object.entries(words)));
  }
}

/** t(target | source) after so many rounds, by source word. */
export function lexicalProbabilities(pairs: readonly WordPair[], rounds: number): Table {
  const sentences = pairs.map(([source, target]) => [wordsOf(source), wordsOf(target)] as const);
  let table: Table = new Map();
  for (const [source, target] of sentences) {
    for (const e of source) {
      const row = rowOf(table, e);
      for (const f of target) row.set(f, 1);
    }
  }
  for (let round = 0; round < rounds; round++) {
    const counts: Table = new Map();
    for (const [source, target] of sentences) {
      for (const f of target) {
        const total = source.reduce((sum, e) => sum + (table.get(e)?.get(f) ?? 0), 0);
        for (const e of source) {
          const row = rowOf(counts, e);
          row.set(f, (row.get(f) ?? 0) + (table.get(e)?.get(f) ?? 0) / total);
        }
      }
    }
    for (const row of counts.values()) {
      const sum = [...row.values()].reduce((a, b) => a + b, 0);
      for (const [f, count] of row) row.set(f, count / sum);
    }
    table = counts;
  }
  return table;
}

function rowOf(table: Table, key: string): Map<string, number> {
  const row = table.get(key) ?? new Map<string, number>();
  table.set(key, row);
  return row;
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
