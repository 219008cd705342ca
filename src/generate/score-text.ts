/** Log-probabilities of texts by the chain rule, symbol by symbol. */
import type { TextCodec } from '../data/index.ts';
import type { Predictor } from '../models/predictor.ts';
import { expected } from '../util/errors.ts';
import { codePoints, totals } from './evaluate.ts';
import { promptIds } from './sample-text.ts';
import { scoreSequences } from './score-sequences.ts';
import type { LineScore, RankOptions, Score, TokenScore, Totals } from './types.ts';

/**
 * A model of a stream starts from the zero input; one of lines takes each line, and one of documents
 * the whole text, from `<s>` to `</s>`, which is scored too.
 */
export function scoreText(predictor: Predictor, codec: TextCodec, text: string): Score {
  const sequences = sequencesOf(codec, text, 'the text');
  const values: Float64Array[] = [];
  scoreSequences(predictor, sequences, (part, logProbabilities) => {
    values[part] = logProbabilities;
  });
  const tokenScores = tokenScoresOf(codec, sequences, values);
  return { text, tokenScores, ...totalsOf(codec, text, sequences, values) };
}

/**
 * Orders by `by`: 'likely' (the most probable per symbol first), 'surprise' (the least probable per
 * symbol first) or 'none'. Equal ones stay in the order given. A text's figures have the same bits as alone.
 */
export function rankLines(
  predictor: Predictor,
  codec: TextCodec,
  texts: readonly string[],
  { by = 'likely', top, tokens = false }: RankOptions = {},
): LineScore[] {
  if (top !== undefined && !(Number.isInteger(top) && top >= 1)) {
    throw expected('top', 'a positive integer', top);
  }
  const sequences = texts.map((text, k) => sequencesOf(codec, text, `line ${k + 1}`));
  const places = sequences.flatMap((parts, k) => parts.map((_, part) => ({ k, part })));
  const missing = sequences.map((parts) => parts.length);
  const values: Float64Array[][] = texts.map(() => []);
  const scores: LineScore[] = new Array(texts.length);
  scoreSequences(predictor, sequences.flat(), (index, logProbabilities) => {
    const { k, part } = places[index];
    values[k][part] = logProbabilities;
    missing[k]--;
    if (missing[k] > 0) return;
    const text = texts[k];
    scores[k] = { line: k + 1, text, ...totalsOf(codec, text, sequences[k], values[k]) };
    if (!tokens) values[k] = []; // only the totals of a long list are kept
  });
  const sign = by === 'likely' ? 1 : -1;
  if (by !== 'none') scores.sort((a, b) => sign * (a.loss - b.loss) || a.line - b.line);
  const first = scores.slice(0, top);
  if (!tokens) return first;
  return first.map((score) => {
    const k = score.line - 1;
    return { ...score, tokenScores: tokenScoresOf(codec, sequences[k], values[k]) };
  });
}

/** The parts of a text that are read by themselves, each from what comes before its first symbol. */
function sequencesOf(codec: TextCodec, text: string, name: string): Int32Array[] {
  const { vocabulary, options } = codec;
  const parts = options.sequences === 'lines' ? lines(text) : [text];
  return parts.map((part) =>
    vocabulary.bos === undefined
      ? promptIds(codec, part, undefined, { name })
      : codec.encodeSequence(part, { name }),
  );
}

function tokenScoresOf(
  { vocabulary }: TextCodec,
  sequences: readonly Int32Array[],
  values: readonly Float64Array[],
): TokenScore[] {
  return sequences.flatMap((ids, part) =>
    Array.from(values[part], (logProbability, n) => {
      const id = ids[n + 1];
      return { token: vocabulary.token(id), id, logProbability };
    }),
  );
}

function totalsOf(
  { vocabulary }: TextCodec,
  text: string,
  sequences: readonly Int32Array[],
  values: readonly Float64Array[],
): Totals {
  let tokens = 0;
  let unknown = 0;
  let logProbability = 0;
  sequences.forEach((ids, part) => {
    values[part].forEach((value, n) => {
      logProbability += value;
      if (ids[n + 1] === vocabulary.unk) unknown++;
    });
    tokens += values[part].length;
  });
  return totals({ tokens, logProbability }, { characters: codePoints(text), unknown });
}

function lines(text: string): string[] {
  const all = text.split(/\r?\n/);
  const filled = all.filter((line) => line !== '');
  return filled.length === 0 ? [''] : filled;
}
