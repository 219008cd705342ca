/** The samples of a training along its steps: a slider goes from the first to the last. */
import { useEffect, useState } from 'preact/hooks';
import type { RunSample } from '../../../protocol/runs.ts';
import { count } from '../../../util/format.ts';
import { useText } from '../../text/languages.ts';
import { watchText } from '../../text/watch.ts';
import { nearest } from './nearest.ts';

interface TimeLineProps {
  samples: readonly RunSample[];
  /** The step whose sample is shown; null: always the latest. */
  at: number | null;
  onMove: (step: number | null) => void;
}

const MS_PER_SAMPLE = 700;

export function TimeLine({ samples, at, onMove }: TimeLineProps) {
  const t = useText(watchText);
  const [playing, setPlaying] = useState(false);
  const last = samples.length - 1;
  const index = at === null ? last : nearest(samples, at);
  useEffect(() => {
    if (!playing) return;
    const timer = setTimeout(() => {
      if (index >= last) setPlaying(false);
      else onMove(samples[index + 1].step);
    }, MS_PER_SAMPLE);
    return () => clearTimeout(timer);
  }, [playing, index, last]);
  if (samples.length === 0) return <p class="soft">{t.noSamples}</p>;
  const { step, prime, text } = samples[index];
  const shown = t.sampleAfter(count(step));
  return (
    <div class="time-line">
      <div class="time-line-controls">
        <button
          type="button"
          onClick={() => {
            if (!playing && index === last) onMove(samples[0].step);
            setPlaying(!playing);
          }}
        >
          {playing ? t.pausePlay : t.playBack}
        </button>
        <label class="grow">
          <span class="hidden">{t.sampleAt}</span>
          <input
            type="range"
            min={0}
            max={Math.max(1, last)}
            disabled={last === 0}
            value={index}
            aria-valuetext={shown}
            onInput={(event) => {
              setPlaying(false);
              onMove(samples[Number(event.currentTarget.value)].step);
            }}
          />
        </label>
        <output class="number">{shown}</output>
        <button type="button" disabled={at === null} onClick={() => onMove(null)}>
          {t.latest}
        </button>
      </div>
      <pre class="sample">
        <span class="soft">{prime}</span>
        {text.slice(prime.length)}
      </pre>
    </div>
  );
}
