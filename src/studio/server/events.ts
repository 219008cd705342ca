/** Events of the server, one connection for the whole page. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { type StudioEvent, studioEventTypes } from '../../protocol/events.ts';
import { routes } from '../../protocol/routes.ts';

type Listener = (event: StudioEvent) => void;

const RETRY_MS = 2000;
const listeners = new Set<Listener>();
const watchers = new Set<(connected: boolean) => void>();
let source: EventSource | undefined;
let connected = true;
let retry: ReturnType<typeof setTimeout> | undefined;

function open(): void {
  source?.close();
  source = new EventSource(routes.events);
  source.onopen = () => {
    // What happened during the break is not known: everything is asked for again.
    if (!connected) tell({ type: 'reset' });
    tellConnected(true);
  };
  source.onerror = () => {
    tellConnected(false);
    if (source?.readyState !== EventSource.CLOSED) return;
    clearTimeout(retry);
    retry = setTimeout(open, RETRY_MS);
  };
  for (const type of studioEventTypes) {
    source.addEventListener(type, (event) => tell(JSON.parse(event.data) as StudioEvent));
  }
}

function tell(event: StudioEvent): void {
  for (const listener of listeners) listener(event);
}

function tellConnected(now: boolean): void {
  if (now === connected) return;
  connected = now;
  for (const watcher of watchers) watcher(now);
}

/** Calls `listener` at each event; the connection opens with the first call. */
export function useEvents(listener: Listener): void {
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => {
    if (source === undefined) open();
    const call: Listener = (event) => latest.current(event);
    listeners.add(call);
    return () => {
      listeners.delete(call);
    };
  }, []);
}

/** False while the server cannot be reached. */
export function useConnected(): boolean {
  const [now, setNow] = useState(connected);
  useEffect(() => {
    watchers.add(setNow);
    setNow(connected);
    return () => {
      watchers.delete(setNow);
    };
  }, []);
  return now;
}
