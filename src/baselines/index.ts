/** The baselines' written list; everything above imports from here. */
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
