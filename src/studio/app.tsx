/** The frame: header, the run's bar, the page that the address names. */
import { useEffect, useRef } from 'preact/hooks';
import { Header } from './frame/header.tsx';
import { RunBar } from './frame/run-bar.tsx';
import { pageComponents } from './pages/pages.tsx';
import { Notice } from './parts/notice.tsx';
import { useConnected } from './server/events.ts';
import { RunsProvider } from './server/use-runs.tsx';
import { useText } from './text/languages.ts';
import { pageText, shellText } from './text/shell.ts';
import { useView } from './view/location.ts';
import { isRunPage } from './view/views.ts';

export function App() {
  return (
    <RunsProvider>
      <Frame />
    </RunsProvider>
  );
}

function Frame() {
  const view = useView();
  const t = useText(shellText);
  const names = useText(pageText);
  const connected = useConnected();
  const main = useRef<HTMLElement>(null);
  const shown = useRef(`${view.page}/${view.run}`);
  const Page = pageComponents[view.page];
  const title = names[view.page];
  useEffect(() => {
    document.title = `${view.run === '' ? '' : `${view.run} · `}${title} – ${t.studio}`;
  }, [view.run, title, t]);
  // A new page is read from its beginning, also by those who listen to it.
  useEffect(() => {
    const now = `${view.page}/${view.run}`;
    if (now === shown.current) return;
    shown.current = now;
    main.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [view.page, view.run]);
  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        {t.skip}
      </button>
      <Header view={view} />
      {isRunPage(view.page) && <RunBar view={view} />}
      <main id="main" ref={main} tabIndex={-1} class={`page page-${view.page}`}>
        {!connected && <Notice kind="bad">{t.unreachable}</Notice>}
        <Page key={`${view.page}/${view.run}`} />
      </main>
    </>
  );
}
