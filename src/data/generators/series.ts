/** Time series with names and time stamps, as the generators of series give them and as CSV. */

export interface Series {
  /** Of the variables, F of them. */
  readonly names: readonly string[];
  /** ISO 8601, UTC: `2020-01-01T00:00:00Z`, one an hour. */
  readonly times: readonly string[];
  /** (T, F) */
  readonly values: Float64Array;
}

const START = Date.UTC(2020, 0, 1);
const HOUR = 3_600_000;

export function makeSeries(names: readonly string[], values: Float64Array): Series {
  const steps = values.length / names.length;
  const times = Array.from({ length: steps }, (_, t) =>
    new Date(START + t * HOUR).toISOString().replace('.000Z', 'Z'),
  );
  return { names, times, values };
}

/** With a head line; the column `time` and one for each variable. Numbers read back exactly. */
export function seriesCsv({ names, times, values }: Series): string {
  const F = names.length;
  let text = `time,${names.join(',')}\n`;
  for (const [t, time] of times.entries()) {
    text += `${time},${Array.from(values.subarray(t * F, (t + 1) * F)).join(',')}\n`;
  }
  return text;
}
