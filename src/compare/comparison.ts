/** What a comparison is: runs and baselines in one table, each measured on the same data by the same metrics. */

export interface ComparedRow {
  name: string;
  kind: 'run' | 'baseline';
  /** Nats per target, or what the task's loss is. */
  loss: number;
  metrics: Readonly<Record<string, number>>;
  /** What the rows are ordered by; lower is better. */
  goal: number;
  /** Numbers that it learned. */
  parameters: number;
  /** Stored: the model file of a run, a baseline as JSON. */
  bytes: number;
  /** Of training; null where nothing recorded it. */
  seconds: number | null;
  /** Of a baseline: the runs that it beats. */
  beats?: string[];
}

export interface Comparison {
  task: string;
  /** What all rows were measured on: files, or the runs' own validation data. */
  measuredOn: string;
  /** Best first. */
  rows: ComparedRow[];
  /** Sentences that belong to the table. */
  remarks: string[];
}

/** Orders the rows, marks the baselines that beat runs, and says so. */
export function concluded({
  rows,
  remarks,
  ...rest
}: Omit<Comparison, 'rows'> & { rows: readonly ComparedRow[] }): Comparison {
  const runs = rows.filter(({ kind }) => kind === 'run');
  const marked = rows.map((row): ComparedRow => {
    if (row.kind === 'run') return row;
    return { ...row, beats: runs.filter(({ goal }) => row.goal < goal).map(({ name }) => name) };
  });
  marked.sort((a, b) => a.goal - b.goal);
  return { ...rest, rows: marked, remarks: [...remarks, ...conclusion(marked, runs.length)] };
}

function conclusion(rows: readonly ComparedRow[], runs: number): string[] {
  const baselines = rows.filter(({ kind }) => kind === 'baseline');
  if (baselines.length === 0) return [];
  const winners = baselines.filter(({ beats = [] }) => beats.length > 0);
  if (winners.length === 0) {
    return [runs === 1 ? 'The run beats every baseline.' : 'Every run beats every baseline.'];
  }
  return winners.map(({ name, beats = [] }) => {
    const all = beats.length === runs;
    const whom = all ? (runs === 1 ? 'the run' : 'every run') : beats.join(', ');
    return `A baseline wins: ${name} beats ${whom}.`;
  });
}
