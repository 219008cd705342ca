/**
 * The subpath `unroll-rnn/models`: the networks of whole sequences, over the tape of
 * `unroll-rnn/tensor`. `networkStep` of the library trains them.
 */
export {
  Classifier,
  type ClassifierConfig,
  type ClassifierResult,
  type ClassifierTraining,
  classifierDefaults,
} from './classifier.ts';
export type {
  CellSetting,
  ClassesConfig,
  DirectionsConfig,
  NetworkConfig,
} from './config.ts';
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
export {
  type CharactersConfig,
  type InputConfig,
  type InputSizes,
  inputDefaults,
} from './input-config.ts';
export { type Letters, lettersOf } from './letters.ts';
export type { Network, NetworkOptions } from './network.ts';
export { type PretrainedOptions, writeEmbedding } from './pretrained.ts';
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
  type DecoderState,
  type DecoderStep,
  type GreedyOptions,
  type SourceMemory,
  Translator,
} from './translator.ts';
