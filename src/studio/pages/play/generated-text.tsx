/** The generated text, shaded by how improbable each symbol was, with the alternatives at the one looked at. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Alternative, SampledSymbol } from '../../../protocol/language.ts';
import { CanvasText } from '../../canvas-text/canvas-text.tsx';
import { risingLevel, risingScale, surpriseShare } from '../../parts/colour-scales.ts';
import { percent } from '../../parts/numbers.ts';
import { ScaleLegend } from '../../parts/scale-legend.tsx';
import { usePreferences } from '../../prefs/preferences.ts';
import { useText } from '../../text/languages.ts';
import { playText } from '../../text/play.ts';
import { Alternatives } from './alternatives.tsx';

interface GeneratedTextProps {
  prime: string;
  symbols: readonly SampledSymbol[];
  running: boolean;
  /** The symbol that is looked at, from the beginning of the prime. */
  at: number | null;
  onLook: (index: number) => void;
  /** `drawn`: how many drawn symbols are kept. */
  onBranch: (drawn: number, alternative: Alternative) => void;
}

/** Time to reach the alternatives with the mouse before they go. */
const LEAVE_MS = 300;

export function GeneratedText(props: GeneratedTextProps) {
  const { prime, symbols, running, at } = props;
  const t = useText(playText);
  const { palette, dark } = usePreferences();
  const [hovered, setHovered] = useState<number | null>(null);
  const leaving = useRef<ReturnType<typeof setTimeout>>(undefined);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => () => clearTimeout(leaving.current), []);
  const before = useMemo(() => [...prime], [prime]);
  const shown = useMemo(() => [...before, ...symbols.map(({ text }) => text)], [before, symbols]);
  const scale = useMemo(() => risingScale({ palette, dark }), [palette, dark]);
  const level = useMemo(
    () => (index: number) => {
      const symbol = symbols[index - before.length];
      return symbol ? risingLevel(surpriseShare(Math.log(symbol.probability))) : -1;
    },
    [symbols, before],
  );
  const looked = hovered ?? at;
  const symbol = looked === null || running ? undefined : symbols[looked - before.length];
  const hover = (index: number | null) => {
    clearTimeout(leaving.current);
    if (index === null) leaving.current = setTimeout(() => setHovered(null), LEAVE_MS);
    else setHovered(index);
  };
  const focus = (what: string) => box.current?.querySelector<HTMLElement>(what)?.focus();
  return (
    <div class="generated" ref={box}>
      <ScaleLegend title={t.legend} low={t.certain} high={t.rare} scale={scale} />
      <CanvasText
        label={t.text}
        symbols={shown}
        scale={scale}
        level={level}
        caret={at}
        onCaret={props.onLook}
        onHover={running ? undefined : hover}
        onActivate={() => focus('.alternatives button:enabled')}
        describe={(index) => {
          const one = symbols[index - before.length];
          return one ? t.said(percent(one.probability)) : '';
        }}
        follow={running}
        note={
          symbol && looked !== null
            ? {
                index: looked,
                content: (
                  <Alternatives
                    symbol={symbol}
                    onTake={(alternative) => {
                      setHovered(null);
                      props.onBranch(looked - before.length, alternative);
                    }}
                    onEnter={() => clearTimeout(leaving.current)}
                    onLeave={() => hover(null)}
                    onEscape={() => focus('[role=textbox]')}
                  />
                ),
              }
            : null
        }
      />
    </div>
  );
}
