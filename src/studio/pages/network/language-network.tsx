/** The network of a language model: a text is read symbol by symbol. */
import { useMemo, useState } from 'preact/hooks';
import type { NetworkBox, StepAnswer } from '../../../protocol/network.ts';
import { count } from '../../../util/format.ts';
import { CanvasText } from '../../canvas-text/canvas-text.tsx';
import { Failure } from '../../parts/notice.tsx';
import { piecesOf, visible } from '../../parts/symbols.ts';
import { useDivergingScale } from '../../parts/use-diverging-scale.ts';
import { useWidth } from '../../parts/use-width.ts';
import { postTo } from '../../server/client.ts';
import { sequenceOf, type TextUnit } from '../../server/text-unit.ts';
import { useAnswer } from '../../server/use-answer.ts';
import { useTextOfRun } from '../../server/use-some-text.ts';
import { useText } from '../../text/languages.ts';
import { networkText } from '../../text/network.ts';
import { shellText } from '../../text/shell.ts';
import { changeView } from '../../view/location.ts';
import { useViewOf } from '../../view/use-view-of.ts';
import { BoxPanel } from './box-panel.tsx';
import type { Column } from './drawn.ts';
import { AnswerShares } from './shares.tsx';
import { Stepper } from './stepper.tsx';
import { COLUMNS, NARROW, UNITS, unitColours } from './unit-colours.ts';
import { Unrolled } from './unrolled.tsx';
import { usePicture } from './use-picture.ts';

/** Characters of the run's own text where nobody gave one. */
const LENGTH = 400;

export function LanguageNetwork({ unit }: { unit: TextUnit }) {
  const view = useViewOf('network');
  const t = useText(networkText);
  const shell = useText(shellText);
  const scale = useDivergingScale();
  const { answer: network, box } = usePicture(view);
  const picture = network.value;
  const some = useTextOfRun(view.run, view.text === '' ? LENGTH : null);
  const text = view.text === '' ? sequenceOf(some.value ?? '', unit) : view.text;
  const at = view.at ?? 0;
  const question = text !== '' ? JSON.stringify([view.run, text, at]) : null;
  const step = useAnswer(question, (signal) =>
    postTo(view.run, 'step', { text, at, units: UNITS }, signal),
  );
  const numbers = step.value;
  const [layout, width] = useWidth<HTMLDivElement>();
  const steps = width < NARROW ? COLUMNS - 2 : COLUMNS;
  const first = Math.max(0, at - (steps - 1));

  const read = (to: number) => {
    const last = (numbers?.symbols.length ?? 1) - 1;
    changeView('network', { at: Math.max(0, Math.min(last, to)) });
  };
  const choose = (chosen: NetworkBox, column: number) => {
    changeView('network', { box: chosen.id });
    read(first + column);
  };
  const label = ({ step: column }: Column) => {
    const symbol = numbers?.symbols[first + column];
    return symbol === undefined ? t.step(column + 1) : visible(symbol);
  };
  const strip = (of: NetworkBox, column: number) =>
    numbers && first + column === numbers.at ? unitColours(numbers.boxes, of.id, scale) : [];

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
              chosen={{ id: box.id, step: at - first }}
              onChoose={choose}
              onStep={(direction) => read(at + direction)}
              label={label}
              strip={strip}
            />
            {numbers && (
              <Reader text={text} numbers={numbers} at={at} onRead={read} key={view.run} />
            )}
          </div>
          <BoxPanel
            box={box}
            vectors={numbers?.boxes.find(({ id }) => id === box.id)?.vectors}
            scale={scale}
          >
            {box.kind === 'output' && numbers && (
              <AnswerShares title={t.next} rows={numbers.next.map(asShare)} />
            )}
          </BoxPanel>
        </div>
      )}
    </>
  );
}

function asShare({ token, probability }: StepAnswer['next'][number]) {
  return { label: token, share: probability };
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
      <Stepper
        at={at}
        steps={symbols.length}
        back={t.back}
        on={t.on}
        place={t.place(at + 1, symbols.length, visible(symbols[at] ?? ''))}
        onRead={onRead}
      />
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
