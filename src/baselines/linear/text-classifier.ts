/** Logistic regression on hashed n-grams of words and characters: what a bag of words can tell. */
import { int32FromBase64, toBase64 } from '../base64.ts';
import type { Baseline } from '../baseline.ts';
import { fitLogisticRegression, type LogisticRegressionOptions } from './logistic-regression.ts';
import {
  mostProbable,
  probabilitiesOf,
  type SoftmaxData,
  type SoftmaxWeights,
  softmaxFromJSON,
  softmaxToJSON,
} from './softmax.ts';
import { columnsOf, FeatureColumns, type SparseRow } from './sparse-rows.ts';
import {
  checkTextFeatures,
  type TextFeatureOptions,
  textFeatureDefaults,
  textFeatures,
} from './text-features.ts';

export interface TextClassifierOptions
  extends Partial<TextFeatureOptions>,
    LogisticRegressionOptions {
  classes: number;
}

export interface TextClassifierData extends SoftmaxData {
  features: TextFeatureOptions;
  /** Bucket of each column, in base64. */
  buckets: string;
}

export class LinearTextClassifier implements Baseline {
  readonly name: string;
  readonly description: string;
  private readonly features: TextFeatureOptions;
  private readonly columns: FeatureColumns;
  private readonly softmax: SoftmaxWeights;

  private constructor(
    features: TextFeatureOptions,
    columns: FeatureColumns,
    softmax: SoftmaxWeights,
  ) {
    this.features = features;
    this.columns = columns;
    this.softmax = softmax;
    const kinds = [rangeName('word', features.words), rangeName('character', features.characters)];
    const shown = kinds.filter((kind) => kind !== '').join(' and ');
    this.name = `logistic regression, ${shown}`;
    this.description = `logistic regression on hashed ${shown}, without their order`;
  }

  /** One label from 0 to classes − 1 for each text. Error 'data' where that is not so. */
  static fit(
    texts: readonly string[],
    labels: ArrayLike<number>,
    options: TextClassifierOptions,
  ): LinearTextClassifier {
    const { words, characters, bits, keepCase } = { ...textFeatureDefaults, ...options };
    const features = { words, characters, bits, keepCase };
    checkTextFeatures(features);
    const { columns, rows } = columnsOf(bags(texts, features), features);
    const softmax = fitLogisticRegression(rows, labels, options.classes, options);
    return new LinearTextClassifier(features, columns, softmax);
  }

  get parameterCount(): number {
    return this.softmax.weights.length + this.softmax.bias.length;
  }

  /** (classes) */
  probabilities(text: string): Float64Array {
    return probabilitiesOf(this.softmax, this.columns.row(textFeatures(text, this.features)));
  }

  predict(text: string): number {
    return mostProbable(this.probabilities(text));
  }

  toJSON(): TextClassifierData {
    const { features, columns, softmax } = this;
    return { features, buckets: toBase64(columns.buckets), ...softmaxToJSON(softmax) };
  }

  static fromJSON({ features, buckets, ...softmax }: TextClassifierData): LinearTextClassifier {
    const columns = new FeatureColumns(int32FromBase64(buckets));
    return new LinearTextClassifier(features, columns, softmaxFromJSON(softmax));
  }
}

function* bags(texts: readonly string[], features: TextFeatureOptions): Generator<SparseRow> {
  for (const text of texts) yield textFeatures(text, features);
}

/** `word 1- to 2-grams`; empty for none. */
export function rangeName(what: string, [shortest, longest]: readonly [number, number]): string {
  if (longest === 0) return '';
  return shortest === longest
    ? `${what} ${longest}-grams`
    : `${what} ${shortest}- to ${longest}-grams`;
}
