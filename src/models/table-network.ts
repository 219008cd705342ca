/**
 * One answer for one vector, one-to-one: a row of a table → dense layers → classes or numbers. Without
 * hidden layers it is logistic or linear regression. Columns should have mean 0 and deviation 1, which
 * is the caller's business.
 *
 * Two classes have one output, the logit of class 1, and the loss is binary cross-entropy: the same
 * numbers as softmax over the logits 0 and x, class weights and smoothing included.
 *
 * Parameter names: `layers.K.weight`, `.bias`; `output.weight` (outputs, D) and `output.bias`.
 */
import type { Backend } from '../backend/backend.ts';
import type { InitScheme, ParameterSpec } from '../nn/init.ts';
import { DenseLayers, linearSpecs } from '../nn/layers.ts';
import { oneMinus, sigmoid } from '../tensor/ops/activation.ts';
import { multiply, scale } from '../tensor/ops/arithmetic.ts';
import { concatColumns } from '../tensor/ops/concat.ts';
import { linearCrossEntropy } from '../tensor/ops/cross-entropy.ts';
import { dropout } from '../tensor/ops/dropout.ts';
import { linear } from '../tensor/ops/linear.ts';
import { bceWithLogits, mse } from '../tensor/ops/pair-loss.ts';
import { sum } from '../tensor/ops/reduce.ts';
import { softmax } from '../tensor/ops/softmax.ts';
import type { Tape } from '../tensor/tape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { expected, UnrollError } from '../util/errors.ts';
import { foldKey } from '../util/rng.ts';
import { type ClassesConfig, checkClasses } from './config.ts';
import { expectOneOf, expectPositive } from './expect.ts';
import { readInput } from './input-probe.ts';
import { Network, type NetworkOptions } from './network.ts';
import { binaryTargets } from './table-targets.ts';
import { IGNORED } from './token-stack.ts';
import { type LossOptions, type Trainable, type WholeBatch, weightOfTargets } from './trainable.ts';

export interface TableConfig extends ClassesConfig {
  /** Classes with cross-entropy, or numbers with the mean squared error. */
  task: 'classify' | 'regress';
  /** How many classes or numbers. */
  outputs: number;
  /** Sizes of the layers between input and output; none: a linear model. */
  hidden: number[];
  nonlinearity: 'tanh' | 'relu';
  /** Probability of dropping a unit of a hidden layer. */
  dropout: number;
  init: InitScheme;
}

export const tableDefaults: TableConfig = {
  task: 'classify',
  outputs: 2,
  hidden: [32],
  nonlinearity: 'tanh',
  dropout: 0,
  classWeights: [],
  smoothing: 0,
  init: 'unroll',
};

export interface TableBatch extends WholeBatch {
  /** (B, F) */
  rows: ArrayLike<number>;
}

export interface TableTraining extends TableBatch {
  /** 'classify': (B) classes, `IGNORED` (−1) does not count. 'regress': (B, outputs) numbers. */
  targets: ArrayLike<number>;
}

const LAYERS = 'layers.';

export class TableNetwork extends Network implements Trainable<TableTraining> {
  readonly config: TableConfig;
  /** F */
  readonly columns: number;
  private readonly layers: DenseLayers;
  private readonly output: { weight: Tensor; bias: Tensor };

  constructor(
    backend: Backend,
    config: TableConfig,
    columns: number,
    { seed }: Omit<NetworkOptions, 'cells'> = {},
  ) {
    checkTable(config, columns);
    super(backend, tableSpecs(config, columns), { init: config.init, seed });
    this.config = config;
    this.columns = columns;
    const { hidden: sizes, nonlinearity } = config;
    const { parameters } = this;
    this.layers = new DenseLayers({ input: columns, sizes, nonlinearity }, parameters, LAYERS);
    this.output = { weight: parameters.get('output.weight'), bias: parameters.get('output.bias') };
  }

  /**
   * (B, outputs) logits or numbers; for two classes (B, 1). Error 'shape' for rows of another size,
   * 'data' for a number that is not finite.
   */
  forward(tape: Tape, batch: TableBatch): Tensor {
    return linear(tape, this.features(tape, batch), this.output.weight, this.output.bias);
  }

  /** (B, outputs): how probable each class is. Error 'usage' for a network of numbers. */
  probabilities(tape: Tape, batch: TableBatch): Tensor {
    if (this.config.task === 'regress') {
      throw new UnrollError('usage', 'numbers have no probabilities: use forward');
    }
    const logits = this.forward(tape, batch);
    if (!isBinary(this.config)) return softmax(tape, logits);
    const p = sigmoid(tape, logits);
    return concatColumns(tape, oneMinus(tape, p), p);
  }

