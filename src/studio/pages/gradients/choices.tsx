/** Which state is shown and on what scale, and how far back: of runs of every task. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { StateReach } from '../../../protocol/network.ts';
import { Choice } from '../../parts/choice.tsx';
import { Slider } from '../../parts/slider.tsx';
import { gradientsText } from '../../text/gradients.ts';
import { useText } from '../../text/languages.ts';
import { changeView } from '../../view/location.ts';
import type { View } from '../../view/views.ts';

interface ReachChoicesProps {
  view: View<'gradients'>;
  /** Those of the cell, where they are known. */
  states: readonly StateReach[] | undefined;
  /** Further choices, before these. */
  children?: ComponentChildren;
}

export function ReachChoices({ view, states = [], children }: ReachChoicesProps) {
  const t = useText(gradientsText);
  return (
    <div class="gradient-choices">
      {children}
      {states.length > 1 && (
        <Choice
          label={t.state}
          value={view.state}
          options={(['h', 'c'] as const).map((state) => [state, state] as const)}
          onChange={(state) => changeView('gradients', { state })}
        />
      )}
      <Choice
        label={t.scale}
        value={view.share ? 'relative' : 'absolute'}
        options={[
          ['absolute', t.absolute],
          ['relative', t.relative],
        ]}
        onChange={(value) => changeView('gradients', { share: value === 'relative' })}
      />
    </div>
  );
}

/** While it moves only its own number changes; it is asked for when it comes to rest. */
export function LagSlider({ lags: asked }: { lags: number }) {
  const t = useText(gradientsText);
  const [lags, setLags] = useState(asked);
  return (
    <div onChange={() => changeView('gradients', { lags })}>
      <Slider label={t.lags} value={lags} min={5} max={200} step={5} onChange={setLags} />
    </div>
  );
}
