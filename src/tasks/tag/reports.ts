/** Figures of tags: right ones, by tag; where they are spans, those with the right borders and type. */
import {
  accuracy,
  classScores,
  confusionMatrix,
  macroAverage,
  type SpanScore,
  spanScores,
} from '../../metrics/index.ts';
import { table } from '../../util/text-table.ts';
import type { Report } from '../task.ts';
import { areSpans } from './bio.ts';

export interface TagAnswers {
  labels: readonly string[];
  /** By sequence. */
  truth: readonly (readonly number[])[];
  predicted: readonly (readonly number[])[];
  /** Steps whose word training did not know; empty for vectors. */
  unknown: readonly (readonly boolean[])[];
  /** Nats, of all tags together. */
  loss: number;
}

/** Beyond this many tags the list of them is left out of what people read. */
const READABLE_TAGS = 40;

const percent = (x: number) => (100 * x).toFixed(2);

export function tagReport({ labels, truth, predicted, unknown, loss: sum }: TagAnswers): Report {
  const [all, answers] = [truth.flat(), predicted.flat()];
  const loss = sum / all.length;
  const right = accuracy(all, answers);
  const tags = classScores(confusionMatrix(all, answers, labels.length));
  const spans = areSpans(labels) ? spansReport(labels, truth, predicted) : undefined;
  const strangers = unknownReport(all, answers, unknown.flat());
  // The most right answers; among equals the least loss.
  const best = spans?.metrics.span_f1 ?? right;
  const list = labels.length > READABLE_TAGS ? [] : tags.map((score, k) => row(labels[k], score));
  return {
    loss,
    metrics: { accuracy: right, macro_f1: macroAverage(tags).f1, ...spans?.metrics },
    goal: -best + 1e-6 * Math.min(loss, 1e3),
    details: {
      tags: tags.map((score, k) => ({ tag: labels[k], ...score })),
      ...spans?.details,
      ...strangers?.details,
    },
    lines: [
      `accuracy  ${percent(right)} % of ${all.length} tags, loss ${loss.toFixed(4)} nats`,
      ...(strangers?.lines ?? []),
      ...(spans?.lines ?? []),
      ...(list.length === 0 ? [] : ['', ...scoresTable('tag', 'steps', list)]),
    ],
  };
}

function spansReport(
  labels: readonly string[],
  truth: TagAnswers['truth'],
  predicted: TagAnswers['predicted'],
) {
  const names = (rows: TagAnswers['truth']) => rows.map((row) => row.map((id) => labels[id]));
  const { overall, types } = spanScores(names(truth), names(predicted));
  const { precision, recall, f1 } = overall;
  return {
    metrics: { span_precision: precision, span_recall: recall, span_f1: f1 },
    details: { spans: { overall, types } },
    lines: [
      `spans     F1 ${percent(f1)}, precision ${percent(precision)}, recall ${percent(recall)} (${overall.right} right of ${overall.predicted} found and ${overall.support} there)`,
      '',
      ...scoresTable(
        'spans of type',
        'spans',
        Object.entries(types).map(([type, score]) => row(type, score)),
      ),
    ],
  };
}

/** Nothing where every word was known. */
function unknownReport(
  truth: readonly number[],
  predicted: readonly number[],
  unknown: readonly boolean[],
) {
  const places = [...unknown.keys()].filter((n) => unknown[n]);
  if (places.length === 0) return undefined;
  const share = places.filter((n) => truth[n] === predicted[n]).length / places.length;
  return {
    details: { unknown_words: { accuracy: share, count: places.length } },
    lines: [
      `          ${percent(share)} % of the ${places.length} words that the vocabulary lacks`,
    ],
  };
}

type Score = Pick<SpanScore, 'precision' | 'recall' | 'f1' | 'support'>;

function row(name: string, { precision, recall, f1, support }: Score): string[] {
  return [name, percent(precision), percent(recall), percent(f1), String(support)];
}

function scoresTable(what: string, counted: string, rows: readonly string[][]): string[] {
  const all = [[what, 'precision', 'recall', 'F1', counted], ...rows];
  return table(all, ['left', 'right', 'right', 'right', 'right']).split('\n');
}
