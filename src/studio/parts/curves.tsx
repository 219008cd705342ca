/** Curves over the steps of training: uPlot, in the colours of the theme, as wide as there is room. */
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { figures, short } from '../../util/format.ts';
import { usePreferences } from '../prefs/preferences.ts';
import type { CurveSeries } from './curve-series.ts';

interface CurvesProps {
  /** What is drawn, for those who hear it; figures stand beside. */
  label: string;
  series: readonly CurveSeries[];
  log?: boolean;
  height?: number;
  /** A step that is looked at. */
  mark?: number | null;
  onPick?: (step: number) => void;
  /** What stands along the curve. */
  axis: string;
}

export function Curves(props: CurvesProps) {
  const { label, series, log = false, height = 260, mark = null, axis } = props;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const marked = useRef<number | null>(mark);
  const pick = useRef(props.onPick);
  marked.current = mark;
  pick.current = props.onPick;
  const { dark, palette } = usePreferences();
  const data = useMemo(() => joined(series), [series]);
  // The plot is built anew when its look changes; new numbers alone are handed over.
  const look = [
    ...series.map((one) => [one.name, one.colour, one.spread !== undefined, one.points]),
    log,
    height,
    dark,
    palette,
    axis,
  ].join('|');
  useLayoutEffect(() => {
    const at = place.current;
    if (!at) return;
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const options = plotOptions({ series, log, height, colour, axis, width: at.clientWidth });
    const made = new uPlot(
      {
        ...options,
        hooks: {
          draw: [(self) => drawMark(self, marked.current, colour('--ink-soft'))],
          ready: [
            (self) =>
              self.over.addEventListener('click', () => {
                const index = self.cursor.idx;
                const step = index == null ? undefined : self.data[0][index];
                if (step !== undefined) pick.current?.(step);
              }),
          ],
        },
      },
      data,
      at,
    );
    plot.current = made;
    const observer = new ResizeObserver(() => {
      if (at.clientWidth > 0) made.setSize({ width: at.clientWidth, height });
    });
    observer.observe(at);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [look]);
  useEffect(() => plot.current?.setData(data), [data]);
  useEffect(() => plot.current?.redraw(false), [mark]);
  return <div class="curves" ref={place} role="img" aria-label={label} />;
}

/** All series over one axis of steps; a series with a spread is three: mean, max, min. */
function joined(series: readonly CurveSeries[]): uPlot.AlignedData {
  if (series.length === 0) return [[]];
  return uPlot.join(
    series.map(({ steps, values, spread }) => {
      const columns = spread === undefined ? [values] : [values, spread.max, spread.min];
      return [steps, ...columns] as unknown as uPlot.AlignedData;
    }),
  );
}

interface PlotLook {
  series: readonly CurveSeries[];
  log: boolean;
  height: number;
  width: number;
  axis: string;
  colour: (name: string) => string;
}

function plotOptions({ series, log, height, width, axis, colour }: PlotLook): uPlot.Options {
  const lines: uPlot.Series[] = [{ label: axis, value: (_, value) => (value ?? '–').toString() }];
  const bands: uPlot.Band[] = [];
  const value = (_: uPlot, shown: number | null) => (shown === null ? '–' : figures(shown));
  for (const one of series) {
    const stroke = colour(`--series-${one.colour}`);
    const points = { show: one.points ?? false, size: 6, fill: stroke };
    lines.push({ label: one.name, stroke, width: 1.75, spanGaps: true, points, value });
    if (one.spread === undefined) continue;
    const edge = {
      class: 'u-spread',
      stroke: 'transparent',
      width: 0,
      spanGaps: true,
      points: { show: false },
      value,
    };
    lines.push({ ...edge, label: `${one.name} max` }, { ...edge, label: `${one.name} min` });
    bands.push({ series: [lines.length - 2, lines.length - 1], fill: translucent(stroke) });
  }
  const grid = { stroke: colour('--line'), width: 1 };
  const look = {
    stroke: colour('--ink-soft'),
    grid,
    ticks: grid,
    font: `12px ${colour('--sans')}`,
  };
  return {
    width,
    height,
    series: lines,
    bands,
    scales: { x: { time: false }, y: log ? { distr: 3 } : {} },
    axes: [
      { ...look, values: (_, values) => values.map((step) => short(step)) },
      {
        ...look,
        size: 62,
        values: (_, values) => values.map((one) => (one == null ? '' : tick(one))),
      },
    ],
    legend: { live: true },
    cursor: { drag: { x: true, y: false } },
  };
}

function tick(value: number): string {
  return Math.abs(value) >= 1000 ? short(value) : String(Number(value.toPrecision(3)));
}

/** `#rrggbb` at a fifth of its strength. */
function translucent(hex: string): string {
  return `${hex}33`;
}

function drawMark(plot: uPlot, step: number | null, colour: string): void {
  if (step === null) return;
  const x = plot.valToPos(step, 'x', true);
  const { left, top, width, height } = plot.bbox;
  if (x < left || x > left + width) return;
  plot.ctx.save();
  plot.ctx.strokeStyle = colour;
  plot.ctx.setLineDash([4, 4]);
  plot.ctx.beginPath();
  plot.ctx.moveTo(x, top);
  plot.ctx.lineTo(x, top + height);
  plot.ctx.stroke();
  plot.ctx.restore();
}
