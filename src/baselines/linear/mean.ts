/** Always the mean of the training numbers: the least squared error without looking. */
import { UnrollError } from '../../util/errors.ts';
import type { Baseline } from '../baseline.ts';

export class MeanValue implements Baseline {
  readonly name = 'mean';
  readonly description = 'always the mean of the training numbers';
  readonly parameterCount = 1;
  readonly mean: number;

  private constructor(mean: number) {
    this.mean = mean;
  }

  /** Error 'data' for no numbers. */
  static fit(numbers: ArrayLike<number>): MeanValue {
    if (numbers.length === 0)
      throw new UnrollError('data', 'there are no numbers to take a mean of');
    return new MeanValue(Array.from(numbers).reduce((a, b) => a + b, 0) / numbers.length);
  }

  predict(): number {
    return this.mean;
  }

  toJSON(): { mean: number } {
    return { mean: this.mean };
  }

  static fromJSON({ mean }: { mean: number }): MeanValue {
    return new MeanValue(mean);
  }
}
