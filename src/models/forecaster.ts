/**
 * The next values of time series: windows of vectors → recurrent stack → deep output layers → for each
 * number that is forecast a location and, by the likelihood, a scale and degrees of freedom. Columns are
 * taken as they come: what is forecast has the unit of what is read.
 *
 *   'direct'     the last state of a window gives all `horizon` steps at once
 *   'recursive'  every step gives the next one, and is trained on all steps of a window; further steps
 *                are read back as if they had been observed (`ForecastMaker`)
 *
 * With `highway` p, a direct forecast is that of the network and a linear one of the last p values (`Highway`).
 *
 * Parameter names are torch's: those of the input (see `StepInput`); `rnn.weight_ih_l0` … (see the stack);
 * `output_layers.K.weight`, `.bias`; `output.weight` and `output.bias`, in the order of `Likelihood`'s
 * columns; of the C·H numbers of 'direct', number h·C + c is column c of step h.
 */
import type { Backend } from '../backend/backend.ts';
import type { ParameterSpec } from '../nn/init.ts';
import { Pooling } from '../nn/pooling.ts';
import type { LayerState } from '../nn/recurrent/stack.ts';
import {
  type Likelihood,
  likelihoodColumns,
  negativeLogLikelihood,
} from '../tensor/ops/likelihood.ts';
import type { Tape } from '../tensor/tape.ts';
import { isBlock, type Tensor } from '../tensor/tensor.ts';
import { expected, UnrollError } from '../util/errors.ts';
import { checkNetwork, type NetworkConfig, networkDefaults } from './config.ts';
import { DeepOutput } from './deep-output.ts';
import { expectOneOf, expectPositive } from './expect.ts';
import { Highway } from './highway.ts';
import { type VectorsConfig, vectorsDefaults } from './input-config.ts';
import { Network, type NetworkOptions } from './network.ts';
import { type SequenceBatch, TokenStack } from './token-stack.ts';
import {
  type LossOptions,
  type SequencesBatch,
  sequencesPart,
  type Trainable,
  vectorsPart,
} from './trainable.ts';

export interface ForecasterConfig extends NetworkConfig, VectorsConfig {
  /** Which columns of the vectors are forecast, in the order of the answer; C of them. */
  targets: number[];
  mode: 'direct' | 'recursive';
  /** H, steps ahead. */
  horizon: number;
  likelihood: Likelihood;
  /** p, the last values that also go straight to the forecast; 0: none. Of 'direct' only. */
  highway: number;
}

export const forecasterDefaults: ForecasterConfig = {
  ...networkDefaults,
  ...vectorsDefaults,
  layers: 1,
  vectors: 1,
  targets: [0],
  mode: 'recursive',
  horizon: 1,
  likelihood: 'gaussian',
  highway: 0,
};

export interface ForecastTraining extends SequencesBatch {
  /**
   * Numbers, time-major. 'direct': (H, B, C) the steps after each window. 'recursive': (T, B, C) the step
   * after each of the window's; what stands at and after a window's length does not count.
   */
  targets: ArrayLike<number>;
}

export interface ForecastResult {
  /** (B, columns) of the likelihood: of the next step, or of all H steps. */
  outputs: Tensor;
  /** The state after the window, copied out. */
  state: () => LayerState[];
}

export class Forecaster extends Network implements Trainable<ForecastTraining> {
  readonly config: ForecasterConfig;
  private readonly tokens: TokenStack;
  private readonly last: Pooling;
  private readonly output: DeepOutput;
  private readonly highway: Highway | undefined;

  constructor(backend: Backend, config: ForecasterConfig, { seed, cells }: NetworkOptions = {}) {
    checkForecaster(config);
    super(backend, forecasterSpecs(config, cells), { init: config.init, seed });
    this.config = config;
    const { parameters } = this;
    this.tokens = new TokenStack(config, parameters, { vocabularySize: 0, cells });
    this.last = new Pooling('last', this.tokens.stack.config, { parameters, prefix: '' });
    const deep = { input: config.hidden, sizes: config.outputLayers };
    this.output = new DeepOutput(deep, parameters);
    const { highway: lags, horizon, targets } = config;
    if (lags > 0) this.highway = new Highway({ lags, horizon, targets }, parameters);
  }

  /** Numbers that the outputs describe: C, or H·C. */
  get numbers(): number {
    return numbersOf(this.config);
  }

  /** What the last step of each window says. Errors 'shape' and 'data' when the batch does not fit. */
  forward(tape: Tape, batch: SequenceBatch): ForecastResult {
    const run = this.tokens.forward(tape, batch);
    const { output } = this.last.forward(tape, run, batch.lengths);
    const outputs = this.output.forward(tape, this.tokens.dropOutput(tape, output, batch));
    return {
      outputs: this.highway?.addTo(tape, outputs, run.input, batch.lengths) ?? outputs,
      state: run.state,
    };
  }

