/** The text coloured by a unit, its gates as rows under each line, and the numbers at a symbol. */
import { useMemo, useState } from 'preact/hooks';
import type { TraceAnswer } from '../../../protocol/cells.ts';
import { CanvasText } from '../../canvas-text/canvas-text.tsx';
import { divergingLevel } from '../../parts/colour-scales.ts';
import { ScaleLegend } from '../../parts/scale-legend.tsx';
import { visible } from '../../parts/symbols.ts';
import { useDivergingScale } from '../../parts/use-diverging-scale.ts';
import { cellsText } from '../../text/cells.ts';
import { useText } from '../../text/languages.ts';
import { changeView } from '../../view/location.ts';
import type { View } from '../../view/views.ts';
import type { Unit } from './unit.ts';
import { nameOf } from './unit-choice.tsx';

interface UnitTextProps {
  view: View<'cells'>;
  unit: Unit;
  trace: Pick<TraceAnswer, 'what' | 'columns'>;
  symbols: readonly string[];
  /** What each is by itself, without the space behind it; absent: the symbols. */
  names?: readonly string[];
  /** Whether a span can be selected. */
  selects?: boolean;
}

export function UnitText({
  view,
  unit,
  trace,
  symbols,
  names = symbols,
  selects = true,
}: UnitTextProps) {
  const t = useText(cellsText);
  const scale = useDivergingScale();
  const [hovered, setHovered] = useState<number | null>(null);
  const { level, bands } = useMemo(() => {
    const levels = (what: string) => {
      const values = trace.columns[trace.what.indexOf(what)];
      return (index: number) => (index < values.length ? divergingLevel(values[index]) : -1);
    };
    const others = view.gates ? trace.what.filter((what) => what !== unit.what) : [];
    return {
      level: levels(unit.what),
      bands: others.map((what) => ({ name: nameOf(what), level: levels(what) })),
    };
  }, [trace, unit.what, view.gates]);
  const valuesAt = (index: number) =>
    trace.what
      .map((what, k) => `${nameOf(what)} ${trace.columns[k][index].toFixed(3)}`.replace('-', '−'))
      .join(', ');
  const looked = hovered ?? view.at;
  const { from, to } = view;
  const selection = from !== null && to !== null && from < to ? ([from, to] as const) : null;
  return (
    <>
      <div class="unit-legend">
        <ScaleLegend title={t.legend} low="−1" high="1" scale={scale} />
        {bands.length > 0 && (
          <p class="help">
            {t.rows}: {bands.map(({ name }) => name).join(' · ')}
          </p>
        )}
      </div>
      <CanvasText
        label={t.text}
        symbols={symbols}
        scale={scale}
        level={level}
        bands={bands}
        caret={view.at}
        onCaret={(at) => changeView('cells', { at })}
        {...(selects && {
          selection,
          onSelect: (span) =>
            changeView('cells', { from: span?.[0] ?? null, to: span?.[1] ?? null }),
        })}
        onHover={setHovered}
        describe={valuesAt}
        maxLines={view.gates ? 12 : 24}
      />
      <p class="unit-values" role="note" aria-label={t.readout}>
        {looked === null || looked >= symbols.length ? (
          <span class="soft">{t.pointAt}</span>
        ) : (
          <>
            <code>{visible(names[looked])}</code> <span class="number">{valuesAt(looked)}</span>
          </>
        )}
      </p>
    </>
  );
}
