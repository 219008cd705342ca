/** Of a language model on a text, with fresh cells beside it. */
import { cellNames } from '../../../protocol/cell-names.ts';
import type { GradientReach } from '../../../protocol/network.ts';
import { Failure } from '../../parts/notice.tsx';
import { postTo } from '../../server/client.ts';
import { sequenceOf, type TextUnit } from '../../server/text-unit.ts';
import { useAnswer } from '../../server/use-answer.ts';
import { useTextOfRun } from '../../server/use-some-text.ts';
import { gradientsText } from '../../text/gradients.ts';
import { useText } from '../../text/languages.ts';
import { useViewOf } from '../../view/use-view-of.ts';
import type { View } from '../../view/views.ts';
import { Controls } from './controls.tsx';
import { farthestOf, stateOf } from './findings.ts';
import { Reaches } from './reaches.tsx';
import { type Shown, WINDOWS } from './shown.ts';

/** Characters of the run's own text where nobody gave one. */
const LENGTH = 1500;

export function LanguageGradients({ unit }: { unit: TextUnit }) {
  const view = useViewOf('gradients');
  const t = useText(gradientsText);
  const some = useTextOfRun(view.run, view.text === '' ? LENGTH : null);
  const text = view.text === '' ? sequenceOf(some.value ?? '', unit) : view.text;
  const { cells, lags, gain } = view;
  const question = { text, cells: knownCells(cells), lags, gain, windows: WINDOWS };
  const asked = text.length > 1 ? JSON.stringify([view.run, question]) : null;
  const answer = useAnswer(asked, (signal) => postTo(view.run, 'gradients', question, signal));
  const waiting = answer.waiting || some.waiting;
  const reaches = answer.value?.reaches;
  return (
    <>
      {some.error && <Failure error={some.error} again={some.again} />}
      {answer.error && <Failure error={answer.error} again={answer.again} />}
      <Controls view={view} text={text} reach={reaches?.[0]} />
      <div aria-busy={waiting} class={waiting ? 'waiting' : undefined}>
        <p class="soft" role="status">
          {waiting ? t.counting : ''}
        </p>
        {reaches && <SideBySide reaches={reaches} view={view} />}
      </div>
    </>
  );
}

function knownCells(names: readonly string[]) {
  return cellNames.filter((cell) => names.includes(cell));
}

function SideBySide({ reaches, view }: { reaches: GradientReach[]; view: View<'gradients'> }) {
  const t = useText(gradientsText);
  const shown = reaches.map((reach, k): Shown => {
    const at = reach.layers[Math.min(view.layer, reach.layers.length) - 1];
    return {
      name: k === 0 ? t.run : t.fresh(reach.name),
      state: stateOf(at, view.state),
      recurrent: at.recurrent,
      rows: reach.steps.map(t.step),
      clipping: reach.clipping,
      strong: k === 0,
    };
  });
  const farthest = farthestOf(shown.map(({ state }) => state));
  const lags = Math.min(...shown.map(({ state }) => state.median.length - 1));
  return (
    <Reaches shown={shown} share={view.share} heatHelp={t.heatHelp}>
      {shown.length > 1 && farthest !== undefined && (
        <li>{t.farthest(shown[farthest].name, shown[farthest].state.reach)}</li>
      )}
      {shown.length > 1 && shown.every(({ state }) => state.reach >= lags) && (
        <li>{t.alike(lags)}</li>
      )}
    </Reaches>
  );
}