  /** The negative log-likelihood, or the squared error, per number. */
  loss(tape: Tape, batch: ForecastTraining, { reduction }: LossOptions = {}): Tensor {
    const { mode, likelihood } = this.config;
    const y = this.targetsOf(batch);
    if (mode === 'direct') {
      const x = this.forward(tape, batch).outputs;
      return negativeLogLikelihood(tape, likelihood, { x, y }, { reduction });
    }
    const { output } = this.tokens.forward(tape, batch);
    const x = this.output.forward(tape, this.tokens.dropOutput(tape, output, batch));
    const counts = stepsThatCount(batch);
    return negativeLogLikelihood(tape, likelihood, { x, y }, { counts, reduction });
  }

  part(batch: ForecastTraining, from: number, to: number): ForecastTraining {
    const { B, targets } = batch;
    const T = targets.length / (B * this.config.targets.length);
    return { ...sequencesPart(batch, from, to), targets: vectorsPart(targets, { T, B }, from, to) };
  }

  weight(batch: ForecastTraining): number {
    const { mode } = this.config;
    if (mode === 'direct') return batch.B * this.numbers;
    return stepsThatCount(batch).filter((counts) => counts).length * this.numbers;
  }

  /** 'direct': (H, B, C) → (B, H, C), as the outputs have them. */
  private targetsOf({ targets, T, B }: ForecastTraining): ArrayLike<number> {
    const { mode, horizon } = this.config;
    const { length: C } = this.config.targets;
    const steps = mode === 'direct' ? horizon : T;
    if (targets.length !== steps * B * C) {
      throw new UnrollError(
        'shape',
        `expected targets with shape (${steps}, ${B}, ${C}), ${steps * B * C} numbers, but received ${targets.length}`,
      );
    }
    if (mode === 'recursive') return targets;
    return Float64Array.from({ length: targets.length }, (_, n) => {
      const [b, h, c] = [Math.floor(n / (horizon * C)), Math.floor(n / C) % horizon, n % C];
      return targets[(h * B + b) * C + c];
    });
  }
}

/** (T, B) whether a window has not ended. */
function stepsThatCount({ T, B, lengths }: SequencesBatch): boolean[] {
  const ends = lengths && (isBlock(lengths) ? lengths.array() : lengths);
  return Array.from({ length: T * B }, (_, n) => Math.floor(n / B) < (ends?.[n % B] ?? T));
}

function numbersOf({ mode, horizon, targets }: ForecasterConfig): number {
  return targets.length * (mode === 'direct' ? horizon : 1);
}

function checkForecaster(config: ForecasterConfig): void {
  const { vectors: F, targets, mode, horizon, likelihood, highway, project } = config;
  expectPositive('vectors', F);
  expectOneOf('mode', mode, ['direct', 'recursive']);
  expectOneOf('likelihood', likelihood, Object.keys(likelihoodColumns));
  expectPositive('horizon', horizon);
  if (!(Number.isInteger(highway) && highway >= 0)) {
    throw expected('highway', 'a whole number of steps, 0 for none', highway);
  }
  if (highway > 0 && mode !== 'direct') {
    throw new UnrollError(
      'usage',
      `a highway leads from a window to all steps ahead at once: give --mode direct, or leave --highway out`,
    );
  }
  if (highway > 0 && project > 0) {
    throw new UnrollError(
      'usage',
      `a highway reads the values themselves: leave --project or --highway out`,
    );
  }
  if (targets.length === 0) throw expected('targets', 'at least one column', 'none');
  targets.forEach((column, c) => {
    if (!Number.isInteger(column) || column < 0 || column >= F) {
      throw expected('targets', `columns from 0 to ${F - 1}`, column);
    }
    if (targets.indexOf(column) !== c) throw expected('targets', 'different columns', column);
  });
  const outputs = numbersOf(config) * likelihoodColumns[likelihood];
  checkNetwork(config, { vocabularySize: 0, outputs });
}

/** Every parameter, in the order of its flat block. */
function forecasterSpecs(
  config: ForecasterConfig,
  cells: NetworkOptions['cells'],
): ParameterSpec[] {
  const { hidden, outputLayers, likelihood, highway: lags, horizon } = config;
  const outputs = numbersOf(config) * likelihoodColumns[likelihood];
  return [
    ...TokenStack.specs(config, { vocabularySize: 0, cells }),
    ...DeepOutput.specs({ input: hidden, sizes: outputLayers, outputs }),
    ...(lags > 0 ? Highway.specs({ lags, horizon }) : []),
  ];
}
