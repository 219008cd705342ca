/** Network: the drawing over some steps, the box in use, and a text that is read symbol by symbol. */
import { useMemo, useState } from 'preact/hooks';
import type { NetworkBox, StepAnswer } from '../../../protocol/network.ts';
import { count } from '../../../util/format.ts';
import { CanvasText } from '../../canvas-text/canvas-text.tsx';
import { divergingLevel, divergingScale } from '../../parts/colour-scales.ts';
import { Failure } from '../../parts/notice.tsx';
import { RunGate } from '../../parts/run-gate.tsx';
import { piecesOf, visible } from '../../parts/symbols.ts';
import { useWidth } from '../../parts/use-width.ts';
import { usePreferences } from '../../prefs/preferences.ts';
import { get, postTo } from '../../server/client.ts';
import { sequenceOf, type TextUnit, unitOfText } from '../../server/text-unit.ts';
import { useAnswer } from '../../server/use-answer.ts';
import { useTextOfRun } from '../../server/use-some-text.ts';
import { useText } from '../../text/languages.ts';
import { networkText } from '../../text/network.ts';
import { pageText, shellText } from '../../text/shell.ts';
import { changeView } from '../../view/location.ts';
import { useViewOf } from '../../view/use-view-of.ts';
import { BoxPanel } from './box-panel.tsx';
import type { Column } from './drawn.ts';
import { Unrolled } from './unrolled.tsx';

/** Steps that are drawn, and in how little room fewer are. */
const COLUMNS = 4;
const NARROW = 800;
/** Units whose numbers are shown of each vector. */
const UNITS = 8;
/** Characters of the run's own text where nobody gave one. */
const LENGTH = 400;

export function NetworkPage() {
  const { run } = useViewOf('network');
  const names = useText(pageText);
  const t = useText(networkText);
  return (
    <>
      <div class="page-head">
        <h1>{names.network}</h1>
      </div>
      <p class="lead">{t.intro}</p>
      <RunGate run={run}>{(detail) => <NetworkOfRun unit={unitOfText(detail)} />}</RunGate>
    </>
  );
}

function NetworkOfRun({ unit }: { unit: TextUnit }) {
  const view = useViewOf('network');
  const t = useText(networkText);
  const shell = useText(shellText);
  const { palette, dark } = usePreferences();
  const scale = useMemo(() => divergingScale({ palette, dark }), [palette, dark]);
  const network = useAnswer(view.run, (signal) => get('network', [view.run], signal));
  const picture = network.value;
  const live = picture?.task === 'lm';
  const some = useTextOfRun(view.run, live && view.text === '' ? LENGTH : null);
  const text = view.text === '' ? sequenceOf(some.value ?? '', unit) : view.text;
  const at = view.at ?? 0;
  const question = live && text !== '' ? JSON.stringify([view.run, text, at]) : null;
  const step = useAnswer(question, (signal) =>
    postTo(view.run, 'step', { text, at, units: UNITS }, signal),
  );
  const numbers = step.value;
  const parts = new Set(picture?.boxes.map(({ part }) => part));
  const [layout, width] = useWidth<HTMLDivElement>();
  const steps = width < NARROW ? COLUMNS - 2 : parts.size > 1 ? COLUMNS - 1 : COLUMNS;
  const first = live ? Math.max(0, at - (steps - 1)) : 0;
  const [chosenStep, setChosenStep] = useState(0);
  const box = picture?.boxes.find(({ id }) => id === view.box) ?? firstLayer(picture?.boxes);

  const read = (to: number) => {
    const last = (numbers?.symbols.length ?? 1) - 1;
    changeView('network', { at: Math.max(0, Math.min(last, to)) });
  };
  const choose = (chosen: NetworkBox, column: number) => {
    setChosenStep(column);
    changeView('network', { box: chosen.id });
    if (live && column >= 0) read(first + column);
  };
  const label = ({ part, step: column }: Column) => {
    const symbol = numbers?.symbols[first + column];
    if (column < 0) return '';
    if (live && symbol !== undefined) return visible(symbol);
    const word = { network: t.step, encoder: t.sourceStep, decoder: t.targetStep }[part];
    return word(column + 1);
  };
  const strip = (of: NetworkBox, column: number) =>
    live && numbers && first + column === numbers.at ? unitColours(numbers, of.id, scale) : [];

  return (
    <>
      {network.error && <Failure error={network.error} again={network.again} />}
      {some.error && <Failure error={some.error} again={some.again} />}
      {step.error && <Failure error={step.error} />}
      {network.waiting && picture === undefined && <p class="soft">{shell.wait}</p>}
      {picture && box && (
        <div class="network-layout" ref={layout}>
          <div class="network-left">
            <p class="soft">{t.parameters(count(picture.parameters))}</p>
            <Unrolled
              picture={picture}
              steps={steps}
              chosen={{ id: box.id, step: live ? at - first : chosenStep }}
              onChoose={choose}
              onStep={(direction) =>
                live
                  ? read(at + direction)
                  : setChosenStep(Math.max(0, Math.min(steps - 1, chosenStep + direction)))
              }
              label={label}
              strip={strip}
            />
            {live && numbers && (
              <Reader text={text} numbers={numbers} at={at} onRead={read} key={view.run} />
            )}
          </div>
          <BoxPanel box={box} step={live ? numbers : undefined} live={live} scale={scale} />
        </div>
      )}
    </>
  );
}

