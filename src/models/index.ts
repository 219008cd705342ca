/**
 * The subpath `unroll-rnn/models`: the networks of whole sequences, over the tape of
 * `unroll-rnn/tensor`. `networkStep` of the library trains them.
 */
export { type BeamOptions, beamSearch, type Hypothesis } from './beam-search.ts';
export { type CaptionStart, type CaptionState, CaptionWriter } from './caption-writer.ts';
export {
  type CaptionBatch,
  Captioner,
  type CaptionerConfig,
  type CaptionResult,
  type CaptionTraining,
  captionerDefaults,
} from './captioner.ts';
export {
  Classifier,
  type ClassifierBatch,
  type ClassifierConfig,
  type ClassifierResult,
  type ClassifierTraining,
  classifierDefaults,
} from './classifier.ts';
export type { ConditionConfig } from './condition.ts';
export {
  type CellSetting,
  type ClassesConfig,
  type DirectionsConfig,
  type NetworkConfig,
  usesDropout,
} from './config.ts';
export { type CopyOptions, copyUnknown } from './copy-unknown.ts';
export {
  type Decoded,
  type Encoded,
  EncoderDecoder,
  type EncoderDecoderConfig,
  encoderDecoderDefaults,
  type TranslationBatch,
  type TranslationTraining,
  type VocabularySizes,
} from './encoder-decoder.ts';
export { type Forecast, ForecastMaker, type ForecastOptions } from './forecast-maker.ts';
export {
  Forecaster,
  type ForecasterConfig,
  type ForecastResult,
  type ForecastTraining,
  forecasterDefaults,
} from './forecaster.ts';
export {
  type CharactersConfig,
  type InputConfig,
  type InputSizes,
  inputDefaults,
  type VectorsConfig,
  vectorsDefaults,
} from './input-config.ts';
export { type Letters, lettersOf } from './letters.ts';
export type { Network, NetworkOptions } from './network.ts';
export { type PretrainedOptions, writeEmbedding } from './pretrained.ts';
export {
  type RowChoice,
  type RowDecoder,
  type RowStart,
  type RowStep,
  type RowStepOptions,
  type WalkOptions,
  type Written,
  walkRows,
} from './row-decoder.ts';
export type { SamplingChoice } from './scheduled-sampling.ts';
export type { StepInputs } from './step-input.ts';
export {
  type TableBatch,
  type TableConfig,
  TableNetwork,
  type TableTraining,
  tableDefaults,
} from './table-network.ts';
export { TagStream, type TagStreamInput, type TagStreamResult } from './tag-stream.ts';
export {
  Tagger,
  type TaggerConfig,
  type TaggerOptions,
  type TaggerTraining,
  taggerDefaults,
} from './tagger.ts';
export { IGNORED, NOTHING } from './token-stack.ts';
export type { LossOptions, SequencesBatch, Trainable, WholeBatch } from './trainable.ts';
export {
  Transcriber,
  type TranscriberConfig,
  type Transcription,
  type TranscriptionTraining,
  transcriberDefaults,
} from './transcriber.ts';
export {
  type DecoderState,
  type DecoderStep,
  type GreedyOptions,
  type SourceMemory,
  type TranslationBeamOptions,
  Translator,
} from './translator.ts';
export {
  type WindowBatch,
  WindowModel,
  type WindowModelConfig,
  type WindowTraining,
  windowModelDefaults,
} from './window-model.ts';
