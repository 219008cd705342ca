import type { RunSummary } from '../../protocol/runs.ts';

/** The list with what events said since; runs that are new come first, those that went are left out. */
export function withChanges(
  runs: readonly RunSummary[],
  changes: ReadonlyMap<string, RunSummary | null>,
): RunSummary[] {
  const known = new Set(runs.map(({ name }) => name));
  const added = [...changes.values()].filter((run) => run !== null && !known.has(run.name));
  const kept = runs.map((run) => {
    const change = changes.get(run.name);
    return change === undefined ? run : change;
  });
  return [...added, ...kept].filter((run) => run !== null);
}
