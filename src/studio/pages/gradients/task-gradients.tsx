/** Of a run of any other task, layer by layer: of an input, or of records that the run validates on. */
import type { GradientReach, TaskGradientsRequest } from '../../../protocol/network.ts';
import type { RunDetail } from '../../../protocol/runs.ts';
import { Choice } from '../../parts/choice.tsx';
import { Failure } from '../../parts/notice.tsx';
import { postTo } from '../../server/client.ts';
import { useAnswer } from '../../server/use-answer.ts';
import { gradientsText } from '../../text/gradients.ts';
import { useText } from '../../text/languages.ts';
import { meaningText } from '../../text/reach-meaning.ts';
import { shellText } from '../../text/shell.ts';
import { changeView } from '../../view/location.ts';
import { useViewOf } from '../../view/use-view-of.ts';
import type { View } from '../../view/views.ts';
import { AnotherInput } from '../play/another-input.tsx';
import { useTaskInput } from '../play/use-task-input.ts';
import { LagSlider, ReachChoices } from './choices.tsx';
import { hasState, stateOf } from './findings.ts';
import { Reaches } from './reaches.tsx';
import { type Shown, WINDOWS } from './shown.ts';

export function TaskGradients({ detail }: { detail: RunDetail }) {
  const view = useViewOf('gradients');
  const t = useText(gradientsText);
  const shell = useText(shellText);
  const meanings = useText(meaningText);
  const change = (values: Partial<View<'gradients'>>) => changeView('gradients', values);
  const { text, input, isLong, put } = useTaskInput(detail, view.text, (given) =>
    change({ text: given }),
  );
  const given = view.text !== '' || isLong;
  const from = given ? 'input' : view.of;
  const of: TaskGradientsRequest['of'] =
    given && input !== undefined ? { input } : { validation: view.of === 'records' ? WINDOWS : 1 };
  const question = { of, lags: view.lags, windows: WINDOWS };
  const answer = useAnswer(JSON.stringify([view.run, question]), (signal) =>
    postTo(view.run, 'taskGradients', question, signal),
  );
  const reach = answer.value?.reaches[0];
  const kinds = [
    ['record', t.ofRecord],
    ['records', t.ofRecords(WINDOWS)],
  ] as const;
  return (
    <>
      {detail.task && detail.task !== 'lm' && <p class="reach-meaning">{meanings[detail.task]}</p>}
      <div class="panel gradient-controls">
        <div class="gradient-choices">
          <Choice
            label={t.of}
            value={from}
            options={given ? [...kinds, ['input', t.ofInput] as const] : kinds}
            onChange={(one) => {
              if (one === 'input') return;
              put('');
              change({ of: one });
            }}
          />
          <LagSlider lags={view.lags} />
        </div>
        <ReachChoices view={view} states={reach?.layers[0].states} />
        <div class="gradient-input">
          <AnotherInput value={text} examples={detail.examples} onUse={put} />
          {detail.task !== 'forecast' && (
            <small class="help">{detail.task === 'regress' ? t.needsAnswer : t.ownAnswer}</small>
          )}
          {isLong && <p class="help">{shell.notInLink}</p>}
        </div>
      </div>
      {answer.error && <Failure error={answer.error} />}
      <div aria-busy={answer.waiting} class={answer.waiting ? 'waiting' : undefined}>
        <p class="soft" role="status">
          {answer.waiting ? t.counting : ''}
        </p>
        {reach && <ByLayer reach={reach} view={view} />}
      </div>
    </>
  );
}

function ByLayer({ reach, view }: { reach: GradientReach; view: View<'gradients'> }) {
  const t = useText(gradientsText);
  const { steps, rows = steps.map(t.step), clipping } = reach;
  const shown = reach.layers
    .map(
      (layer): Shown => ({
        name: layer.name ?? `l${layer.layer}`,
        state: stateOf(layer, view.state),
        recurrent: layer.recurrent,
        rows,
        clipping,
        strong: false,
      }),
    )
    .filter(({ state }) => hasState(state));
  return (
    <Reaches
      shown={shown}
      share={view.share}
      curveHelp={t.taskCurveHelp}
      heatHelp={t.taskHeatHelp}
      together
    />
  );
}
