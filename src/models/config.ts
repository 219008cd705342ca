/** The settings of a language model: plain JSON, complete, as `run.json` and model files keep them. */

/** The built-in cells, and whatever `defineCell` has added. */
export type CellSetting =
  | 'rnn'
  | 'gru-simple'
  | 'gru'
  | 'gru-torch'
  | 'lstm'
  | 'lstm-peephole'
  | (string & {});

export interface LanguageModelConfig {
  cell: CellSetting;
  layers: number;
  hidden: number;
  /** Size of learned embeddings, or one-hot input. */
  embed: number | 'onehot';
  /** The output layer's weights are the embedding's. */
  tie: boolean;
  /** Probability of dropping a unit: at the embedding, between layers and before the output. */
  dropout: number;
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

export const languageModelDefaults: LanguageModelConfig = {
  cell: 'lstm',
  layers: 2,
  hidden: 128,
  embed: 128,
  tie: false,
  dropout: 0,
  residual: false,
  outputLayers: [],
  nonlinearity: 'tanh',
  peepholeOutput: 'current',
  init: 'unroll',
};
