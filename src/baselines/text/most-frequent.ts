/** Always the text that was most frequent in training: what every model that writes must beat. */
import { UnrollError } from '../../util/errors.ts';
import type { Baseline } from '../baseline.ts';

export class MostFrequentText implements Baseline {
  readonly name = 'most frequent text';
  readonly description = 'always the text that is most frequent in training';
  readonly text: string;

  private constructor(text: string) {
    this.text = text;
  }

  /** Of texts that are equally frequent the first. Error 'data' for none. */
  static fit(texts: readonly string[]): MostFrequentText {
    const counts = new Map<string, number>();
    for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
    const [best] = [...counts].sort(([, a], [, b]) => b - a);
    if (best === undefined) throw new UnrollError('data', 'there are no texts to count');
    return new MostFrequentText(best[0]);
  }

  get parameterCount(): number {
    return 1;
  }

  toJSON(): { text: string } {
    return { text: this.text };
  }

  static fromJSON({ text }: { text: string }): MostFrequentText {
    return new MostFrequentText(text);
  }
}
