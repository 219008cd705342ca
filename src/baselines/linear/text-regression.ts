/** Linear regression on hashed n-grams of words and characters: a number by a bag of words. */
import { float64FromBase64, int32FromBase64, toBase64 } from '../base64.ts';
import type { Baseline } from '../baseline.ts';
import {
  fitLeastSquares,
  type LeastSquaresOptions,
  type LinearWeights,
  linearValue,
} from './least-squares.ts';
import { columnsOf, FeatureColumns } from './sparse-rows.ts';
import { rangeName } from './text-classifier.ts';
import {
  checkTextFeatures,
  type TextFeatureOptions,
  textFeatureDefaults,
  textFeatures,
} from './text-features.ts';

export interface TextRegressionOptions extends Partial<TextFeatureOptions>, LeastSquaresOptions {}

export interface TextRegressionData {
  features: TextFeatureOptions;
  buckets: string;
  weights: string;
  bias: number;
}

export class LinearTextRegression implements Baseline {
  readonly name: string;
  readonly description: string;
  private readonly features: TextFeatureOptions;
  private readonly columns: FeatureColumns;
  private readonly linear: LinearWeights;

  private constructor(
    features: TextFeatureOptions,
    columns: FeatureColumns,
    linear: LinearWeights,
  ) {
    this.features = features;
    this.columns = columns;
    this.linear = linear;
    const kinds = [rangeName('word', features.words), rangeName('character', features.characters)];
    const shown = kinds.filter((kind) => kind !== '').join(' and ');
    this.name = `linear regression, ${shown}`;
    this.description = `a weighted sum of hashed ${shown}, without their order`;
  }

  /** One number for each text. */
  static fit(
    texts: readonly string[],
    numbers: ArrayLike<number>,
    options: TextRegressionOptions = {},
  ): LinearTextRegression {
    const { words, characters, bits, keepCase } = { ...textFeatureDefaults, ...options };
    const features = { words, characters, bits, keepCase };
    checkTextFeatures(features);
    const bags = texts.map((text) => textFeatures(text, features));
    const { columns, rows } = columnsOf(bags, features);
    return new LinearTextRegression(features, columns, fitLeastSquares(rows, numbers, options));
  }

  get parameterCount(): number {
    return this.linear.weights.length + 1;
  }

  predict(text: string): number {
    return linearValue(this.linear, this.columns.row(textFeatures(text, this.features)));
  }

  toJSON(): TextRegressionData {
    const { features, columns, linear } = this;
    const { weights, bias } = linear;
    return { features, buckets: toBase64(columns.buckets), weights: toBase64(weights), bias };
  }

  static fromJSON({ features, buckets, weights, bias }: TextRegressionData): LinearTextRegression {
    const columns = new FeatureColumns(int32FromBase64(buckets));
    return new LinearTextRegression(features, columns, {
      weights: float64FromBase64(weights),
      bias,
    });
  }
}
