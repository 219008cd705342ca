/** Log-probabilities of texts by the chain rule, symbol by symbol. */
import type { TextCodec } from '../data/index.ts';
import { NOTHING } from '../models/language-model.ts';
import type { Predictor } from '../models/predictor.ts';
import { codePoints, totals } from './evaluate.ts';
import type { LineScore, Score, TokenScore } from './types.ts';

/**
 * A model of a stream starts from the zero input; one of lines takes each line, and one of documents
 * the whole text, from `<s>` to `</s>`, which is scored too.
 */
export function scoreText(predictor: Predictor, codec: TextCodec, text: string): Score {
  const { vocabulary, options } = codec;
  const parts = options.sequences === 'lines' ? lines(text) : [text];
  const tokenScores: TokenScore[] = [];
  let unknown = 0;
  let logProbability = 0;
  for (const part of parts) {
    const ids =
      vocabulary.bos === undefined
        ? Int32Array.of(NOTHING, ...codec.encode(part))
        : codec.encodeSequence(part);
    const targets = ids.subarray(1);
    const scores = predictor.score(ids.subarray(0, -1), targets, { B: 1 }).logProbabilities;
    targets.forEach((id, n) => {
      tokenScores.push({ token: vocabulary.token(id), id, logProbability: scores[n] });
      logProbability += scores[n];
      if (id === vocabulary.unk) unknown++;
    });
  }
  const sum = { tokens: tokenScores.length, logProbability };
  return { text, tokenScores, ...totals(sum, { characters: codePoints(text), unknown }) };
}

/**
 * Orders by `by`: 'likely' (the most probable per symbol first), 'surprise' (the least probable per
 * symbol first) or 'none'. Equal ones stay in the order given.
 */
export function rankLines(
  predictor: Predictor,
  codec: TextCodec,
  texts: readonly string[],
  by: 'likely' | 'surprise' | 'none' = 'likely',
): LineScore[] {
  const scores = texts.map((text, k) => ({ line: k + 1, ...scoreText(predictor, codec, text) }));
  if (by === 'none') return scores;
  const sign = by === 'likely' ? 1 : -1;
  return scores.sort((a, b) => sign * (a.loss - b.loss) || a.line - b.line);
}

function lines(text: string): string[] {
  const all = text.split(/\r?\n/);
  const filled = all.filter((line) => line !== '');
  return filled.length === 0 ? [''] : filled;
}
