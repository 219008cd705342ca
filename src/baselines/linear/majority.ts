/** Always the most frequent class, as probable as it was in training: what every model must beat. */
import type { Baseline } from '../baseline.ts';
import { expectLabels } from './logistic-regression.ts';
import { mostProbable } from './softmax.ts';

export class MajorityClass implements Baseline {
  readonly name = 'majority class';
  readonly description = 'always the class that is most frequent in training';
  /** Share of each class in training. */
  readonly shares: readonly number[];

  private constructor(shares: readonly number[]) {
    this.shares = shares;
  }

  /** Labels from 0 to classes − 1; also the labels of all steps of a tagger's data. */
  static fit(labels: ArrayLike<number>, { classes }: { classes: number }): MajorityClass {
    expectLabels(labels, { count: labels.length, classes });
    const shares = new Array<number>(classes).fill(0);
    for (let n = 0; n < labels.length; n++) shares[labels[n]] += 1 / labels.length;
    return new MajorityClass(shares);
  }

  get parameterCount(): number {
    return this.shares.length;
  }

  probabilities(): Float64Array {
    return Float64Array.from(this.shares);
  }

  predict(): number {
    return mostProbable(this.shares);
  }

  toJSON(): { shares: readonly number[] } {
    return { shares: this.shares };
  }

  static fromJSON({ shares }: { shares: readonly number[] }): MajorityClass {
    return new MajorityClass(shares);
  }
}