  /** Nats per row, or the mean squared error per number. */
  loss(tape: Tape, batch: TableTraining, { reduction }: LossOptions = {}): Tensor {
    const { task, outputs, classWeights, smoothing } = this.config;
    const { B, targets } = batch;
    if (task === 'regress') {
      const target = tape.constant(targets, [B, outputs]);
      return mse(tape, this.forward(tape, batch), target, { reduction });
    }
    if (isBinary(this.config)) {
      const { shares, weights } = binaryTargets(targets, { B, classWeights, smoothing });
      const share = tape.constant(shares, [B, 1]);
      const each = bceWithLogits(tape, this.forward(tape, batch), share, { reduction: 'none' });
      const total = sum(tape, multiply(tape, each, tape.constant(weights, [B, 1])));
      return reduction === 'sum' ? total : scale(tape, total, 1 / this.weight(batch));
    }
    const layer = { x: this.features(tape, batch), ...this.output };
    return linearCrossEntropy(tape, layer, targets, {
      ignoreIndex: IGNORED,
      smoothing,
      classWeights: classWeights.length === 0 ? undefined : classWeights,
      reduction,
    });
  }

  part(batch: TableTraining, from: number, to: number): TableTraining {
    const { B, rows, targets, firstStream = 0 } = batch;
    const cut = (values: ArrayLike<number>) => {
      const each = values.length / B;
      return Array.from(values).slice(from * each, to * each);
    };
    return {
      ...batch,
      B: to - from,
      firstStream: firstStream + from,
      rows: cut(rows),
      targets: cut(targets),
    };
  }

  weight({ targets }: TableTraining): number {
    const { task, classWeights } = this.config;
    if (task === 'regress') return targets.length;
    return weightOfTargets(targets, { classWeights, ignored: IGNORED });
  }

  /** (B, D): what the output reads. */
  private features(tape: Tape, batch: TableBatch): Tensor {
    const { dropout: p } = this.config;
    const { dropoutKey, firstStream, B: streams } = batch;
    const x = rowsTensor(tape, batch, this.columns);
    if (p === 0 || dropoutKey === undefined) return this.layers.forward(tape, x);
    return this.layers.forward(tape, x, (y, layer) =>
      dropout(tape, y, { p, key: foldKey(dropoutKey, layer), streams, firstStream }),
    );
  }
}

function rowsTensor(tape: Tape, { rows, B }: TableBatch, columns: number): Tensor {
  const x = tape.constant(rows, [B, columns]);
  for (let k = 0; k < rows.length; k++) {
    if (Number.isFinite(rows[k])) continue;
    throw new UnrollError(
      'data',
      `expected finite numbers in rows but received ${rows[k]} in row ${Math.floor(k / columns)}, column ${k % columns}`,
    );
  }
  return readInput(tape, { kind: 'row', of: '' }, x);
}

function isBinary({ task, outputs }: TableConfig): boolean {
  return task === 'classify' && outputs === 2;
}

function checkTable(config: TableConfig, columns: number): void {
  const { task, outputs, hidden, dropout: p, classWeights, smoothing } = config;
  expectPositive('the number of columns', columns);
  expectOneOf('task', task, ['classify', 'regress']);
  expectPositive('outputs', outputs);
  if (task === 'classify' && outputs < 2) throw expected('outputs', 'at least 2 classes', outputs);
  for (const size of hidden) expectPositive('the size of a hidden layer', size);
  expectOneOf('nonlinearity', config.nonlinearity, ['tanh', 'relu']);
  expectOneOf('init', config.init, ['unroll', 'torch']);
  if (!(p >= 0 && p < 1)) throw expected('dropout', 'at least 0 and less than 1', p);
  if (p > 0 && hidden.length === 0) {
    throw new UnrollError(
      'usage',
      'dropout drops units of hidden layers, and there are none: give hidden a size, or leave dropout out',
    );
  }
  checkClasses(config, outputs);
  if (task === 'regress' && (classWeights.length > 0 || smoothing > 0)) {
    throw new UnrollError(
      'usage',
      'classWeights and smoothing belong to classes, and regression has none: leave them out',
    );
  }
}

/** Every parameter, in the order of its flat block. */
function tableSpecs(config: TableConfig, columns: number): ParameterSpec[] {
  const { hidden, outputs } = config;
  return [
    ...DenseLayers.specs({ input: columns, sizes: hidden }, LAYERS),
    ...linearSpecs('output', hidden.at(-1) ?? columns, isBinary(config) ? 1 : outputs),
  ];
}
