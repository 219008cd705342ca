/**
 * A column of categories as one-hot vectors: a place for each value of the training data, in code point
 * order, and a last one for every value that was not seen there.
 */
import { assert, UnrollError } from '../../util/errors.ts';
import { compareCodePoints } from '../code-points.ts';
import { storedNames, storedObject } from './json.ts';

export interface CategoriesData {
  values: readonly string[];
}

export class Categories {
  readonly values: readonly string[];
  private readonly places: ReadonlyMap<string, number>;

  private constructor(values: readonly string[]) {
    this.values = values;
    this.places = new Map(values.map((value, place) => [value, place]));
  }

  /** Throws 'data' when there are no values. */
  static from(values: Iterable<string>): Categories {
    const different = [...new Set(values)].sort(compareCodePoints);
    if (different.length === 0) {
      throw new UnrollError('data', 'a column of categories has no values');
    }
    return new Categories(different);
  }

  /** Length of a vector: the values and the place for others. */
  get width(): number {
    return this.values.length + 1;
  }

  /** The place of the 1. */
  place(value: string): number {
    return this.places.get(value) ?? this.values.length;
  }

  /** Writes the vector of `value` into [at, at + width). */
  write(value: string, into: Float32Array, at = 0): void {
    assert(at >= 0 && at + this.width <= into.length, 'a one-hot vector outside its array');
    into.fill(0, at, at + this.width);
    into[at + this.place(value)] = 1;
  }

  toJSON(): CategoriesData {
    return { values: this.values };
  }

  /** Throws 'format'. */
  static fromJSON(json: unknown): Categories {
    const what = 'column of categories';
    return new Categories(storedNames(storedObject(json, what).values, what, 'values'));
  }
}
