/** The settings of networks: plain JSON, complete, as `run.json` and model files keep them. */
import type { CellName } from '../nn/cells/table.ts';
import { expected, UnrollError } from '../util/errors.ts';
import { expectOneOf, expectPositive, expectShare } from './expect.ts';
import { checkInput, type InputConfig } from './input-config.ts';

export { expectOneOf, expectPositive } from './expect.ts';

/** A built-in cell, or the name of a user's own (`defineCell`). */
export type CellSetting = CellName | (string & {});

/** What the networks of all topologies have: embedding, recurrent stack, deep output layers. */
export interface NetworkConfig {
  cell: CellSetting;
  layers: number;
  hidden: number;
  /** Size of learned embeddings, or one-hot input. */
  embed: number | 'onehot';
  /** Probability of dropping a unit between layers and before the output. */
  dropout: number;
  /** The same at the embedding alone. */
  embedDropout: number;
  /** Probability of hiding a symbol from a sequence for a whole step, wherever it stands (Iyyer et al. 2015; Gal 2016, §4.2). */
  wordDrop: number;
  /** Probability of dropping a recurrent weight for a whole step (Merity et al. 2017, §2). */
  weightDrop: number;
  /** One dropout pattern for all time steps of a sequence (Gal and Ghahramani 2016). */
  variational: boolean;
  /** Each layer after the first adds its input to its output. */
  residual: boolean;
  /** Sizes of hidden layers (tanh) between the last recurrent layer and the output. */
  outputLayers: number[];
  /** Of the `rnn` cell. */
  nonlinearity: 'tanh' | 'relu';
  /** Which cell state the output gate of `lstm-peephole` sees. */
  peepholeOutput: 'current' | 'previous';
  init: 'unroll' | 'torch';
}

/** Of networks that have the whole sequence before they answer. */
export interface DirectionsConfig {
  /** Each layer also reads from each sequence's own last step to its first. */
  bidirectional: boolean;
  /** What becomes of the two directions: side by side (2H columns, as in torch) or added (H). */
  merge: 'concat' | 'sum';
}

/** Of networks whose loss is softmax cross-entropy over a few classes. */
export interface ClassesConfig {
  /** Weight of each class in the loss; empty: 1 each. */
  classWeights: number[];
  /** This share of each target is spread evenly over all classes. */
  smoothing: number;
}

export interface LanguageModelConfig extends NetworkConfig {
  /** The output layer's weights are the embedding's; a projection joins them where sizes differ. */
  tie: boolean;
}

export const networkDefaults: NetworkConfig = {
  cell: 'lstm',
  layers: 2,
  hidden: 128,
  embed: 128,
  dropout: 0,
  embedDropout: 0,
  wordDrop: 0,
  weightDrop: 0,
  variational: false,
  residual: false,
  outputLayers: [],
  nonlinearity: 'tanh',
  peepholeOutput: 'current',
  init: 'unroll',
};

const { cell, layers, hidden, embed, ...others } = networkDefaults;

/** In the order in which files have always held them. */
export const languageModelDefaults: LanguageModelConfig = {
  cell,
  layers,
  hidden,
  embed,
  tie: false,
  ...others,
};

/** What every network's settings say of random numbers. */
export interface DropoutConfig {
  dropout: number;
  embedDropout?: number;
  wordDrop?: number;
  weightDrop?: number;
  wideDrop?: number;
  samplingRatio?: number;
}

/** Whether training draws random numbers, for dropout or for a decoder's inputs. */
export function usesDropout(config: DropoutConfig): boolean {
  const { dropout, embedDropout, wordDrop, weightDrop, wideDrop, samplingRatio } = config;
  return [dropout, embedDropout, wordDrop, weightDrop, wideDrop, samplingRatio].some(
    (p) => p !== undefined && p > 0,
  );
}

/** Beyond this many numbers a model fits in no memory that JavaScript can address as one array. */
const MAX_PARAMETERS = 2 ** 29;

export interface NetworkSizes {
  /** Symbols of the input; 0: it has no tokens. */
  vocabularySize: number;
  /** Letters of which words are made, for `characters`. */
  letters?: number;
  /** Rows of the output layer's own weights. */
  outputs: number;
}

/** Throws 'usage' naming the setting that cannot be. The cell is checked where it is resolved. */
export function checkNetwork(
  config: NetworkConfig & Partial<DirectionsConfig> & Partial<InputConfig>,
  sizes: NetworkSizes,
): void {
  const { vocabularySize, outputs } = sizes;
  const { layers, hidden, embed, dropout, embedDropout, wordDrop, weightDrop } = config;
  expectPositive('layers', layers);
  expectPositive('hidden', hidden);
  if (embed !== 'onehot') expectPositive('embed', embed, 'onehot or a positive integer');
  for (const size of config.outputLayers) expectPositive('the size of an output layer', size);
  for (const [name, p] of Object.entries({ dropout, embedDropout, wordDrop, weightDrop })) {
    if (!(p >= 0 && p < 1)) throw expected(name, 'at least 0 and less than 1', p);
  }
  const { columns: input, parameters: ofInput } = checkInput(config, sizes);
  if (config.variational && dropout === 0 && embedDropout === 0) {
    throw new UnrollError(
      'usage',
      'variational says which units dropout drops, and dropout is 0: give dropout a share, or leave variational out',
    );
  }
  expectOneOf('nonlinearity', config.nonlinearity, ['tanh', 'relu']);
  expectOneOf('peepholeOutput', config.peepholeOutput, ['current', 'previous']);
  expectOneOf('init', config.init, ['unroll', 'torch']);
  expectOneOf('merge', config.merge ?? 'concat', ['concat', 'sum']);
  const directions = config.bidirectional ? 2 : 1;
  const width = config.merge === 'sum' ? hidden : directions * hidden;
  const widest = Math.max(input, hidden, ...config.outputLayers);
  const rough =
    ofInput +
    directions * 4 * hidden * (input + hidden) +
    (layers - 1) * directions * 4 * hidden * (width + hidden) +
    outputs * (config.outputLayers.at(-1) ?? width);
  if (rough > MAX_PARAMETERS) {
    throw new UnrollError(
      'usage',
      `a model with hidden ${hidden}, layers ${layers}, embed ${embed} and ${vocabularySize} symbols has about ${Math.round(rough / 1e6)} million parameters and the most is ${Math.round(MAX_PARAMETERS / 1e6)} million: lower hidden${widest === vocabularySize ? ', give embed a size' : ''} or layers`,
    );
  }
}

/** As `checkNetwork`, with what language models have besides. */
export function checkLanguageModel(config: LanguageModelConfig, vocabularySize: number): void {
  const { tie, embed } = config;
  if (tie && embed === 'onehot') {
    throw new UnrollError(
      'usage',
      'tied output weights are the embedding, and one-hot input has none: give embed a size, or leave tie out',
    );
  }
  checkNetwork(config, { vocabularySize, outputs: tie ? 0 : vocabularySize });
}

/** Error 'usage' for weights or a smoothing that cannot be. */
export function checkClasses({ classWeights, smoothing }: ClassesConfig, classes: number): void {
  if (classWeights.length !== 0 && classWeights.length !== classes) {
    throw expected('classWeights', `none or ${classes} numbers`, classWeights.length);
  }
  for (const weight of classWeights) {
    if (!(weight >= 0 && Number.isFinite(weight))) {
      throw expected('a class weight', 'a number of at least 0', weight);
    }
  }
  expectShare('smoothing', smoothing);
}
