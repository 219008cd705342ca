/** The data layer's written list; everything above it imports from here. */

export {
  type Bucket,
  type Buckets,
  type BucketsOptions,
  buckets,
  type Lengths,
} from './buckets.ts';
export { countCharacters } from './characters.ts';
export {
  type CodecData,
  type CodecParts,
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
export { Categories, type CategoriesData } from './encoders/categories.ts';
export { LabelTable, type LabelTableData } from './encoders/label-table.ts';
export { Standardiser, type StandardiserData } from './encoders/standardiser.ts';
export {
  TableEncoder,
  type TableEncoderData,
  type TableEncoderOptions,
} from './encoders/table-encoder.ts';
export { type OpenVocabularyOptions, openVocabulary, storedVocabulary } from './open-vocabulary.ts';
export {
  type Level,
  type ResolvedTextOptions,
  resolveTextOptions,
  type SequenceMode,
  type TextOptions,
  type WordSplit,
} from './options.ts';
export { type ReadTextOptions, readText, readTextPieces, type TextEncoding } from './read-text.ts';
export { type ConllOptions, readConll, type TaggedSentence } from './records/conll.ts';
export {
  type CsvOptions,
  type CsvRow,
  numberField,
  numberOrGap,
  readCsv,
  textField,
} from './records/csv.ts';
export {
  type JsonObjectRecord,
  type JsonRecord,
  jsonField,
  jsonText,
  readJsonl,
  readJsonObjects,
} from './records/jsonl.ts';
export {
  type LabelledLayout,
  type LabelledText,
  type LabelledTextOptions,
  layoutOf,
  readLabelledText,
} from './records/labelled-text.ts';
export { isMissing, parseNumber } from './records/numbers.ts';
export { type Pair, type PairsOptions, readPairs } from './records/pairs.ts';
export { listed, type Place, placeOf, shown, wrongAt } from './records/place.ts';
export {
  extensionOf,
  type Line,
  type ReadRecordsOptions,
  type RecordSource,
  readAll,
  readLines,
  recordPieces,
  sourceName,
} from './records/source.ts';
export {
  type CsvVectorSequence,
  type CsvVectorsOptions,
  type JsonVectorSequence,
  type JsonVectorsOptions,
  readCsvVectors,
  readJsonVectors,
  type VectorSequence,
} from './records/vectors.ts';
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
export { readWordVectors, readWordVectorWidth, type WordVectors } from './word-vectors.ts';
