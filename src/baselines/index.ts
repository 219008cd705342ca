/** The baselines' written list; everything above imports from here. */
export type { Baseline } from './baseline.ts';
export {
  AutoRegression,
  type AutoRegressionData,
  type AutoRegressionOptions,
  type MultiStep,
} from './forecast/autoregression.ts';
export { LastValue, SeasonalNaive } from './forecast/naive.ts';
export { NormalEquations } from './forecast/ridge.ts';
export { type Forecaster, type Series, seriesOf } from './forecast/series.ts';
export { type AdagradOptions, fitAdagrad } from './linear/adagrad.ts';
export {
  fitLeastSquares,
  type LeastSquaresOptions,
  type LinearWeights,
} from './linear/least-squares.ts';
export {
  fitLogisticRegression,
  type LogisticRegressionOptions,
} from './linear/logistic-regression.ts';
export { MajorityClass } from './linear/majority.ts';
export { MeanValue } from './linear/mean.ts';
export { mostProbable, probabilitiesOf, type SoftmaxWeights } from './linear/softmax.ts';
export { denseRows, type SparseRow, type SparseRows } from './linear/sparse-rows.ts';
export {
  LinearTextClassifier,
  type TextClassifierData,
  type TextClassifierOptions,
} from './linear/text-classifier.ts';
export {
  type NgramRange,
  type TextFeatureOptions,
  textFeatureDefaults,
  textFeatures,
} from './linear/text-features.ts';
export {
  LinearTextRegression,
  type TextRegressionData,
  type TextRegressionOptions,
} from './linear/text-regression.ts';
export {
  LinearRegression,
  type LinearRegressionData,
  LinearVectorClassifier,
  type VectorClassifierOptions,
} from './linear/vector-models.ts';
export { windowFeatures } from './linear/window-features.ts';
export {
  type TaggedSentence,
  WindowTagger,
  type WindowTaggerData,
  type WindowTaggerOptions,
} from './linear/window-tagger.ts';
export { type ArpaModel, arpaLines, readArpa } from './ngram/arpa.ts';
export { type Discounts, discountsOf, NgramCounts, type NgramOptions } from './ngram/kneser-ney.ts';
export {
  type NgramData,
  NgramModel,
  type NgramSampling,
  type NgramTokens,
  type NgramVocabulary,
  START,
} from './ngram/model.ts';
export { MostFrequentText } from './text/most-frequent.ts';
export { NearestText, type NearestTextData } from './text/nearest.ts';
export { WordLexicon, type WordLexiconData, type WordPair } from './text/word-lexicon.ts';
