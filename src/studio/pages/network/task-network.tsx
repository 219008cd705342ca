/** The network of any other task: an input is read step by step, of a translator its target after it. */
import type { NetworkBox, StepShares } from '../../../protocol/network.ts';
import type { RunDetail } from '../../../protocol/runs.ts';
import type { TaskName } from '../../../protocol/tasks.ts';
import { count } from '../../../util/format.ts';
import { Failure } from '../../parts/notice.tsx';
import { stepName } from '../../parts/symbols.ts';
import { useDivergingScale } from '../../parts/use-diverging-scale.ts';
import { useWidth } from '../../parts/use-width.ts';
import { postTo } from '../../server/client.ts';
import { useAnswer } from '../../server/use-answer.ts';
import { useText } from '../../text/languages.ts';
import { networkText } from '../../text/network.ts';
import { shellText } from '../../text/shell.ts';
import { changeView } from '../../view/location.ts';
import { useViewOf } from '../../view/use-view-of.ts';
import { useTaskInput } from '../play/use-task-input.ts';
import { BoxPanel } from './box-panel.tsx';
import type { Column } from './drawn.ts';
import { AnswerShares, LookedShares } from './shares.tsx';
import { columnsOf, partAt, partsOf } from './task-columns.ts';
import { TaskReader } from './task-reader.tsx';
import { COLUMNS, NARROW, UNITS, unitColours } from './unit-colours.ts';
import { Unrolled } from './unrolled.tsx';
import { firstLayer, usePicture } from './use-picture.ts';

export function TaskNetwork({ detail }: { detail: RunDetail }) {
  const view = useViewOf('network');
  const t = useText(networkText);
  const shell = useText(shellText);
  const scale = useDivergingScale();
  const { answer: network, box } = usePicture(view);
  const picture = network.value;
  const { text, input, isLong, put } = useTaskInput(detail, view.text, (given) =>
    changeView('network', { text: given, at: 0 }),
  );
  const at = view.at ?? 0;
  const step = useAnswer(
    input === undefined ? null : JSON.stringify([view.run, text, at]),
    (signal) => postTo(view.run, 'taskStep', { input: input ?? '', at, units: UNITS }, signal),
  );
  const numbers = step.value;
  const parts = partsOf(picture, numbers);
  const place = partAt(parts, at);
  const [layout, width] = useWidth<HTMLDivElement>();
  const room = width < NARROW ? COLUMNS - 2 : parts.length > 1 ? COLUMNS - 1 : COLUMNS;
  const columns = columnsOf(picture?.boxes ?? [], { parts, place, room });
  const stepless = picture?.boxes.every(({ kind }) => kind !== 'recurrent');
  const total = parts.reduce((sum, { steps }) => sum + steps, 0);

  const read = (to: number) => {
    const next = Math.max(0, Math.min(total - 1, to));
    const { part } = partAt(parts, next);
    const crossed = box !== undefined && box.part !== part && box.when === 'each';
    const beyond = crossed
      ? firstLayer(picture?.boxes.filter((one) => one.part === part))
      : undefined;
    changeView('network', { at: next, ...(beyond && { box: beyond.id }) });
  };
  const choose = (chosen: NetworkBox, column: number) => {
    const shown = columns[chosen.part]?.[column];
    const { from = 0 } = parts.find(({ part }) => part === chosen.part) ?? {};
    // What is made once has the same numbers wherever one reads.
    const moves = chosen.when === 'each' && shown !== undefined;
    changeView('network', { box: chosen.id, ...(moves && { at: from + shown }) });
  };
  const label = ({ part, step: column }: Column) => {
    const shown = columns[part]?.[column];
    if (shown === undefined) return '';
    const symbols = numbers?.parts.find((one) => one.part === part)?.symbols;
    const word = { network: t.step, encoder: t.sourceStep, decoder: t.targetStep }[part];
    const name = symbols?.[shown] ? stepName(symbols[shown]) : stepless ? '' : word(shown + 1);
    const gap = column > 0 && columns[part]?.[column - 1] !== shown - 1;
    return gap ? `… ${name}` : name;
  };
  const strip = (of: NetworkBox, column: number) => {
    const here = of.part === place.part && columns[of.part]?.[column] === place.step;
    const is = numbers?.at === at && (here || of.when !== 'each');
    return is ? unitColours(numbers.boxes, of.id, scale) : [];
  };
  const column = (columns[place.part] ?? []).indexOf(place.step);
  const vectors = numbers?.boxes.find(({ id }) => id === box?.id)?.vectors;

  return (
    <>
      {network.error && <Failure error={network.error} again={network.again} />}
      {step.error && <Failure error={step.error} />}
      {network.waiting && picture === undefined && <p class="soft">{shell.wait}</p>}
      {isLong && <p class="help">{shell.notInLink}</p>}
      {picture && box && (
        <div class="network-layout" ref={layout}>
          <div class="network-left">
            <p class="soft">{t.parameters(count(picture.parameters))}</p>
            <Unrolled
              picture={picture}
              steps={Object.fromEntries(
                Object.entries(columns).map(([part, shown]) => [part, shown.length]),
              )}
              chosen={{ id: box.id, step: column, part: place.part }}
              onChoose={choose}
              onStep={(direction) => read(at + direction)}
              label={label}
              strip={strip}
            />
            <TaskReader
              key={view.run}
              text={text}
              examples={detail.examples}
              numbers={numbers}
              at={at}
              onRead={read}
              onUse={put}
            />
          </div>
          <BoxPanel
            box={box}
            vectors={vectors}
            note={vectors === undefined ? noteOf() : undefined}
            scale={scale}
          >
            {numbers?.shares
              .filter((one) => one.box === box.id)
              .map((one) => (
                <Shares key={one.kind} shares={one} box={box} task={picture.task} />
              ))}
          </BoxPanel>
        </div>
      )}
    </>
  );

  /** Why a box has no numbers. */
  function noteOf(): string | undefined {
    if (input === undefined) return t.noInput;
    if (numbers === undefined) return undefined;
    if (box?.kind === 'crf') return t.crf;
    return box === undefined || box.part === 'network' ? undefined : t.noNumbersHere(box.part);
  }
}

interface SharesProps {
  shares: StepShares;
  box: NetworkBox;
  task: TaskName;
}

function Shares({ shares: { kind, rows }, box, task }: SharesProps) {
  const t = useText(networkText);
  if (kind === 'answers') {
    const writes = task === 'translate' || task === 'caption';
    const here = box.when === 'each' || box.kind === 'crf';
    const title = writes ? t.next : here ? t.answersHere : t.answers;
    return <AnswerShares title={title} rows={rows} />;
  }
  const attention = box.kind === 'attention';
  return (
    <LookedShares
      title={attention ? t.looked : t.counted}
      help={attention ? t.lookedHelp : t.countedHelp}
      rows={rows}
    />
  );
}
