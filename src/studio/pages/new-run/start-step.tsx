/** What the training will take, and its start. */
import { useEffect, useId, useState } from 'preact/hooks';
import type { StartRequest } from '../../../protocol/training.ts';
import { bytes, count, duration, short } from '../../../util/format.ts';
import { Failure, Notice } from '../../parts/notice.tsx';
import { post, type ServerError } from '../../server/client.ts';
import { asServerError, useAnswer } from '../../server/use-answer.ts';
import { useRuns } from '../../server/use-runs.tsx';
import { useText } from '../../text/languages.ts';
import { newRunText } from '../../text/new-run.ts';
import { changeView, goTo } from '../../view/location.ts';

interface StartStepProps {
  request: StartRequest;
  name: string;
}

/** Typing comes to rest before steps are taken to measure. */
const REST_MS = 700;

export function StartStep({ request, name }: StartStepProps) {
  const t = useText(newRunText);
  const id = useId();
  const [starting, setStarting] = useState(false);
  const [error, setError] = useState<ServerError>();
  const busy = useRuns().value?.some(({ state }) => state === 'running') ?? false;
  const question = useRested(JSON.stringify(request));
  const estimate = useAnswer(question, (signal) =>
    post('estimate', JSON.parse(question ?? '{}') as StartRequest, signal),
  );
  const start = async () => {
    setStarting(true);
    setError(undefined);
    try {
      const run = await post('runs', name === '' ? request : { ...request, name });
      goTo({ page: 'watch', run: run.name });
    } catch (reason) {
      setError(asServerError(reason));
      setStarting(false);
    }
  };
  const { value } = estimate;
  const rows: [word: string, value: string][] =
    value === undefined
      ? []
      : [
          [t.time, value.seconds === null ? t.untilStopped : duration(value.seconds)],
          [t.memory, bytes(value.memoryBytes)],
          [t.parameters, count(value.parameters)],
          [t.perStep, `${short(1000 * value.secondsPerStep)} ms`],
          [t.speed, short(value.tokensPerSecond)],
        ];
  return (
    <section class="panel step watch-figures">
      <h2>{t.start}</h2>
      <div aria-live="polite" aria-busy={estimate.waiting}>
        <h3>{t.estimate}</h3>
        {estimate.waiting && <p class="help">{t.estimating}</p>}
        {estimate.error && <Failure error={estimate.error} again={estimate.again} />}
        {value && (
          <dl class="figures">
            {rows.map(([word, shown]) => (
              <div key={word}>
                <dt>{word}</dt>
                <dd>{shown}</dd>
              </div>
            ))}
          </dl>
        )}
        {value?.notes.map((note) => (
          <p key={note} class="help">
            {note}
          </p>
        ))}
      </div>
      <div class="field">
        <label for={`${id}-name`}>{t.name}</label>
        <input
          id={`${id}-name`}
          type="text"
          value={name}
          aria-describedby={`${id}-help`}
          onInput={(event) => changeView('new', { name: event.currentTarget.value })}
        />
        <small class="help" id={`${id}-help`}>
          {t.nameHelp}
        </small>
      </div>
      {busy && <Notice>{t.waits}</Notice>}
      {error && <Failure error={error} />}
      <div>
        <button type="button" class="main" disabled={starting} onClick={start}>
          {t.go}
        </button>
      </div>
    </section>
  );
}

/** The value once it has stayed the same for a moment; null before the first. */
function useRested(value: string): string | null {
  const [rested, setRested] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}
