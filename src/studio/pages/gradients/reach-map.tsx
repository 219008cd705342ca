/** Steps by lags as fields of colour on a canvas, with a field that is read out. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { risingLevel } from '../../parts/colour-scales.ts';
import { type LogAxis, placeOn } from '../../parts/log-axis.ts';
import { figure } from '../../parts/numbers.ts';
import { useWidth } from '../../parts/use-width.ts';
import { gradientsText } from '../../text/gradients.ts';
import { useText } from '../../text/languages.ts';

interface ReachMapProps {
  name: string;
  /** What each row is called. */
  rows: readonly string[];
  /** By row and lag. */
  norms: readonly (readonly (number | null)[])[];
  /** Columns: the lags of the longest of those that stand side by side. */
  lags: number;
  /** One for all maps that stand side by side. */
  axis: LogAxis;
  scale: readonly string[];
}

const HEIGHT = 180;
/** The most that a row has of it. */
const ROW = 24;

export function ReachMap({ name, rows: names, norms, lags, axis, scale }: ReachMapProps) {
  const t = useText(gradientsText);
  const [box, width] = useWidth<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [field, setField] = useState<readonly [row: number, lag: number] | null>(null);
  const rows = norms.length;
  const height = Math.min(HEIGHT, rows * ROW);

  useLayoutEffect(() => {
    const to = canvas.current;
    const context = to?.getContext('2d');
    if (!to || !context || width === 0) return;
    const ratio = devicePixelRatio;
    to.width = Math.round(width * ratio);
    to.height = Math.round(height * ratio);
    const edge = (share: number, whole: number) => Math.round(share * whole);
    norms.forEach((row, r) => {
      const top = edge(r / rows, to.height);
      const bottom = edge((r + 1) / rows, to.height);
      row.forEach((value, k) => {
        const left = edge(k / lags, to.width);
        context.fillStyle = scale[risingLevel(placeOn(axis, value) ?? 0)];
        context.fillRect(left, top, edge((k + 1) / lags, to.width) - left, bottom - top);
      });
    });
    if (field === null) return;
    context.strokeStyle = getComputedStyle(to).color;
    context.lineWidth = 2 * ratio;
    const [r, k] = field;
    context.strokeRect(
      (k / lags) * to.width,
      (r / rows) * to.height,
      Math.max(4, to.width / lags),
      Math.max(4, to.height / rows),
    );
  }, [norms, axis, scale, width, field, lags, rows]);

  const inside = (n: number, count: number) => Math.max(0, Math.min(count - 1, n));
  const point = (event: PointerEvent) => {
    const at = (event.currentTarget as Element).getBoundingClientRect();
    setField([
      inside(Math.floor(((event.clientY - at.top) / at.height) * rows), rows),
      inside(Math.floor(((event.clientX - at.left) / at.width) * lags), lags),
    ]);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const [r, k] = field ?? [0, -1];
    setField([inside(r + move[0], rows), inside(k + move[1], lags)]);
  };
  const value = field === null ? undefined : norms[field[0]][field[1]];
  return (
    <figure class="reach-map">
      <h3>{name}</h3>
      <div
        ref={box}
        class="heat-field"
        role="application"
        aria-label={`${t.heatLabel(name)}. ${t.heatKeys}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: its fields are chosen by keys
        tabIndex={0}
        onKeyDown={onKeyDown}
        onPointerMove={point}
      >
        <canvas ref={canvas} style={{ inlineSize: '100%', blockSize: `${height}px` }} />
      </div>
      <figcaption class="soft" aria-live="polite">
        {field === null ? ' ' : t.heatValue(names[field[0]], field[1], figure(value))}
      </figcaption>
    </figure>
  );
}
