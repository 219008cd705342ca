/** Figures of classes and of numbers, for programs and people. */
import {
  accuracy,
  classScores,
  confusionMatrix,
  macroAverage,
  meanAbsoluteError,
  meanSquaredError,
  rSquared,
  weightedAverage,
} from '../../metrics/index.ts';
import { table } from '../../util/text-table.ts';
import type { Report } from '../task.ts';

export interface ClassAnswers {
  labels: readonly string[];
  truth: readonly number[];
  predicted: readonly number[];
  /** Nats per example. */
  loss: number;
}

/** Beyond this many classes the matrix is left out of what people read. */
const READABLE_CLASSES = 12;

export function classReport({ labels, truth, predicted, loss }: ClassAnswers): Report {
  const matrix = confusionMatrix(truth, predicted, labels.length);
  const scores = classScores(matrix);
  const macro = macroAverage(scores);
  const weighted = weightedAverage(scores);
  const right = accuracy(truth, predicted);
  const counts = labels.map((_, k) =>
    Array.from(matrix.counts.subarray(k * labels.length, (k + 1) * labels.length)),
  );
  const percent = (x: number) => (100 * x).toFixed(1);
  const rows = [
    ['class', 'precision', 'recall', 'F1', 'examples'],
    ...scores.map(({ precision, recall, f1, support }, k) => [
      labels[k],
      percent(precision),
      percent(recall),
      percent(f1),
      String(support),
    ]),
  ];
  const confusion = [
    ['true \\ predicted', ...labels],
    ...counts.map((row, k) => [labels[k], ...row.map(String)]),
  ];
  return {
    loss,
    metrics: { accuracy: right, macro_f1: macro.f1, weighted_f1: weighted.f1 },
    // The most right answers; among equals the least loss.
    goal: -right + 1e-6 * Math.min(loss, 1e3),
    details: {
      classes: scores.map((score, k) => ({ label: labels[k], ...score })),
      confusion: counts,
    },
    lines: [
      `accuracy  ${percent(right)} % of ${truth.length}, loss ${loss.toFixed(4)} nats`,
      `F1        ${percent(macro.f1)} macro, ${percent(weighted.f1)} weighted`,
      '',
      ...columns(rows),
      ...(labels.length > READABLE_CLASSES ? [] : ['', ...columns(confusion)]),
    ],
  };
}

export function numberReport(
  truth: readonly number[],
  predicted: readonly number[],
  loss: number,
): Report {
  const mse = meanSquaredError(truth, predicted);
  const mae = meanAbsoluteError(truth, predicted);
  const r2 = rSquared(truth, predicted);
  return {
    loss,
    metrics: { mse, mae, r2 },
    goal: mse,
    details: {},
    lines: [
      `mean squared error   ${mse.toPrecision(5)}`,
      `mean absolute error  ${mae.toPrecision(5)}`,
      `R²                   ${r2.toFixed(4)} over ${truth.length} examples`,
    ],
  };
}

/** The first column is of words, the others of numbers. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const align = rows[0].map((_, j) => (j === 0 ? ('left' as const) : ('right' as const)));
  return table(rows, align).split('\n');
}
