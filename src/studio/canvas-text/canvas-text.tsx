/**
 * A text of up to millions of symbols, each on a ground of its own colour, with rows of colour under the
 * lines where asked for. Only what is seen is drawn. A caret and a selection by mouse or keys; those who
 * do not see the canvas get the visible lines as text and hear the symbol at the caret.
 */
import type { ComponentChildren } from 'preact';
import {
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'preact/hooks';
import { visible } from '../parts/symbols.ts';
import { canvasText } from '../text/canvas-text.ts';
import { useText } from '../text/languages.ts';
import { BAND_GAP, type Band, drawText, type TextMetrics } from './draw.ts';
import { layOut, lineOf, type TextLayout } from './layout.ts';
import { FONT_PIXELS, useInks } from './use-inks.ts';
import { usePointing } from './use-pointing.ts';

export interface CanvasTextProps {
  /** What it is, for those who hear it. */
  label: string;
  symbols: readonly string[];
  /** Colours, and which of them each symbol has; −1: none. A new function is drawn anew. */
  scale: readonly string[];
  level: (index: number) => number;
  bands?: readonly Band[];
  /** The symbol that is looked at. */
  caret: number | null;
  onCaret?: (index: number) => void;
  /** From the first symbol to behind the last. */
  selection?: readonly [from: number, to: number] | null;
  onSelect?: (span: readonly [from: number, to: number] | null) => void;
  /** The mouse is over a symbol, or over none. */
  onHover?: (index: number | null) => void;
  /** Enter, or a click on a symbol. */
  onActivate?: (index: number) => void;
  /** What is said of the symbol at the caret, beside the symbol. */
  describe?: (index: number) => string;
  /** Something that stands under a symbol, over the lines below, and scrolls with it. */
  note?: { index: number; content: ComponentChildren } | null;
  /** The end stays in sight while the text grows. */
  follow?: boolean;
  /** Lines that are seen at most. */
  maxLines?: number;
}

const LETTERS = Math.round(FONT_PIXELS * 1.6);
const BAND = 7;
/** Behind the last band, so that it is not taken for the next line's. */
const BAND_END = 6;
const NO_BANDS: readonly Band[] = [];

export function CanvasText(props: CanvasTextProps) {
  const { symbols, scale, level, bands = NO_BANDS, caret, selection = null, maxLines = 24 } = props;
  const t = useText(canvasText);
  const inks = useInks();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const cell = useMemo(() => cellWidth(inks.font), [inks.font]);
  const metrics: TextMetrics = useMemo(
    () => ({
      cell,
      letters: LETTERS,
      band: BAND,
      line:
        LETTERS + (bands.length === 0 ? 2 : bands.length * (BAND + BAND_GAP) + BAND_GAP + BAND_END),
    }),
    [cell, bands.length],
  );
  const columns = Math.max(8, Math.floor(width / cell));
  const layout = useMemo(() => layOut(symbols, columns), [symbols, columns]);
  const height = Math.min(maxLines, Math.max(1, layout.lines)) * metrics.line;

  const draw = useRef<() => void>(() => undefined);
  draw.current = () => {
    const at = scroller.current;
    const to = canvas.current;
    if (!at || !to || width === 0) return;
    const ratio = devicePixelRatio;
    const wanted = [Math.round(width * ratio), Math.round(at.clientHeight * ratio)] as const;
    if (to.width !== wanted[0]) to.width = wanted[0];
    if (to.height !== wanted[1]) to.height = wanted[1];
    const context = to.getContext('2d');
    if (!context) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, at.clientHeight);
    const picture = { symbols, layout, metrics, scale, level, bands, caret, selection, inks };
    drawText(context, picture, at.scrollTop, at.clientHeight);
  };
  const queued = useRef(0);
  const [scrolled, setScrolled] = useState(0);
  const [seen, setSeen] = useState<readonly [first: number, last: number]>([0, 0]);
  const redraw = useCallback(() => {
    if (queued.current !== 0) return;
    queued.current = requestAnimationFrame(() => {
      queued.current = 0;
      draw.current();
    });
  }, []);
  useEffect(() => () => cancelAnimationFrame(queued.current), []);

  useLayoutEffect(() => {
    const at = inner.current;
    if (!at) return;
    const observer = new ResizeObserver(() => setWidth(at.clientWidth));
    observer.observe(at);
    setWidth(at.clientWidth);
    return () => observer.disconnect();
  }, []);

  const stayed = useRef(true);
  useLayoutEffect(() => {
    const at = scroller.current;
    if (at && props.follow && stayed.current) at.scrollTop = at.scrollHeight;
    redraw();
  });

  // The caret comes into sight when it moves, not whenever something is drawn.
  useLayoutEffect(() => {
    const at = scroller.current;
    if (!at || caret === null || caret >= symbols.length || width === 0) return;
    const top = lineOf(layout, caret) * metrics.line;
    if (top < at.scrollTop) at.scrollTop = top;
    else if (top + metrics.line > at.scrollTop + at.clientHeight) {
      at.scrollTop = top + metrics.line - at.clientHeight;
    }
  }, [caret, width === 0]);

  // The visible lines as text follow when scrolling has come to rest.
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);
  const readSeen = useCallback(() => {
    clearTimeout(rest.current);
    rest.current = setTimeout(() => {
      const at = scroller.current;
      if (!at) return;
      const first = Math.floor(at.scrollTop / metrics.line);
      const last = Math.ceil((at.scrollTop + at.clientHeight) / metrics.line);
      setSeen((before) => (before[0] === first && before[1] === last ? before : [first, last]));
    }, 200);
  }, [metrics.line]);
  useEffect(readSeen, [readSeen, layout, height]);
  useEffect(() => () => clearTimeout(rest.current), []);

  const onScroll = () => {
    const at = scroller.current;
    if (at) stayed.current = at.scrollTop + at.clientHeight > at.scrollHeight - metrics.line;
    if (at && props.note) setScrolled(at.scrollTop);
    redraw();
    readSeen();
  };

  const pointing = usePointing({ ...props, selection, layout, metrics, scroller, inner });

  const spoken = caret === null || caret >= symbols.length ? '' : say(caret);
  function say(index: number): string {
    return [visible(symbols[index]), props.describe?.(index) ?? ''].join(' ').trim();
  }
  const note = props.note && props.note.index < symbols.length ? props.note : null;
  const noteTop = note && (lineOf(layout, note.index) + 1) * metrics.line;
  useLayoutEffect(() => {
    if (note) setScrolled(scroller.current?.scrollTop ?? 0);
  }, [note?.index]);
  return (
    <div class="canvas-text-box">
      {/* biome-ignore lint/a11y/useSemanticElements: a text area cannot colour its letters */}
      <div
        class="canvas-text"
        ref={scroller}
        role="textbox"
        aria-readonly="true"
        aria-multiline="true"
        aria-label={props.label}
        aria-describedby={`${id}-keys`}
        tabIndex={0}
        style={{ blockSize: `${height}px` }}
        onScroll={onScroll}
        onPointerLeave={() => props.onHover?.(null)}
        {...pointing}
      >
        <div
          class="canvas-text-inner"
          ref={inner}
          style={{ blockSize: `${layout.lines * metrics.line}px` }}
        >
          <canvas ref={canvas} style={{ inlineSize: `${width}px`, blockSize: `${height}px` }} />
          <p class="hidden">{seenText(symbols, layout, seen)}</p>
        </div>
      </div>
      {note && (
        <div
          class="canvas-text-note"
          style={{
            insetBlockStart: `${(noteTop ?? 0) - scrolled}px`,
            '--x': `${layout.column[note.index] * cell}px`,
          }}
        >
          {note.content}
        </div>
      )}
      <span id={`${id}-keys`} class="hidden">
        {props.onSelect ? t.keysSelect : t.keys}
      </span>
      <span class="hidden" aria-live="polite">
        {spoken}
      </span>
    </div>
  );
}

/** The lines from `first` to before `last`, for those who read the canvas by ear. */
function seenText(
  symbols: readonly string[],
  { starts, lines }: TextLayout,
  [first, last]: readonly [number, number],
): string {
  const from = starts[Math.min(first, lines)];
  return symbols.slice(from, starts[Math.min(last, lines)]).join('');
}

/** Pixels of a letter; all are as wide in a typeface for code. */
function cellWidth(font: string): number {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return FONT_PIXELS * 0.6;
  context.font = font;
  return context.measureText('0'.repeat(64)).width / 64;
}
