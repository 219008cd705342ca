/** Figures of transcriptions, for programs and people. */
import { characterErrorRate, exactMatch, wordErrorRate } from '../../metrics/index.ts';
import type { Report } from '../task.ts';

export interface Transcriptions {
  references: readonly string[];
  /** By the most probable path. */
  greedy: readonly string[];
  /** By a beam over prefixes, where that was asked for. */
  beam?: { beamWidth: number; texts: readonly string[] };
  /** Nats per label; NaN where there are no probabilities. */
  loss: number;
}

/** Shown of those that are wrong. */
const EXAMPLES = 5;

export function transcriptionReport({ references, greedy, beam, loss }: Transcriptions): Report {
  const rates = ratesOf(references, greedy);
  const wrong = references
    .map((reference, n) => ({ reference, transcription: greedy[n] }))
    .filter(({ reference, transcription }) => reference !== transcription);
  const beamRates = beam && ratesOf(references, beam.texts);
  return {
    loss,
    metrics: rates,
    // The fewest wrong characters; among equals the least loss.
    goal: rates.character_error_rate + 1e-6 * (loss < 1e3 ? loss : 1e3),
    details: {
      ...(beamRates === undefined ? {} : { beam: { beam_width: beam?.beamWidth, ...beamRates } }),
      wrong: wrong.slice(0, EXAMPLES),
    },
    lines: [
      `character error rate  ${percent(rates.character_error_rate)}${Number.isNaN(loss) ? '' : `, loss ${loss.toFixed(4)} nats per label`}`,
      `word error rate       ${percent(rates.word_error_rate)}`,
      `exact match           ${percent(rates.exact_match)} of ${references.length}`,
      ...(beamRates === undefined
        ? []
        : [
            `with a beam of ${String(beam?.beamWidth).padEnd(6)}  ${percent(beamRates.character_error_rate)} of characters, ${percent(beamRates.word_error_rate)} of words wrong`,
          ]),
      ...(wrong.length === 0 ? [] : ['']),
      ...wrong
        .slice(0, EXAMPLES)
        .map(
          ({ reference, transcription }) =>
            `${JSON.stringify(reference)} was heard as ${JSON.stringify(transcription)}`,
        ),
    ],
  };
}

function ratesOf(references: readonly string[], hypotheses: readonly string[]) {
  return {
    character_error_rate: characterErrorRate(references, hypotheses),
    word_error_rate: wordErrorRate(references, hypotheses),
    exact_match: exactMatch(references, hypotheses),
  };
}

const percent = (x: number) => `${(100 * x).toFixed(2)} %`;
