/** What is asked: cells beside the run, how far back, which layer and state, on which text. */
import { useState } from 'preact/hooks';
import { cellNames } from '../../../protocol/cell-names.ts';
import type { GradientReach } from '../../../protocol/network.ts';
import { Choice } from '../../parts/choice.tsx';
import { Slider } from '../../parts/slider.tsx';
import { gradientsText } from '../../text/gradients.ts';
import { useText } from '../../text/languages.ts';
import { changeView } from '../../view/location.ts';
import type { View } from '../../view/views.ts';
import { LagSlider, ReachChoices } from './choices.tsx';

interface ControlsProps {
  view: View<'gradients'>;
  text: string;
  /** Of the run, where it has been answered: its layers and states are the ones to choose from. */
  reach: GradientReach | undefined;
}

export function Controls({ view, text, reach }: ControlsProps) {
  const t = useText(gradientsText);
  const [draft, setDraft] = useState<string | null>(null);
  const [gain, setGain] = useState(view.gain);
  const change = (values: Partial<View<'gradients'>>) => changeView('gradients', values);
  const toggle = (cell: string, on: boolean) =>
    change({ cells: cellNames.filter((one) => (one === cell ? on : view.cells.includes(one))) });
  const layers = reach?.layers.length ?? 1;
  const use = (event: Event) => {
    event.preventDefault();
    if (draft !== null && draft.length > 1) change({ text: draft });
  };
  return (
    <div class="panel gradient-controls">
      <fieldset class="checks">
        <legend>{t.cells}</legend>
        {cellNames.map((cell) => (
          <label key={cell}>
            <input
              type="checkbox"
              checked={view.cells.includes(cell)}
              onChange={(event) => toggle(cell, event.currentTarget.checked)}
            />{' '}
            {cell}
          </label>
        ))}
        <small class="help">{t.cellsHelp}</small>
      </fieldset>
      <div class="gradient-sliders">
        <LagSlider lags={view.lags} />
        <div onChange={() => change({ gain })}>
          <Slider
            label={t.gain}
            value={gain}
            min={0.25}
            max={4}
            step={0.25}
            help={t.gainHelp}
            onChange={setGain}
          />
        </div>
      </div>
      <ReachChoices view={view} states={reach?.layers[0].states}>
        {layers > 1 && (
          <Choice
            label={t.layer}
            value={String(Math.min(view.layer, layers))}
            options={Array.from({ length: layers }, (_, k) => [`${k + 1}`, `${k + 1}`] as const)}
            onChange={(layer) => change({ layer: Number(layer) })}
          />
        )}
      </ReachChoices>
      <details>
        <summary>{t.editText}</summary>
        <form class="text-form" onSubmit={use}>
          <textarea
            aria-label={t.text}
            value={draft ?? text}
            onInput={(event) => setDraft(event.currentTarget.value)}
          />
          <button type="submit">{t.useText}</button>
        </form>
      </details>
    </div>
  );
}
