/** The list of runs, kept up to date by events; one for the whole page. */
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useState } from 'preact/hooks';
import type { RunSummary } from '../../protocol/runs.ts';
import { get } from './client.ts';
import { useEvents } from './events.ts';
import { type Answered, useAnswer } from './use-answer.ts';
import { withChanges } from './with-changes.ts';

const Runs = createContext<Answered<RunSummary[]> | null>(null);

export function RunsProvider({ children }: { children: ComponentChildren }) {
  const answer = useAnswer('runs', (signal) => get('runs', [], signal));
  const [changes, setChanges] = useState<ReadonlyMap<string, RunSummary | null>>(new Map());
  useEvents((event) => {
    if (event.type === 'reset') {
      setChanges(new Map());
      answer.again();
    }
    if (event.type === 'run') setChanges((before) => new Map(before).set(event.run, event.summary));
  });
  const value = answer.value && withChanges(answer.value, changes);
  return <Runs.Provider value={{ ...answer, value }}>{children}</Runs.Provider>;
}

export function useRuns(): Answered<RunSummary[]> {
  const runs = useContext(Runs);
  if (runs === null) throw new Error('internal error: no list of runs around this page');
  return runs;
}

/** What the list says of one run. */
export function useRunSummary(name: string): RunSummary | undefined {
  return useRuns().value?.find((run) => run.name === name);
}
