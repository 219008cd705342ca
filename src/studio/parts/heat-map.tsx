/** A matrix as a picture: a cell for each number, rows and columns named where there is room. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

interface HeatMapProps {
  /** What it is, for those who hear it. */
  label: string;
  rows: readonly string[];
  columns: readonly string[];
  /** Which colour of the scale a cell has; −1: none. */
  level: (row: number, column: number) => number;
  scale: readonly string[];
  /** What is said of the cell under the mouse or the caret. */
  describe: (row: number, column: number) => string;
}

/** Pixels of a cell: large enough for a letter where the matrix is small. */
function cellSize(width: number, columns: number): number {
  return Math.max(3, Math.min(24, Math.floor(width / Math.max(1, columns))));
}

const LABEL = 72;
const SMALLEST_NAMED = 12;

export function HeatMap({ label, rows, columns, level, scale, describe }: HeatMapProps) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const [at, setAt] = useState<readonly [row: number, column: number] | null>(null);
  const size = cellSize(width - LABEL, columns.length);
  const named = size >= SMALLEST_NAMED;
  useLayoutEffect(() => {
    const place = box.current;
    if (!place) return;
    const observer = new ResizeObserver(() => setWidth(place.clientWidth));
    observer.observe(place);
    setWidth(place.clientWidth);
    return () => observer.disconnect();
  }, []);
  const head = named ? 24 : 0;
  const pixels = [LABEL + columns.length * size, head + rows.length * size] as const;
  useLayoutEffect(() => {
    const to = canvas.current;
    const context = to?.getContext('2d');
    if (!to || !context || width === 0) return;
    const ratio = devicePixelRatio;
    to.width = Math.round(pixels[0] * ratio);
    to.height = Math.round(pixels[1] * ratio);
    context.scale(ratio, ratio);
    const style = getComputedStyle(document.documentElement);
    context.font = `12px ${style.getPropertyValue('--mono')}`;
    context.textBaseline = 'middle';
    rows.forEach((name, r) => {
      columns.forEach((_, c) => {
        const colour = level(r, c);
        if (colour < 0) return;
        context.fillStyle = scale[colour];
        context.fillRect(LABEL + c * size, head + r * size, size, size);
      });
      if (!named) return;
      context.fillStyle = style.getPropertyValue('--ink');
      context.textAlign = 'end';
      context.fillText(name, LABEL - 6, head + (r + 0.5) * size, LABEL - 8);
    });
    if (named) {
      context.fillStyle = style.getPropertyValue('--ink');
      context.textAlign = 'center';
      columns.forEach((name, c) => {
        context.fillText(name, LABEL + (c + 0.5) * size, head / 2, size);
      });
    }
    if (at !== null) {
      context.strokeStyle = style.getPropertyValue('--accent');
      context.lineWidth = 2;
      context.strokeRect(LABEL + at[1] * size, head + at[0] * size, size, size);
    }
  }, [rows, columns, level, scale, size, width, at]);
  const inside = (row: number, column: number) =>
    setAt([
      Math.max(0, Math.min(rows.length - 1, row)),
      Math.max(0, Math.min(columns.length - 1, column)),
    ]);
  const moves: Readonly<Record<string, readonly [number, number]>> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
  };
  return (
    <div class="heat-map" ref={box}>
      <div
        class="scroll-x"
        role="application"
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: its cells are read by arrow keys
        tabIndex={0}
        onKeyDown={(event) => {
          const move = moves[event.key];
          if (move === undefined) return;
          event.preventDefault();
          inside((at?.[0] ?? -move[0]) + move[0], (at?.[1] ?? -move[1]) + move[1]);
        }}
        onPointerMove={(event) => {
          const place = canvas.current?.getBoundingClientRect();
          if (!place) return;
          const column = Math.floor((event.clientX - place.left - LABEL) / size);
          const row = Math.floor((event.clientY - place.top - head) / size);
          const isIn = row >= 0 && column >= 0 && row < rows.length && column < columns.length;
          setAt(isIn ? [row, column] : null);
        }}
        onPointerLeave={() => setAt(null)}
      >
        <canvas
          ref={canvas}
          style={{ inlineSize: `${pixels[0]}px`, blockSize: `${pixels[1]}px` }}
        />
      </div>
      <p class="help" aria-live="polite">
        {at === null ? '\u00a0' : describe(at[0], at[1])}
      </p>
    </div>
  );
}
