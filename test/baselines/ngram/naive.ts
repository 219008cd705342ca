/**
 * Modified Kneser-Ney straight from the formulas of Chen and Goodman 1999 over lists of n-grams, with
 * nothing shared with the model under test, and a backoff evaluator that reads ARPA lines.
 */

export interface NaiveOptions {
  order: number;
  /** Every token that can come, the unknown one included. */
  events: readonly string[];
}

/** Each sequence begins with '<s>'. */
export class NaiveKneserNey {
  private readonly sequences: readonly (readonly string[])[];
  private readonly options: NaiveOptions;
  private readonly known = new Map<string, Map<string, number>>();

  constructor(sequences: readonly (readonly string[])[], options: NaiveOptions) {
    this.sequences = sequences;
    this.options = options;
  }

  /** All n-grams of n tokens, as often as they stand there; `<s>` alone is none. */
  private listed(n: number): string[][] {
    return this.sequences.flatMap((sequence) =>
      sequence
        .map((_, start) => sequence.slice(start, start + n))
        .filter((gram) => gram.length === n && !(n === 1 && gram[0] === '<s>')),
    );
  }

  /** Adjusted counts of all n-grams of n tokens. */
  counts(n: number): Map<string, number> {
    const known = this.known.get(String(n));
    if (known) return known;
    const counts = new Map<string, number>();
    const add = (gram: readonly string[]) =>
      counts.set(gram.join(' '), (counts.get(gram.join(' ')) ?? 0) + 1);
    if (n === this.options.order) {
      for (const gram of this.listed(n)) add(gram);
    } else {
      for (const gram of this.listed(n)) if (gram[0] === '<s>') add(gram);
      const longer = new Set(this.listed(n + 1).map((gram) => gram.join(' ')));
      for (const gram of longer) add(gram.split(' ').slice(1));
    }
    this.known.set(String(n), counts);
    return counts;
  }

  discounts(n: number): number[] {
    const values = [...this.counts(n).values()];
    const [n1, n2, n3, n4] = [1, 2, 3, 4].map((k) => values.filter((v) => v === k).length);
    const y = n1 / (n1 + 2 * n2);
    const d = [1 - (2 * y * n2) / n1, 2 - (3 * y * n3) / n2, 3 - (4 * y * n4) / n3];
    const usable = n1 > 0 && n2 > 0 && n3 > 0 && d.every((v, k) => v > 0 && v <= k + 1);
    return usable ? d : [0.5, 1, 1.5];
  }

  /** p(token | context), context of at most order − 1 tokens. */
  p(context: readonly string[], token: string): number {
    const counts = this.counts(context.length + 1);
    const d = this.discounts(context.length + 1);
    const shorter =
      context.length === 0 ? 1 / this.options.events.length : this.p(context.slice(1), token);
    const after = [...counts].filter(([gram]) => {
      const parts = gram.split(' ');
      return parts.slice(0, -1).join(' ') === context.join(' ');
    });
    const total = after.reduce((sum, [, count]) => sum + count, 0);
    if (total === 0) return shorter;
    const discount = (count: number) => (count === 0 ? 0 : d[Math.min(count, 3) - 1]);
    const left = after.reduce((sum, [, count]) => sum + discount(count), 0) / total;
    const own = counts.get([...context, token].join(' ')) ?? 0;
    return (own - discount(own)) / total + left * shorter;
  }
}

/** What any reader of ARPA files computes: the longest n-gram there is, and backoff weights before. */
export function arpaEvaluator(lines: readonly string[]) {
  const entries = new Map<string, { p: number; backoff: number }>();
  let order = 0;
  for (const line of lines) {
    const heading = /^\\(\d)-grams:$/.exec(line);
    if (heading) order = Number(heading[1]);
    if (order === 0 || line === '' || line.startsWith('\\')) continue;
    const [p, gram, backoff = '0'] = line.split('\t');
    entries.set(gram, { p: Number(p), backoff: Number(backoff) });
  }
  const log10 = (context: readonly string[], token: string): number => {
    const found = entries.get([...context, token].join(' '));
    if (found) return found.p;
    const weight = entries.get(context.join(' '))?.backoff ?? 0;
    return weight + log10(context.slice(1), token);
  };
  return { entries, order, log10 };
}
