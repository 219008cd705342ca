/** All runs of the folder, and several of them beside each other. */
import { Choice } from '../../parts/choice.tsx';
import { Link } from '../../parts/link.tsx';
import { Failure } from '../../parts/notice.tsx';
import { useRuns } from '../../server/use-runs.tsx';
import { useText } from '../../text/languages.ts';
import { runsText } from '../../text/runs.ts';
import { pageText, shellText } from '../../text/shell.ts';
import { changeView } from '../../view/location.ts';
import { useViewOf } from '../../view/use-view-of.ts';
import { Comparison } from './comparison.tsx';
import { RunRow } from './run-row.tsx';
import { sorted } from './sorted.ts';

export function RunListPage() {
  const { sort, compare } = useViewOf('runs');
  const t = useText(runsText);
  const shell = useText(shellText);
  const names = useText(pageText);
  const { value: runs, error, again } = useRuns();
  const choose = (name: string, chosen: boolean) =>
    changeView('runs', {
      compare: chosen ? [...compare, name] : compare.filter((one) => one !== name),
    });
  return (
    <>
      <div class="page-head">
        <div>
          <h1>{names.runs}</h1>
          <p class="soft">{t.lead}</p>
        </div>
        <Link class="button main" to={{ page: 'new' }}>
          {t.newRun}
        </Link>
      </div>
      {error && <Failure error={error} again={again} />}
      {runs === undefined && !error && <p class="soft">{shell.wait}</p>}
      {runs?.length === 0 && (
        <div class="empty panel">
          <h2>{t.empty}</h2>
          <p class="soft">{t.emptyHelp}</p>
        </div>
      )}
      {runs !== undefined && runs.length > 0 && (
        <>
          <Choice
            label={t.sort}
            value={sort}
            options={[
              ['modified', t.modified],
              ['name', t.name],
              ['loss', t.loss],
            ]}
            onChange={(order) => changeView('runs', { sort: order })}
          />
          <ul class="run-list">
            {sorted(runs, sort).map((run) => (
              <RunRow
                key={run.name}
                run={run}
                colour={compare.indexOf(run.name) + 1}
                onChoose={(chosen) => choose(run.name, chosen)}
              />
            ))}
          </ul>
          {compare.length > 0 && <Comparison names={compare} />}
        </>
      )}
    </>
  );
}
