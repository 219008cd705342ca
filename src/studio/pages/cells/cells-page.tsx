/** Cells: a text coloured by a unit, a search for units that stand for something, and units that are held. */
import { useMemo } from 'preact/hooks';
import type { CellsRequest } from '../../../protocol/cells.ts';
import type { RunDetail } from '../../../protocol/runs.ts';
import { Failure, Notice } from '../../parts/notice.tsx';
import { RunGate } from '../../parts/run-gate.tsx';
import { piecesOf } from '../../parts/symbols.ts';
import { postTo, trace } from '../../server/client.ts';
import { useAnswer } from '../../server/use-answer.ts';
import { cellsText } from '../../text/cells.ts';
import { useText } from '../../text/languages.ts';
import { pageText, shellText } from '../../text/shell.ts';
import { useViewOf } from '../../view/use-view-of.ts';
import type { View } from '../../view/views.ts';
import { Holding } from './holding.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { TaskCells } from './task-cells.tsx';
import { TextChoice } from './text-choice.tsx';
import { probeOf, unitOf } from './unit.ts';
import { UnitChoice } from './unit-choice.tsx';
import { UnitList } from './unit-list.tsx';
import { UnitText } from './unit-text.tsx';
import { useCellText } from './use-cell-text.ts';

export function CellsPage() {
  const { run } = useViewOf('cells');
  const names = useText(pageText);
  const t = useText(cellsText);
  return (
    <>
      <div class="page-head">
        <h1>{names.cells}</h1>
      </div>
      <RunGate run={run}>
        {(detail) => (
          <>
            <p class="lead">{detail.task === 'lm' ? t.intro : t.taskIntro}</p>
            {detail.task === 'lm' ? <Cells detail={detail} /> : <TaskCells detail={detail} />}
          </>
        )}
      </RunGate>
    </>
  );
}

function Cells({ detail }: { detail: RunDetail }) {
  const view = useViewOf('cells');
  const t = useText(cellsText);
  const shell = useText(shellText);
  const { text, name, missing, error, again } = useCellText(view);
  const { run } = view;
  const search = searchOf(view);
  const found = useAnswer(
    text === undefined || search === null ? null : JSON.stringify([run, name, search]),
    (signal) => postTo(run, 'cells', { text: text ?? '', ...search }, signal),
  );
  // Without a unit in the link the best one is shown, so the search is waited for.
  const ready = view.unit !== null || search === null || !found.waiting;
  const unit = ready ? unitOf(view, detail.layers, probeOf(found.value, view.probe)) : undefined;
  const layer = detail.layers[(unit?.layer ?? 1) - 1];
  const traced = useAnswer(
    text === undefined || unit === undefined
      ? null
      : JSON.stringify([run, name, unit.layer, unit.unit]),
    async (signal) => {
      const asked = { text: text ?? '', layer: unit?.layer ?? 1, unit: unit?.unit ?? 0 };
      return { of: text, trace: await trace(run, { ...asked, what: layer.what }, signal) };
    },
  );
  // The last answer stays while the next one is awaited, and may be of another text.
  const value = traced.value?.of === text ? traced.value?.trace : undefined;
  const symbols = useMemo(() => (value ? piecesOf(text ?? '', value.ends) : []), [text, value]);
  return (
    <div class="cells">
      <div class="cells-main">
        <div class="cells-choices">
          <TextChoice view={view} symbols={symbols.length} />
          {unit && <UnitChoice layers={detail.layers} unit={unit} gates={view.gates} />}
        </div>
        {missing && <Notice>{t.missing}</Notice>}
        {error && <Failure error={error} again={again} />}
        {traced.error && <Failure error={traced.error} again={traced.again} />}
        {!value && !missing && !error && !traced.error && <p class="soft">{shell.wait}</p>}
        {value && unit && (
          <>
            <UnitText view={view} unit={unit} trace={value} symbols={symbols} />
            <SelectionBar view={view} trace={value} />
          </>
        )}
      </div>
      <UnitList view={view} answer={found} unit={unit} key={view.pattern} />
      {unit && <Holding view={view} unit={unit} layer={layer} symbols={symbols} />}
    </div>
  );
}

const TOP = 12;

/** Null: nothing to search for yet. */
function searchOf({ probe, pattern, spans }: View<'cells'>): Omit<CellsRequest, 'text'> | null {
  if (spans.length > 1) {
    const pairs = Array.from({ length: spans.length >> 1 }, (_, k): [number, number] => [
      spans[2 * k],
      spans[2 * k + 1],
    ]);
    return { spans: pairs, probes: [], top: TOP };
  }
  if (probe === 'pattern') return pattern === '' ? null : { pattern, probes: [], top: TOP };
  return { top: TOP };
}
