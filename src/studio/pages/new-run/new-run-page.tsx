/** From a file to a run that trains. */
import { useId } from 'preact/hooks';
import { type TaskName, taskNames } from '../../../protocol/tasks.ts';
import type { DataChoice } from '../../../protocol/training.ts';
import { Failure } from '../../parts/notice.tsx';
import { usePreferences } from '../../prefs/preferences.ts';
import { get } from '../../server/client.ts';
import { useAnswer } from '../../server/use-answer.ts';
import { useText } from '../../text/languages.ts';
import { newRunText } from '../../text/new-run.ts';
import { pageText, shellText, taskText } from '../../text/shell.ts';
import { changeView } from '../../view/location.ts';
import { useViewOf } from '../../view/use-view-of.ts';
import { dataChoiceOf } from './choice-of-data.ts';
import { DataStep } from './data-step.tsx';
import { settingValues, withSetting } from './setting-values.ts';
import { SettingsStep } from './settings-step.tsx';
import { StartStep } from './start-step.tsx';
import { useGuess } from './use-guess.ts';

export function NewRunPage() {
  const { source } = useViewOf('new');
  const t = useText(newRunText);
  const names = useText(pageText);
  const data = dataChoiceOf(source);
  return (
    <div class="new-run">
      <div class="page-head">
        <div>
          <h1>{names.new}</h1>
          <p class="soft">{t.lead}</p>
        </div>
      </div>
      <DataStep
        source={source}
        onChoose={(chosen) => changeView('new', { source: chosen, task: '', settings: {} })}
      />
      {data === null ? (
        <p class="soft">{t.chooseFirst}</p>
      ) : (
        <TaskAndSettings key={source} data={data} />
      )}
    </div>
  );
}

function TaskAndSettings({ data }: { data: DataChoice }) {
  const view = useViewOf('new');
  const t = useText(newRunText);
  const shell = useText(shellText);
  const words = useText(taskText);
  const { language } = usePreferences();
  const id = useId();
  const { guess, error, again } = useGuess(data);
  const chosen = taskNames.find((name) => name === view.task);
  const task = chosen ?? guess?.task;
  const isSample = 'sample' in data;
  const settings = useAnswer(task ?? null, (signal) =>
    get('settings', [task ?? '', isSample], signal),
  );
  if (error) return <Failure error={error} again={again} />;
  if (guess === undefined || task === undefined) return <p class="soft">{shell.wait}</p>;
  // What the file asks for holds for the guessed task, and until it is written otherwise.
  const suggested = task === guess.task ? guess.settings : {};
  const written = {
    ...Object.fromEntries(Object.entries(suggested).map(([name, value]) => [name, String(value)])),
    ...view.settings,
  };
  const why = [
    ...(task === guess.task ? [] : [t.yourTask]),
    ...(isSample ? [] : [t.guessed]),
    guess.why?.[language] ?? t.sampleTask,
  ];
  const table = settings.value?.task === task ? settings.value : undefined;
  return (
    <>
      <section class="panel step">
        <h2>{t.task}</h2>
        <div class="field">
          <label for={id}>{t.taskLabel}</label>
          <select
            id={id}
            value={task}
            disabled={isSample}
            onChange={(event) =>
              changeView('new', { task: event.currentTarget.value, settings: {} })
            }
          >
            {orderOf(guess.task, guess.others).map((name) => (
              <option key={name} value={name}>
                {words[name]}
              </option>
            ))}
          </select>
        </div>
        <p class="help">{why.join(' ')}</p>
      </section>
      {settings.error && <Failure error={settings.error} again={settings.again} />}
      {table && (
        <>
          <SettingsStep
            table={table}
            written={written}
            onChange={(name, value) =>
              changeView('new', { settings: withSetting(view.settings, name, value) })
            }
          />
          <StartStep
            request={{ task, data, settings: settingValues(written, table.settings) }}
            name={view.name}
          />
        </>
      )}
    </>
  );
}

/** The guessed task, those that the file could serve too, then all others. */
function orderOf(guessed: TaskName, others: readonly TaskName[]): TaskName[] {
  return [...new Set([guessed, ...others, ...taskNames])];
}
