/** The view in use, which is what the address says. */
import { useEffect, useState } from 'preact/hooks';
import { type AnyView, type Page, type Place, readView, type View, writeView } from './views.ts';

const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

addEventListener('hashchange', tell);
addEventListener('popstate', tell);

export function currentView(): AnyView {
  return readView(location.hash);
}

/** Goes to another view; the way back leads here. */
export function goTo<P extends Page>(view: Place<P>): void {
  history.pushState(null, '', writeView(view));
  tell();
}

/** Changes values of the view in place, so that sliders and carets do not fill the history. */
export function changeView<P extends Page>(page: P, change: Partial<View<P>>): void {
  const view = currentView();
  if (view.page !== page) return;
  history.replaceState(null, '', writeView({ ...view, ...change } as Place<P>));
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
