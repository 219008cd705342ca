/** Everything that the page shows of a run, as it comes. */
import { useRef, useState } from 'preact/hooks';
import type { RunStepEvent } from '../../../protocol/events.ts';
import type { Metrics, RunDetail, RunSample } from '../../../protocol/runs.ts';
import { get, type ServerError } from '../../server/client.ts';
import { useEvents } from '../../server/events.ts';
import { useAnswer } from '../../server/use-answer.ts';
import { MOST_ADDED, noMetrics, withEvent } from './live-metrics.ts';

export interface Watched {
  metrics: Metrics | undefined;
  detail: RunDetail | undefined;
  samples: readonly RunSample[];
  /** The last step that was heard of. */
  now: RunStepEvent | undefined;
  error: ServerError | undefined;
  again: () => void;
}

interface Fetched {
  metrics: Metrics;
  detail: RunDetail;
  samples: RunSample[];
}

export function useWatched(run: string): Watched {
  const { value, error, again } = useAnswer<Fetched>(run, (signal) => fetchRun(run, signal));
  const [live, setLive] = useState<{ of: Fetched | undefined } & Partial<Fetched>>({
    of: undefined,
  });
  const [now, setNow] = useState<RunStepEvent>();
  const added = useRef(0);
  const before = live.of === value ? live : { of: value };
  const metrics = before.metrics ?? value?.metrics;
  const samples = before.samples ?? value?.samples ?? [];
  useEvents((event) => {
    if (event.type === 'reset') again();
    if (!('run' in event) || event.run !== run || value === undefined) return;
    if (event.type === 'step') setNow(event);
    if (event.type === 'run') {
      // It ended, or its folder is there by now.
      const ended = event.summary?.state !== 'running';
      if (ended) setNow(undefined);
      if (ended || value.detail.task === null) again();
    }
    if (event.type === 'sample') {
      const { step, prime, text } = event;
      setLive((last) => {
        const known = (last.of === value ? last.samples : undefined) ?? value.samples;
        if (known.some((one) => one.step >= step)) return last;
        const base = last.of === value ? last : { of: value };
        return { ...base, samples: [...known, { step, prime, text }] };
      });
      return;
    }
    if (event.type === 'step' && ++added.current > MOST_ADDED) {
      added.current = 0;
      again();
      return;
    }
    setLive((last) => {
      const base = last.of === value ? last : { of: value };
      return { ...base, metrics: withEvent(base.metrics ?? value.metrics, event) };
    });
  });
  return { metrics, detail: value?.detail, samples, now, error, again };
}

/** A run that waits, or has only just begun, has no folder and so no curves yet. */
async function fetchRun(run: string, signal: AbortSignal): Promise<Fetched> {
  const detail = await get('run', [run], signal);
  if (detail.task === null) return { detail, metrics: noMetrics, samples: [] };
  const [metrics, samples] = await Promise.all([
    get('metrics', [run], signal),
    get('samples', [run], signal),
  ]);
  return { metrics, detail, samples };
}
