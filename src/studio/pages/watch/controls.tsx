/** Pause, resume and stop, as the run's state allows. */
import { useId, useState } from 'preact/hooks';
import type { RunSummary } from '../../../protocol/runs.ts';
import type { ResumeRequest } from '../../../protocol/training.ts';
import { Failure } from '../../parts/notice.tsx';
import { postTo, type ServerError } from '../../server/client.ts';
import { asServerError } from '../../server/use-answer.ts';
import { useText } from '../../text/languages.ts';
import { watchText } from '../../text/watch.ts';

export function Controls({ run }: { run: RunSummary }) {
  const t = useText(watchText);
  const [asked, setAsked] = useState(false);
  const [error, setError] = useState<ServerError>();
  const ask = async (what: 'pause' | 'resume' | 'stop', limit: ResumeRequest = {}) => {
    setAsked(true);
    setError(undefined);
    try {
      await postTo(run.name, what, what === 'resume' ? limit : {});
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
      {run.state === 'finished' && run.task !== null && (
        <GoOn steps={run.steps} disabled={asked} onGo={(steps) => ask('resume', { steps })} />
      )}
      {error && <Failure error={error} />}
    </div>
  );
}

interface GoOnProps {
  /** That were taken so far. */
  steps: number;
  disabled: boolean;
  onGo: (steps: number) => void;
}

/** A finished run goes on with a new limit, counted from its beginning; twice as far if nothing else is said. */
function GoOn({ steps, disabled, onGo }: GoOnProps) {
  const t = useText(watchText);
  const id = useId();
  const [limit, setLimit] = useState(2 * steps);
  const valid = Number.isInteger(limit) && limit > steps;
  return (
    <form
      class="controls"
      onSubmit={(event) => {
        event.preventDefault();
        if (valid) onGo(limit);
      }}
    >
      <label for={id}>{t.goOnTo}</label>
      <input
        id={id}
        type="number"
        class="steps"
        min={steps + 1}
        value={limit}
        onInput={(event) => setLimit(event.currentTarget.valueAsNumber)}
      />
      <button type="submit" disabled={disabled || !valid}>
        {t.goOn}
      </button>
    </form>
  );
}
