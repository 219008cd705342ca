/** The data layer's written list; everything above it imports from here. */

export { countCharacters } from './characters.ts';
export {
  type CodecData,
  type Decoder,
  type EncodeOptions,
  type Encoder,
  TextCodec,
} from './codec.ts';
export {
  type Corpus,
  type CorpusOptions,
  openCorpus,
  prepareCorpus,
  type TextInput,
} from './corpus.ts';
export {
  type Level,
  type ResolvedTextOptions,
  resolveTextOptions,
  type SequenceMode,
  type TextLevel,
  type TextOptions,
  type WordSplit,
} from './options.ts';
export { type ReadTextOptions, readText, readTextPieces, type TextEncoding } from './read-text.ts';
export { type CorpusPart, indexSequences, type SequenceIndex } from './sequence-index.ts';
export {
  type SequenceBatch,
  type SequencesOptions,
  sequences,
  type TokenSequences,
} from './sequences.ts';
export {
  memorySource,
  sourceRange,
  splitSource,
  type TokenArray,
  type TokenSource,
} from './source.ts';
export {
  type StreamPosition,
  type StreamsOptions,
  streams,
  type TokenBatch,
  type TokenStreams,
} from './streams.ts';
export {
  createTokenFile,
  type OpenTokenFileOptions,
  openTokenFile,
  type TokenFile,
  type TokenFileWriter,
} from './token-file.ts';
export { BOS, EOS, type Tokenizer, UNK } from './tokenizers/tokenizer.ts';
export { buildVocabulary, Vocabulary, type VocabularyData } from './vocabulary.ts';
