import type { RunSummary } from '../../../protocol/runs.ts';

/** Runs in an order; those without a loss come last by it. */
export function sorted(
  runs: readonly RunSummary[],
  by: 'modified' | 'name' | 'loss',
): RunSummary[] {
  const loss = (run: RunSummary) => run.bestLoss ?? Number.POSITIVE_INFINITY;
  return [...runs].sort((a, b) => {
    if (by === 'name') return a.name.localeCompare(b.name);
    if (by === 'modified') return b.modified - a.modified;
    return loss(a) === loss(b) ? a.name.localeCompare(b.name) : loss(a) - loss(b);
  });
}