function firstLayer(boxes: readonly NetworkBox[] | undefined): NetworkBox | undefined {
  return boxes?.find(({ kind }) => kind === 'recurrent') ?? boxes?.[0];
}

/** Of the last vector of a box, which is what it hands on. */
function unitColours({ boxes }: StepAnswer, id: string, scale: readonly string[]): string[] {
  const vector = boxes.find((one) => one.id === id)?.vectors.at(-1);
  if (vector === undefined) return [];
  const largest = Math.max(Math.abs(vector.min), Math.abs(vector.max));
  return vector.values.map((value) => scale[divergingLevel(value, largest)]);
}

const NO_COLOURS: readonly string[] = [];
const noLevel = () => -1;

interface ReaderProps {
  text: string;
  numbers: StepAnswer;
  at: number;
  onRead: (at: number) => void;
}

/** The text with the symbol that has just been read, and a form for another one. */
function Reader({ text, numbers, at, onRead }: ReaderProps) {
  const t = useText(networkText);
  const [draft, setDraft] = useState(text);
  const { symbols, ends } = numbers;
  const pieces = useMemo(() => piecesOf(text, ends), [text, ends.length]);
  const use = (event: Event) => {
    event.preventDefault();
    if (draft !== '') changeView('network', { text: draft, at: 0 });
  };
  return (
    <section class="reader">
      <div class="reader-steps">
        <button
          type="button"
          aria-label={t.back}
          disabled={at === 0}
          onClick={() => onRead(at - 1)}
        >
          ←
        </button>
        <button
          type="button"
          aria-label={t.on}
          disabled={at >= symbols.length - 1}
          onClick={() => onRead(at + 1)}
        >
          →
        </button>
        <p class="soft" aria-live="polite">
          {t.place(at + 1, symbols.length, visible(symbols[at] ?? ''))}
        </p>
      </div>
      <CanvasText
        label={t.text}
        symbols={pieces}
        scale={NO_COLOURS}
        level={noLevel}
        caret={at}
        onCaret={onRead}
        maxLines={6}
      />
      <details>
        <summary>{t.editText}</summary>
        <form onSubmit={use}>
          <textarea
            aria-label={t.text}
            value={draft}
            onInput={(event) => setDraft(event.currentTarget.value)}
          />
          <button type="submit">{t.useText}</button>
        </form>
      </details>
    </section>
  );
}
