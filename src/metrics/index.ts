/** The metrics' written list; everything above imports from here. */
export { type BleuOptions, type BleuScore, type BleuSmoothing, corpusBleu } from './bleu.ts';
export {
  type AverageScore,
  accuracy,
  type ClassScore,
  type ConfusionMatrix,
  classScores,
  confusionMatrix,
  type LogLossOptions,
  logLoss,
  macroAverage,
  weightedAverage,
} from './classification.ts';
export {
  characterErrorRate,
  editDistance,
  errorRate,
  exactMatch,
  wordErrorRate,
} from './edit-distance.ts';
export {
  intervalCoverage,
  meanAbsoluteError,
  meanAbsoluteScaledError,
  meanSquaredError,
  pinballLoss,
  quantileCoverage,
  rootMeanSquaredError,
  rSquared,
  seasonalNaiveError,
} from './regression.ts';
export { type Span, type SpanScore, type SpanScores, spanScores, spansOf } from './span-f1.ts';
export { tokenize13a } from './tokenize-13a.ts';
