/** Score and the next symbol. */
import type { NextAnswer, ScoreAnswer } from '../../protocol/language.ts';
import type { Operations } from './operations.ts';
import type { Question } from './question.ts';

export function next({
  path,
  request: { weights, text, top },
  cache,
}: Question<Operations['next']['request']>): Promise<NextAnswer> {
  return cache.useText(path, weights, async (model) => {
    const all = model.next(text);
    const nats = all.reduce(
      (sum, { probability: p, logProbability }) => (p === 0 ? sum : sum - p * logProbability),
      0,
    );
    const symbols = all
      .slice(0, top)
      .map(({ id, token, probability }) => ({ id, token, probability }));
    return { symbols, entropy: nats / Math.LN2 };
  });
}

export function score({
  path,
  request: { weights, text },
  cache,
}: Question<Operations['score']['request']>): Promise<ScoreAnswer> {
  return cache.useText(path, weights, async (model) => {
    const { tokenScores, text: _, ...totals } = model.score(text);
    return {
      ...totals,
      symbols: {
        token: tokenScores.map(({ token }) => token),
        logProbability: tokenScores.map(({ logProbability }) => logProbability),
      },
    };
  });
}
