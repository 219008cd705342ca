/** Pause, resume and stop, as the run's state allows. */
import { useState } from 'preact/hooks';
import type { RunSummary } from '../../../protocol/runs.ts';
import { Failure } from '../../parts/notice.tsx';
import { postTo, type ServerError } from '../../server/client.ts';
import { asServerError } from '../../server/use-answer.ts';
import { useText } from '../../text/languages.ts';
import { watchText } from '../../text/watch.ts';

export function Controls({ run }: { run: RunSummary }) {
  const t = useText(watchText);
  const [asked, setAsked] = useState(false);
  const [error, setError] = useState<ServerError>();
  const ask = async (what: 'pause' | 'resume' | 'stop') => {
    setAsked(true);
    setError(undefined);
    try {
      await postTo(run.name, what, {});
    } catch (reason) {
      setError(asServerError(reason));
    } finally {
      setAsked(false);
    }
  };
  const active = run.state === 'running' || run.state === 'queued';
  return (
    <div class="controls">
      {active && (
        <>
          <button type="button" title={t.pauseHelp} disabled={asked} onClick={() => ask('pause')}>
            {t.pause}
          </button>
          <button type="button" title={t.stopHelp} disabled={asked} onClick={() => ask('stop')}>
            {t.stop}
          </button>
        </>
      )}
      {run.resumable && !active && (
        <button type="button" class="main" disabled={asked} onClick={() => ask('resume')}>
          {t.resume}
        </button>
      )}
      {error && <Failure error={error} />}
    </div>
  );
}
