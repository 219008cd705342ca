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
  /** The generated symbol that is looked at. */
  at: number | null;
  onLook: (index: number | null) => void;
  onBranch: (index: number, alternative: Alternative) => void;
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
  const symbol = looked === null || running ? undefined : symbols[looked];
  const inside = (index: number) => (index < before.length ? null : index - before.length);
  const hover = (index: number | null) => {
    clearTimeout(leaving.current);
    const next = index === null ? null : inside(index);
    if (next === null) leaving.current = setTimeout(() => setHovered(null), LEAVE_MS);
    else setHovered(next);
  };
  return (
    <div class="generated" ref={box}>
      <ScaleLegend title={t.legend} low={t.certain} high={t.rare} scale={scale} />
      <CanvasText
        label={t.text}
        symbols={shown}
        scale={scale}
        level={level}
        caret={at === null ? null : at + before.length}
        onCaret={(index) => props.onLook(inside(index))}
        onHover={running ? undefined : hover}
        onActivate={() =>
          box.current?.querySelector<HTMLElement>('.alternatives button:enabled')?.focus()
        }
        describe={(index) => {
          const one = symbols[index - before.length];
          return one ? t.said(percent(one.probability)) : '';
        }}
        follow={running}
        note={
          symbol && looked !== null
            ? {
                index: looked + before.length,
                content: (
                  <Alternatives
                    symbol={symbol}
                    onTake={(alternative) => {
                      setHovered(null);
                      props.onBranch(looked, alternative);
                    }}
                    onEnter={() => clearTimeout(leaving.current)}
                    onLeave={() => hover(null)}
                  />
                ),
              }
            : null
        }
      />
    </div>
  );
}
