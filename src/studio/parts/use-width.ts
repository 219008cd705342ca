/** The width of an element in pixels, as it changes; 0 before there is one. */
import { useEffect, useState } from 'preact/hooks';

export function useWidth<E extends Element>(): [ref: (element: E | null) => void, width: number] {
  const [element, setElement] = useState<E | null>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(entry.contentRect.width));
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return [setElement, width];
}
