/** A text that is being generated: its symbols as they come, at most one update a frame. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { SampledSymbol, SampleRequest } from '../../../protocol/language.ts';
import { type ServerError, sample } from '../../server/client.ts';
import { asServerError } from '../../server/use-answer.ts';

export interface Generation {
  symbols: readonly SampledSymbol[];
  running: boolean;
  error: ServerError | undefined;
}

const nothing: Generation = { symbols: [], running: false, error: undefined };

export function useGeneration(run: string): Generation & {
  start: (request: SampleRequest) => void;
  stop: () => void;
} {
  const [state, setState] = useState(nothing);
  const abort = useRef<AbortController | undefined>(undefined);
  const stop = useCallback(() => {
    abort.current?.abort();
    abort.current = undefined;
    setState((before) => ({ ...before, running: false }));
  }, []);
  const start = useCallback(
    (request: SampleRequest) => {
      abort.current?.abort();
      const mine = new AbortController();
      abort.current = mine;
      const symbols: SampledSymbol[] = [];
      let frame = 0;
      const show = (running: boolean, error?: ServerError) => {
        cancelAnimationFrame(frame);
        frame = 0;
        if (abort.current === mine) setState({ symbols: [...symbols], running, error });
      };
      setState({ symbols: [], running: true, error: undefined });
      const read = async () => {
        for await (const line of sample(run, request, mine.signal)) {
          if (line.type !== 'symbol') continue;
          symbols.push(line);
          if (frame === 0) frame = requestAnimationFrame(() => show(true));
        }
      };
      read().then(
        () => show(false),
        (reason: unknown) => {
          if (!mine.signal.aborted) show(false, asServerError(reason));
        },
      );
    },
    [run],
  );
  useEffect(() => () => abort.current?.abort(), []);
  return { ...state, start, stop };
}
