import type { RunDetail, RunSetting } from '../../../protocol/runs.ts';

export interface Difference {
  path: string;
  /** One a run; undefined where the run has no such setting. */
  values: (RunSetting['value'] | undefined)[];
}

/** The settings that are not the same in all runs, in the order in which they first occur. */
export function differences(runs: readonly Pick<RunDetail, 'settings'>[]): Difference[] {
  const paths = new Set(runs.flatMap(({ settings }) => settings.map(({ path }) => path)));
  const tables = runs.map(
    ({ settings }) => new Map(settings.map(({ path, value }) => [path, value])),
  );
  return [...paths]
    .map((path) => ({ path, values: tables.map((table) => table.get(path)) }))
    .filter(({ values }) => new Set(values.map((value) => JSON.stringify(value))).size > 1);
}
