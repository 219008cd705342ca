/** A forecast as rows of a table: time, then for each target its mean and its quantiles. */
import { z } from 'zod';
import type { Prediction } from '../task.ts';

const answer = z.object({
  id: z.string().optional(),
  times: z.array(z.string()),
  targets: z.array(
    z.object({
      target: z.string(),
      mean: z.array(z.number()),
      quantiles: z.record(z.string(), z.array(z.number())),
    }),
  ),
  read: z.object({
    times: z.array(z.string()).optional(),
    targets: z.array(z.object({ target: z.string(), values: z.array(z.number()) })),
  }),
});
export type ForecastAnswer = z.infer<typeof answer>;

/** An answer that has been JSON. */
export function readAnswer(prediction: Prediction): ForecastAnswer {
  return answer.parse(prediction);
}

/** CSV with its own head line, several lines. */
export function forecastLines(prediction: Prediction): string {
  const { id, times, targets } = readAnswer(prediction);
  const head = [
    ...(id === undefined ? [] : ['id']),
    'time',
    ...targets.flatMap(({ target, quantiles }) => [
      target,
      ...Object.keys(quantiles).map((p) => `${target} q${p}`),
    ]),
  ];
  const rows = times.map((time, h) => [
    ...(id === undefined ? [] : [id]),
    time,
    ...targets.flatMap(({ mean, quantiles }) =>
      [mean, ...Object.values(quantiles)].map((values) => String(rounded(values[h]))),
    ),
  ]);
  return [head, ...rows].map((row) => row.map(field).join(',')).join('\n');
}

/** Seven digits, which is what single precision has. */
function rounded(value: number): number {
  return Number(value.toPrecision(7));
}

function field(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
