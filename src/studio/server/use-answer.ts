/**
 * What the server answers to the question of a view. The latest question wins: an answer that was
 * overtaken is dropped. The last answer stays while the next one is awaited.
 */
import { useCallback, useEffect, useState } from 'preact/hooks';
import { ServerError } from './client.ts';

interface State<T> {
  value: T | undefined;
  error: ServerError | undefined;
  waiting: boolean;
}

export interface Answered<T> extends State<T> {
  /** Asks again. */
  again: () => void;
}

/** `key` says what the question is; null: nothing is asked. */
export function useAnswer<T>(
  key: string | null,
  ask: (signal: AbortSignal) => Promise<T>,
): Answered<T> {
  const [state, setState] = useState<State<T>>({
    value: undefined,
    error: undefined,
    waiting: key !== null,
  });
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    if (key === null) {
      setState({ value: undefined, error: undefined, waiting: false });
      return;
    }
    const abort = new AbortController();
    setState((before) => ({ ...before, error: undefined, waiting: true }));
    ask(abort.signal).then(
      (value) => {
        if (!abort.signal.aborted) setState({ value, error: undefined, waiting: false });
      },
      (reason: unknown) => {
        if (abort.signal.aborted) return;
        setState({ value: undefined, error: asServerError(reason), waiting: false });
      },
    );
    return () => abort.abort();
  }, [key, asked]);
  const again = useCallback(() => setAsked((n) => n + 1), []);
  return { ...state, again };
}

export function asServerError(reason: unknown): ServerError {
  return reason instanceof ServerError ? reason : new ServerError('internal', String(reason));
}
