/** The steps of an input, part by part, the one that has just been read among them; the answer; another input. */
import { useMemo } from 'preact/hooks';
import type { TaskStepAnswer } from '../../../protocol/network.ts';
import { CanvasText } from '../../canvas-text/canvas-text.tsx';
import { AnswerBox } from '../../parts/answer-box.tsx';
import { spaced, stepName } from '../../parts/symbols.ts';
import { useText } from '../../text/languages.ts';
import { networkText } from '../../text/network.ts';
import { AnotherInput } from '../play/another-input.tsx';
import { Stepper } from './stepper.tsx';

const NO_COLOURS: readonly string[] = [];
const noLevel = () => -1;

interface TaskReaderProps {
  text: string;
  examples: readonly unknown[];
  numbers: TaskStepAnswer | undefined;
  at: number;
  onRead: (at: number) => void;
  onUse: (input: string) => void;
}

export function TaskReader({ text, examples, numbers, at, onRead, onUse }: TaskReaderProps) {
  const t = useText(networkText);
  const parts = numbers?.parts ?? [];
  const symbols = parts.flatMap((part) => part.symbols);
  const names = { network: t.readNetwork, encoder: t.readEncoder, decoder: t.readDecoder };
  let from = 0;
  return (
    <section class="reader">
      {symbols.length > 0 && (
        <Stepper
          at={at}
          steps={symbols.length}
          back={t.stepBack}
          on={t.stepOn}
          place={t.stepPlace(at + 1, symbols.length, stepName(symbols[at] ?? ''))}
          onRead={onRead}
        />
      )}
      {numbers && symbols.length === 0 && <p class="soft">{t.noSteps}</p>}
      {parts
        .filter((part) => part.symbols.length > 0)
        .map(({ part, symbols: own }) => {
          const begin = from;
          from += own.length;
          const inside = at >= begin && at < begin + own.length;
          return (
            <Steps
              key={part}
              label={names[part]}
              symbols={own}
              caret={inside ? at - begin : null}
              onCaret={(step) => onRead(begin + step)}
            />
          );
        })}
      {numbers && <AnswerBox answer={numbers.answer} />}
      <AnotherInput value={text} examples={examples} onUse={onUse} />
    </section>
  );
}

interface StepsProps {
  label: string;
  symbols: readonly string[];
  caret: number | null;
  onCaret: (step: number) => void;
}

function Steps({ label, symbols, caret, onCaret }: StepsProps) {
  const key = symbols.join('\n');
  const pieces = useMemo(() => spaced(symbols), [key]);
  return (
    <div>
      <h3>{label}</h3>
      <CanvasText
        label={label}
        symbols={pieces}
        scale={NO_COLOURS}
        level={noLevel}
        caret={caret}
        onCaret={onCaret}
        maxLines={6}
      />
    </div>
  );
}
