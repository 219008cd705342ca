/** All that decides how the next symbol is drawn. */
import { useId } from 'preact/hooks';
import { Slider } from '../../parts/slider.tsx';
import { useText } from '../../text/languages.ts';
import { playText } from '../../text/play.ts';
import { changeView } from '../../view/location.ts';
import type { View } from '../../view/views.ts';

export function DrawControls({ view }: { view: View<'play'> }) {
  const t = useText(playText);
  const id = useId();
  const change = (values: Partial<View<'play'>>) => changeView('play', values);
  return (
    <fieldset class="draw-controls panel">
      <legend class="hidden">{t.controls}</legend>
      <Slider
        label={t.temperature}
        help={t.temperatureHelp}
        min={0}
        max={2}
        step={0.05}
        value={view.temperature}
        onChange={(temperature) => change({ temperature })}
      />
      <Slider
        label={t.length}
        min={20}
        max={5000}
        step={20}
        value={view.length}
        onChange={(length) => change({ length })}
      />
      <Slider
        label={t.topK}
        help={t.topKHelp}
        min={0}
        max={100}
        step={1}
        value={view.topK}
        shown={view.topK === 0 ? t.off : String(view.topK)}
        onChange={(topK) => change({ topK })}
      />
      <Slider
        label={t.topP}
        help={t.topPHelp}
        min={0.05}
        max={1}
        step={0.05}
        value={view.topP}
        shown={view.topP === 1 ? t.off : String(view.topP)}
        onChange={(topP) => change({ topP })}
      />
      <Slider
        label={t.minP}
        help={t.minPHelp}
        min={0}
        max={0.5}
        step={0.01}
        value={view.minP}
        shown={view.minP === 0 ? t.off : String(view.minP)}
        onChange={(minP) => change({ minP })}
      />
      <div class="field">
        <label for={`${id}-seed`}>{t.seed}</label>
        <input
          id={`${id}-seed`}
          type="number"
          min={0}
          max={4294967295}
          step={1}
          value={view.seed}
          aria-describedby={`${id}-seed-help`}
          onInput={(event) => {
            const seed = event.currentTarget.valueAsNumber;
            if (Number.isInteger(seed) && seed >= 0) change({ seed });
          }}
        />
        <small class="help" id={`${id}-seed-help`}>
          {t.seedHelp}
        </small>
      </div>
      <div class="field">
        <label for={`${id}-stop`}>{t.stop}</label>
        <input
          id={`${id}-stop`}
          type="text"
          class="mono"
          value={view.stop}
          aria-describedby={`${id}-stop-help`}
          onInput={(event) => change({ stop: event.currentTarget.value })}
        />
        <small class="help" id={`${id}-stop-help`}>
          {t.stopHelp}
        </small>
      </div>
    </fieldset>
  );
}
