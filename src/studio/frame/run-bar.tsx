/** Which run the page is about, and the other pages of it. */
import { Link } from '../parts/link.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { useRuns } from '../server/use-runs.tsx';
import { useText } from '../text/languages.ts';
import { pageText, shellText } from '../text/shell.ts';
import { goTo } from '../view/location.ts';
import { type AnyView, runPages } from '../view/views.ts';

export function RunBar({ view }: { view: AnyView }) {
  const t = useText(shellText);
  const names = useText(pageText);
  const { value: runs = [] } = useRuns();
  const run = runs.find(({ name }) => name === view.run);
  const listed = run === undefined ? [view.run] : [];
  return (
    <div class="run-bar">
      <div class="run-choice">
        {run && <StateMark state={run.state} />}
        <label>
          <span class="hidden">{t.theRun}</span>
          <select
            value={view.run}
            onChange={(event) => goTo({ page: view.page, run: event.currentTarget.value })}
          >
            {[...listed, ...runs.map(({ name }) => name)].map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
      <nav class="tabs" aria-label={t.runPages}>
        {runPages.map((page) => (
          <Link key={page} to={{ page, run: view.run }} current={view.page === page}>
            {names[page]}
          </Link>
        ))}
      </nav>
    </div>
  );
}
