import type { RunSetting } from '../../protocol/runs.ts';

/** All settings of a run, folded up until they are asked for. */
export function SettingsList({
  title,
  settings,
}: {
  title: string;
  settings: readonly RunSetting[];
}) {
  return (
    <details class="panel">
      <summary>{title}</summary>
      <dl class="settings-list mono">
        {settings.map(({ path, value }) => (
          <div key={path}>
            <dt>{path}</dt>
            <dd>{settingWords(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

export function settingWords(value: RunSetting['value'] | undefined): string {
  if (value === undefined || value === null) return '–';
  return Array.isArray(value) ? value.join(', ') : String(value);
}
