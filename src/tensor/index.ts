/**
 * `unroll-rnn/tensor`: tensors, the tape and the gradient check, for people who write their own
 * cells, layers and losses. Everyday use needs none of this.
 */
export type { Backend, Block, Floats, IntBlock } from '../backend/backend.ts';
export { createReferenceBackend } from '../backend/js/reference.ts';
export { type BackendOptions, createBackend } from '../backend/select.ts';
export { Arena } from './arena.ts';
export {
  checkGradients,
  type GradientCheck,
  type GradientCheckInput,
  type GradientCheckOptions,
} from './check-gradients.ts';
export { abs, exp, log, negate, oneMinus, relu, sigmoid, square, tanh } from './ops/activation.ts';
export { meanSquare, meanSquaredChange } from './ops/activity.ts';
export { add, addRow, multiply, multiplyRow, scale, subtract } from './ops/arithmetic.ts';
export {
  type AdditiveScoresInputs,
  additiveScores,
  dotProducts,
  weightedSums,
} from './ops/attention.ts';
export { concatColumns, stack } from './ops/concat.ts';
export {
  type CrossEntropyOptions,
  crossEntropy,
  linearCrossEntropy,
  type OutputLayer,
  type Reduction,
} from './ops/cross-entropy.ts';
export { type DropoutOptions, dropout } from './ops/dropout.ts';
export { type EmbeddingOptions, embedding } from './ops/embedding.ts';
export { type LayerNormOptions, layerNorm } from './ops/layer-norm.ts';
export {
  type Likelihood,
  type LikelihoodOptions,
  likelihoodColumns,
  negativeLogLikelihood,
} from './ops/likelihood.ts';
export { linear } from './ops/linear.ts';
export { logSoftmax } from './ops/log-softmax.ts';
export { maxOverTime } from './ops/max-over-time.ts';
export {
  bceWithLogits,
  type HuberOptions,
  huber,
  l1,
  mse,
  type PairLossOptions,
} from './ops/pair-loss.ts';
export { mean, sum } from './ops/reduce.ts';
export { sliceColumns, sliceRows } from './ops/slice.ts';
export { type SoftmaxOptions, softmax } from './ops/softmax.ts';
export { transposeLast } from './ops/transpose.ts';
export { PackCache, type PackRequest } from './pack-cache.ts';
export { type ParameterEntry, type ParameterSpec, Parameters } from './parameters.ts';
export type { Shape } from './shape.ts';
export { Tape, type TapeOptions } from './tape.ts';
export { gradientOf, type Ids, item, reshape, type Tensor, valuesOf } from './tensor.ts';
