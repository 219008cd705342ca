/** Figures of texts that are made: BLEU and exact match against references. */
import { corpusBleu } from '../metrics/index.ts';
import { exp } from '../util/maths.ts';
import type { Report } from './task.ts';

export interface MadeText {
  /** What it was made from, for people. */
  from: string;
  text: string;
  references: readonly string[];
}

export interface TextAnswers {
  made: readonly MadeText[];
  /** Nats per symbol, with the symbols before given; absent: there are no probabilities. */
  loss?: number;
  /** The part of the symbols that are right with those before given. */
  tokenAccuracy?: number;
  /** Whether letters in capital and small are the same. */
  lowercase: boolean;
}

const SHOWN = 3;

export function textReport({
  made,
  loss = Number.NaN,
  tokenAccuracy,
  lowercase,
}: TextAnswers): Report {
  const cased = (text: string) => (lowercase ? text.toLowerCase() : text);
  const plain = (text: string) => cased(text).trim().replace(/\s+/g, ' ');
  const isRight = ({ text, references }: MadeText) =>
    references.some((reference) => plain(reference) === plain(text));
  const right = made.filter(isRight).length;
  const hypotheses = made.map(({ text }) => text);
  const references = made.map((one) => one.references);
  const { bleu, ...parts } = corpusBleu(hypotheses, references, { lowercase });
  const exact = right / made.length;
  const most = references.reduce((most, { length }) => Math.max(most, length), 0);
  const percent = (x: number) => (100 * x).toFixed(1);
  const wrong = made.filter((one) => !isRight(one)).slice(0, SHOWN);
  return {
    loss,
    metrics: {
      bleu,
      exact_match: exact,
      ...(tokenAccuracy === undefined ? {} : { token_accuracy: tokenAccuracy }),
    },
    goal: loss,
    compared: -bleu,
    details: {
      bleu: {
        precisions: parts.precisions,
        brevity_penalty: parts.brevityPenalty,
        hypothesis_length: parts.hypothesisLength,
        reference_length: parts.referenceLength,
        tokenize: '13a',
        lowercase,
      },
      texts: made.length,
      most_references: most,
      wrong,
    },
    lines: [
      `BLEU            ${bleu.toFixed(2)} (13a, ${most === 1 ? 'one reference' : `up to ${most} references`}; brevity penalty ${parts.brevityPenalty.toFixed(3)})`,
      `exact match     ${percent(exact)} % of ${made.length}`,
      ...(tokenAccuracy === undefined
        ? []
        : [
            `loss            ${loss.toFixed(4)} nats per symbol (perplexity ${exp(loss).toFixed(2)})`,
            `right symbols   ${percent(tokenAccuracy)} %, those before them given`,
          ]),
      ...(wrong.length > 0 ? ['', 'not right, for example:'] : []),
      ...wrong.map(({ from, text, references: [first] }) => `  ${from}: ${text} (wanted ${first})`),
    ],
  };
}
