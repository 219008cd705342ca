/**
 * The subpath `unroll-rnn/nn`: recurrent layers for networks of your own, over the tape of
 * `unroll-rnn/tensor`. Stacks walk either direction or both.
 */
export {
  type Attended,
  Attention,
  AttentionalLayer,
  type AttentionalLayerConfig,
  type AttentionConfig,
  type AttentionMemory,
  type AttentionScore,
  attentionScores,
} from './attention.ts';
export type { Cell, CellParameters, CellSizes, CellState, CellStep } from './cells/cell.ts';
export {
  type CellDefinition,
  type CellParameterDefinition,
  defineCell,
} from './cells/define-cell.ts';
export { type CellName, type CellOptions, cellNames, resolveCell } from './cells/table.ts';
export {
  Crf,
  type CrfConfig,
  type CrfLossOptions,
  type CrfOptions,
  type CrfPath,
} from './crf/crf.ts';
export { bioRule, type TagRule } from './crf/rules.ts';
export {
  type CtcBeamOptions,
  type CtcDecodeOptions,
  type CtcHypothesis,
  type CtcPath,
  ctcBeam,
  ctcGreedy,
} from './ctc/decode.ts';
export { type CtcLossOptions, ctcLoss } from './ctc/loss.ts';
export { type Init, type InitOptions, initialize, type ParameterSpec } from './init.ts';
export { type DenseConfig, DenseLayers, linearSpecs } from './layers.ts';
export { type Pooled, Pooling, type PoolingName, poolingNames } from './pooling.ts';
export {
  type ForwardOptions,
  type LayerState,
  Stack,
  type StackConfig,
  type StackResult,
} from './recurrent/stack.ts';
