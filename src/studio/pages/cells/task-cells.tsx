/** The input of a task other than a language model, coloured by a unit: what it reads, or what it writes. */
import { useMemo } from 'preact/hooks';
import type { TaskTraceAnswer } from '../../../protocol/cells.ts';
import type { RunDetail } from '../../../protocol/runs.ts';
import { AnswerBox } from '../../parts/answer-box.tsx';
import { Failure, Notice } from '../../parts/notice.tsx';
import { spaced, stepName } from '../../parts/symbols.ts';
import { postTo } from '../../server/client.ts';
import { useAnswer } from '../../server/use-answer.ts';
import { cellsText } from '../../text/cells.ts';
import { useText } from '../../text/languages.ts';
import { shellText } from '../../text/shell.ts';
import { changeView } from '../../view/location.ts';
import { useViewOf } from '../../view/use-view-of.ts';
import { AnotherInput } from '../play/another-input.tsx';
import { useTaskInput } from '../play/use-task-input.ts';
import { UnitChoice } from './unit-choice.tsx';
import { UnitText } from './unit-text.tsx';

export function TaskCells({ detail }: { detail: RunDetail }) {
  const t = useText(cellsText);
  return detail.layers.length === 0 ? <Notice>{t.noText}</Notice> : <Coloured detail={detail} />;
}

function Coloured({ detail }: { detail: RunDetail }) {
  const view = useViewOf('cells');
  const t = useText(cellsText);
  const shell = useText(shellText);
  const { run, examples, layers } = { run: view.run, ...detail };
  const { text, input, isLong, put } = useTaskInput(detail, view.text, (given) =>
    changeView('cells', { text: given, at: null }),
  );
  const number = Math.min(view.layer, layers.length);
  const layer = layers[number - 1];
  const { part, reverse } = layer;
  const asked = {
    ...(part && { part }),
    layer: layer.layer,
    reverse,
    ...(view.unit !== null && { unit: Math.min(view.unit, layer.units - 1) }),
  };
  const traced = useAnswer(
    input === undefined ? null : JSON.stringify([run, text, asked]),
    (signal) => postTo(run, 'taskTrace', { input: input ?? '', ...asked }, signal),
  );
  const { value } = traced;
  return (
    <div class="cells-main">
      {value && (
        <Unit
          value={value}
          view={view}
          layers={layers.map((one) => ({ ...one, what: value.what }))}
          number={number}
        />
      )}
      {input === undefined && <p class="soft">{t.noInput}</p>}
      {traced.error && <Failure error={traced.error} again={traced.again} />}
      {traced.waiting && !value && <p class="soft">{shell.wait}</p>}
      {isLong && <p class="help">{shell.notInLink}</p>}
      <AnotherInput value={text} examples={examples} onUse={put} />
    </div>
  );
}

interface UnitProps {
  value: TaskTraceAnswer;
  view: ReturnType<typeof useViewOf<'cells'>>;
  layers: RunDetail['layers'];
  /** Of the layer among them, from 1. */
  number: number;
}

function Unit({ value, view, layers, number }: UnitProps) {
  const t = useText(cellsText);
  const what = value.what.includes(view.what) ? view.what : 'h';
  const unit = { layer: number, unit: value.unit, what };
  const symbols = useMemo(() => spaced(value.symbols), [value]);
  const names = useMemo(() => value.symbols.map(stepName), [value]);
  const trace = useMemo(
    () => ({ what: value.what, columns: value.columns.map((one) => Float32Array.from(one)) }),
    [value],
  );
  return (
    <>
      <div class="cells-choices">
        <UnitChoice layers={layers} unit={unit} gates={view.gates} />
      </div>
      <fieldset class="telling">
        <legend>{t.telling}</legend>
        {value.telling.map((one) => (
          <button
            type="button"
            key={one}
            class="quiet"
            aria-label={t.choose(`${t.unit} ${one}`)}
            aria-pressed={one === unit.unit}
            onClick={() => changeView('cells', { layer: number, unit: one, what })}
          >
            {one}
          </button>
        ))}
      </fieldset>
      <UnitText
        view={view}
        unit={unit}
        trace={trace}
        symbols={symbols}
        names={names}
        selects={false}
      />
      <AnswerBox answer={value.answer} />
    </>
  );
}
