/** Caret and selection of a long text, by mouse and by keys. */
import type { RefObject } from 'preact';
import { useRef } from 'preact/hooks';
import type { CanvasTextProps } from './canvas-text.tsx';
import type { TextMetrics } from './draw.ts';
import { caretAfter, spanBetween } from './keys.ts';
import { isOnSymbol, symbolAt, type TextLayout } from './layout.ts';

type Asked = Pick<
  CanvasTextProps,
  'symbols' | 'caret' | 'onCaret' | 'onSelect' | 'onHover' | 'onActivate'
>;

interface PointingOptions extends Asked {
  selection: readonly [from: number, to: number] | null;
  layout: TextLayout;
  metrics: TextMetrics;
  /** What scrolls, and what is as large as the whole text. */
  scroller: RefObject<HTMLDivElement | null>;
  inner: RefObject<HTMLDivElement | null>;
}

export function usePointing({
  symbols,
  caret,
  selection,
  layout,
  metrics,
  scroller,
  inner,
  ...props
}: PointingOptions) {
  /** The symbol under the mouse; `near`: or the nearest one of the line. */
  const pointed = (event: PointerEvent, near: boolean): number | null => {
    const box = inner.current?.getBoundingClientRect();
    if (!box || symbols.length === 0) return null;
    const x = (event.clientX - box.left) / metrics.cell;
    const y = event.clientY - box.top;
    const index = symbolAt(layout, Math.floor(y / metrics.line), x);
    return near || (isOnSymbol(layout, index, x) && y < layout.lines * metrics.line) ? index : null;
  };
  const anchor = useRef<number | null>(null);
  const dragged = useRef(false);
  const onPointerDown = (event: PointerEvent) => {
    const index = pointed(event, false);
    if (index === null || event.button !== 0) return;
    dragged.current = false;
    if (event.shiftKey && caret !== null) {
      props.onSelect?.(spanBetween(anchor.current ?? caret, index));
      dragged.current = true;
    } else anchor.current = index;
    if (event.pointerType === 'mouse') scroller.current?.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent) => {
    if ((event.buttons & 1) === 0 || anchor.current === null || event.pointerType !== 'mouse') {
      props.onHover?.(pointed(event, false));
      return;
    }
    const index = pointed(event, true);
    if (index === null || (index === anchor.current && !dragged.current)) return;
    dragged.current = true;
    props.onSelect?.(spanBetween(anchor.current, index));
  };
  const onClick = (event: MouseEvent) => {
    const index = pointed(event as PointerEvent, false);
    if (dragged.current || index === null) return;
    props.onCaret?.(index);
    if (selection !== null) props.onSelect?.(null);
    props.onActivate?.(index);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (symbols.length === 0 || event.altKey || event.target !== scroller.current) return;
    const from = caret ?? 0;
    if (event.key === 'Enter' && caret !== null) props.onActivate?.(caret);
    else if (event.key === 'Escape' && selection !== null) props.onSelect?.(null);
    else {
      const page = Math.max(
        1,
        Math.floor((scroller.current?.clientHeight ?? 0) / metrics.line) - 1,
      );
      const ctrl = event.ctrlKey || event.metaKey;
      const to = caret === null ? 0 : caretAfter(event.key, { ctrl, page }, from, layout);
      if (to === undefined || (caret === null && !event.key.startsWith('Arrow'))) return;
      if (event.shiftKey && props.onSelect) {
        anchor.current ??= from;
        props.onSelect(spanBetween(anchor.current, to));
      } else {
        anchor.current = to;
        if (selection !== null) props.onSelect?.(null);
      }
      props.onCaret?.(to);
    }
    event.preventDefault();
  };
  return { onPointerDown, onPointerMove, onClick, onKeyDown };
}
