/** The text of the training vector that is nearest, by the distance of standardised vectors. */
import { Standardiser, type StandardiserData } from '../../data/index.ts';
import { UnrollError } from '../../util/errors.ts';
import type { Baseline } from '../baseline.ts';

export interface NearestTextData {
  scale: StandardiserData;
  /** Standardised. */
  vectors: readonly (readonly number[])[];
  texts: readonly string[];
}

export class NearestText implements Baseline {
  readonly name = 'nearest neighbour';
  readonly description = 'the text of the nearest vector of training';
  private readonly data: NearestTextData;

  private constructor(data: NearestTextData) {
    this.data = data;
  }

  /** Error 'data' for no vectors, 'shape' for vectors of several widths. */
  static fit(vectors: readonly (readonly number[])[], texts: readonly string[]): NearestText {
    if (vectors.length === 0 || vectors.length !== texts.length) {
      throw new UnrollError(
        'data',
        `expected a text for each vector, at least one, but received ${vectors.length} vectors and ${texts.length} texts`,
      );
    }
    const rows = vectors.map((vector) => Float64Array.from(vector));
    const scale = Standardiser.fit(rows, vectors[0].length);
    for (const row of rows) scale.apply(row);
    return new NearestText({
      scale: scale.toJSON(),
      vectors: rows.map((row) => Array.from(row)),
      texts,
    });
  }

  /** Numbers that are kept. */
  get parameterCount(): number {
    return this.data.vectors.length * this.data.vectors[0].length;
  }

  /** Of neighbours that are equally near the first. */
  textFor(vector: readonly number[]): string {
    const { scale, vectors, texts } = this.data;
    const wanted = Float64Array.from(vector);
    Standardiser.fromJSON(scale).apply(wanted);
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    vectors.forEach((known, n) => {
      const distance = known.reduce((sum, x, f) => sum + (x - wanted[f]) ** 2, 0);
      if (distance >= least) return;
      best = n;
      least = distance;
    });
    return texts[best];
  }

  toJSON(): NearestTextData {
    return this.data;
  }

  static fromJSON(data: NearestTextData): NearestText {
    return new NearestText(data);
  }
}
