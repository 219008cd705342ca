/** A unit held at a value while the model generates, beside the same text with the unit free. */
import { useEffect, useId, useMemo, useState } from 'preact/hooks';
import type { SampledSymbol } from '../../../protocol/language.ts';
import type { RunLayer } from '../../../protocol/runs.ts';
import { CanvasText } from '../../canvas-text/canvas-text.tsx';
import { risingLevel, risingScale, surpriseShare } from '../../parts/colour-scales.ts';
import { Failure } from '../../parts/notice.tsx';
import { percent } from '../../parts/numbers.ts';
import { Slider } from '../../parts/slider.tsx';
import { usePreferences } from '../../prefs/preferences.ts';
import { cellsText } from '../../text/cells.ts';
import { useText } from '../../text/languages.ts';
import { changeView } from '../../view/location.ts';
import type { View } from '../../view/views.ts';
import { useGeneration } from '../play/use-generation.ts';
import { clampOf, type Held, partingOf, rangeOf, readHeld, writeHeld } from './clamp-words.ts';
import type { Unit } from './unit.ts';

const LENGTH = 400;
const TEMPERATURE = 0.7;
/** Symbols before the caret that a generation begins with. */
const BEFORE = 200;

interface HoldingProps {
  view: View<'cells'>;
  unit: Unit;
  layer: RunLayer;
  symbols: readonly string[];
}

export function Holding({ view, unit, layer, symbols }: HoldingProps) {
  const t = useText(cellsText);
  const id = useId();
  const free = useGeneration(view.run);
  const clamped = useGeneration(view.run);
  const held = readHeld(view.clamp);
  const [draft, setDraft] = useState<Held>(held ?? { what: 'h', value: 0 });
  const { prime, seed } = view;
  // A link to a held unit generates again: the same seed gives the same texts.
  const asked = held && JSON.stringify([prime, seed, held, unit.layer, unit.unit]);
  useEffect(() => {
    if (held === null) return;
    const request = { prime, seed, length: LENGTH, temperature: TEMPERATURE, alternatives: 0 };
    free.start(request);
    clamped.start({ ...request, clamp: [clampOf(held, unit.layer, unit.unit)] });
  }, [asked]);
  const generate = (to: Held) => {
    setDraft(to);
    changeView('cells', {
      clamp: writeHeld(to),
      layer: unit.layer,
      unit: unit.unit,
      what: unit.what,
    });
  };
  const running = free.running || clamped.running;
  const parting = partingOf(free.symbols, clamped.symbols);
  const [low, high] = rangeOf(draft.what);
  return (
    <section class="panel holding" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t.hold}</h2>
      <p class="help">{t.holdHelp}</p>
      <div class="holding-controls">
        <div class="field">
          <label for={`${id}-what`}>{t.held}</label>
          <select
            id={`${id}-what`}
            value={draft.what}
            onChange={(event) => setDraft({ what: event.currentTarget.value, value: 0 })}
          >
            {layer.what.map((what) => (
              <option key={what} value={what}>
                {what}
              </option>
            ))}
          </select>
        </div>
        <Slider
          label={t.value}
          value={draft.value}
          min={low}
          max={high}
          step={0.05}
          onChange={(value) => setDraft({ ...draft, value })}
        />
        <div class="field">
          <label for={`${id}-prime`}>{t.prime}</label>
          <textarea
            id={`${id}-prime`}
            class="prime"
            rows={2}
            value={prime}
            onInput={(event) => changeView('cells', { prime: event.currentTarget.value })}
          />
          {view.at !== null && (
            <button
              type="button"
              class="quiet"
              onClick={() => changeView('cells', { prime: beforeCaret(symbols, view.at ?? 0) })}
            >
              {t.fromCaret}
            </button>
          )}
        </div>
      </div>
      <div class="controls">
        <button type="button" class="main" onClick={() => generate(draft)}>
          {t.generate}
        </button>
        <button type="button" onClick={() => generate({ what: 'h', value: 0 })}>
          h = 0
        </button>
        {layer.what.includes('f') && (
          <button type="button" onClick={() => generate({ what: 'f', value: 0 })}>
            {t.forget}
          </button>
        )}
        {layer.what.includes('i') && (
          <button type="button" onClick={() => generate({ what: 'i', value: 0 })}>
            {t.input}
          </button>
        )}
      </div>
      {free.error && <Failure error={free.error} />}
      {clamped.error && <Failure error={clamped.error} />}
      {held && (
        <>
          <p role="status">
            {running || clamped.symbols.length === 0
              ? ''
              : parting === undefined
                ? t.same
                : t.parts(parting)}
          </p>
          <div class="holding-texts">
            <Sample title={t.free} prime={prime} symbols={free.symbols} />
            <Sample
              title={t.clamped(
                `${unit.layer}.${unit.unit} ${view.clamp.replace('=', ' = ').replace('-', '−')}`,
              )}
              prime={prime}
              symbols={clamped.symbols}
            />
          </div>
        </>
      )}
    </section>
  );
}

/** From a line's beginning, where there is one not far before the caret. */
function beforeCaret(symbols: readonly string[], at: number): string {
  const text = symbols.slice(Math.max(0, at + 1 - BEFORE), at + 1).join('');
  const line = text.indexOf('\n');
  return line < 0 || line > text.length / 2 ? text : text.slice(line + 1);
}

interface SampleProps {
  title: string;
  prime: string;
  symbols: readonly SampledSymbol[];
}

function Sample({ title, prime, symbols }: SampleProps) {
  const { palette, dark } = usePreferences();
  const [caret, setCaret] = useState<number | null>(null);
  const scale = useMemo(() => risingScale({ palette, dark }), [palette, dark]);
  const before = useMemo(() => [...prime], [prime]);
  const shown = useMemo(() => [...before, ...symbols.map(({ text }) => text)], [before, symbols]);
  const level = useMemo(
    () => (index: number) => {
      const symbol = symbols[index - before.length];
      return symbol ? risingLevel(surpriseShare(Math.log(symbol.probability))) : -1;
    },
    [symbols, before],
  );
  return (
    <div class="holding-text">
      <h3>{title}</h3>
      <CanvasText
        label={title}
        symbols={shown}
        scale={scale}
        level={level}
        caret={caret}
        onCaret={setCaret}
        describe={(index) => {
          const symbol = symbols[index - before.length];
          return symbol ? percent(symbol.probability) : '';
        }}
        maxLines={14}
      />
    </div>
  );
}
