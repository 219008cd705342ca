/** Linear models of plain vectors: the columns of a table, or the mean of a sequence's frames. */
import { float64FromBase64, toBase64 } from '../base64.ts';
import type { Baseline } from '../baseline.ts';
import { fitLeastSquares, type LeastSquaresOptions, linearValue } from './least-squares.ts';
import { fitLogisticRegression, type LogisticRegressionOptions } from './logistic-regression.ts';
import {
  mostProbable,
  probabilitiesOf,
  type SoftmaxData,
  type SoftmaxWeights,
  softmaxFromJSON,
  softmaxToJSON,
} from './softmax.ts';
import { denseRows, type SparseRow } from './sparse-rows.ts';

export interface VectorClassifierOptions extends LogisticRegressionOptions {
  classes: number;
  /** What the vectors are, for the name: `columns`. */
  of: string;
}

export class LinearVectorClassifier implements Baseline {
  readonly name: string;
  readonly description: string;
  private readonly softmax: SoftmaxWeights;
  private readonly of: string;

  private constructor(softmax: SoftmaxWeights, of: string) {
    this.softmax = softmax;
    this.of = of;
    this.name = `logistic regression, ${of}`;
    this.description = `softmax of a weighted sum of the ${of}`;
  }

  /** One label from 0 to classes − 1 for each vector; vectors of one length. */
  static fit(
    vectors: readonly ArrayLike<number>[],
    labels: ArrayLike<number>,
    { classes, of, ...options }: VectorClassifierOptions,
  ): LinearVectorClassifier {
    const softmax = fitLogisticRegression(denseRows(vectors), labels, classes, options);
    return new LinearVectorClassifier(softmax, of);
  }

  get parameterCount(): number {
    return this.softmax.weights.length + this.softmax.bias.length;
  }

  /** (classes) */
  probabilities(vector: ArrayLike<number>): Float64Array {
    return probabilitiesOf(this.softmax, whole(vector));
  }

  predict(vector: ArrayLike<number>): number {
    return mostProbable(this.probabilities(vector));
  }

  toJSON(): SoftmaxData & { of: string } {
    return { of: this.of, ...softmaxToJSON(this.softmax) };
  }

  static fromJSON({ of, ...softmax }: SoftmaxData & { of: string }): LinearVectorClassifier {
    return new LinearVectorClassifier(softmaxFromJSON(softmax), of);
  }
}

export interface LinearRegressionData {
  of: string;
  weights: string;
  bias: number;
}

export class LinearRegression implements Baseline {
  readonly name: string;
  readonly description: string;
  readonly bias: number;
  readonly weights: Float64Array;
  private readonly of: string;

  private constructor(weights: Float64Array, bias: number, of: string) {
    this.weights = weights;
    this.bias = bias;
    this.of = of;
    this.name = `linear regression, ${of}`;
    this.description = `a weighted sum of the ${of}`;
  }

  /** One number for each vector; vectors of one length. */
  static fit(
    vectors: readonly ArrayLike<number>[],
    numbers: ArrayLike<number>,
    { of, ...options }: LeastSquaresOptions & { of: string },
  ): LinearRegression {
    const { weights, bias } = fitLeastSquares(denseRows(vectors), numbers, options);
    return new LinearRegression(weights, bias, of);
  }

  get parameterCount(): number {
    return this.weights.length + 1;
  }

  predict(vector: ArrayLike<number>): number {
    return linearValue(this, whole(vector));
  }

  toJSON(): LinearRegressionData {
    return { of: this.of, weights: toBase64(this.weights), bias: this.bias };
  }

  static fromJSON({ of, weights, bias }: LinearRegressionData): LinearRegression {
    return new LinearRegression(float64FromBase64(weights), bias, of);
  }
}

function whole(vector: ArrayLike<number>): SparseRow {
  return { indices: Array.from(vector, (_, j) => j), values: vector };
}
