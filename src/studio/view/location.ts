/** The view in use, which is what the address says. */
import { useEffect, useState } from 'preact/hooks';
import { type AnyView, type Page, type Place, readView, type View, writeView } from './views.ts';

const listeners = new Set<() => void>();

/** Browsers refuse addresses that change many times a second, as under a slider. */
const REST_MS = 400;
let written = Number.NEGATIVE_INFINITY;
/** What the address is to become when it may be written again. */
let pending: string | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

function tell(): void {
  for (const listener of listeners) listener();
}

function write(): void {
  clearTimeout(timer);
  timer = undefined;
  if (pending === undefined) return;
  history.replaceState(null, '', pending);
  pending = undefined;
  written = performance.now();
}

/** The address was changed by hand or by the way back: what was to be written is of another view. */
function moved(): void {
  pending = undefined;
  clearTimeout(timer);
  timer = undefined;
  tell();
}

addEventListener('hashchange', moved);
addEventListener('popstate', moved);
addEventListener('pagehide', write);

export function currentView(): AnyView {
  return readView(pending ?? location.hash);
}

/** Goes to another view; the way back leads here. */
export function goTo<P extends Page>(view: Place<P>): void {
  write();
  history.pushState(null, '', writeView(view));
  tell();
}

/** Changes values of the view in place, so that sliders and carets do not fill the history. */
export function changeView<P extends Page>(page: P, change: Partial<View<P>>): void {
  const view = currentView();
  if (view.page !== page) return;
  pending = writeView({ ...view, ...change } as Place<P>);
  const wait = written + REST_MS - performance.now();
  if (wait <= 0) write();
  else timer ??= setTimeout(write, wait);
  tell();
}

export function useView(): AnyView {
  const [view, setView] = useState(currentView);
  useEffect(() => {
    const listener = () => setView(currentView());
    listeners.add(listener);
    listener();
    return () => {
      listeners.delete(listener);
    };
  }, []);
  return view;
}
