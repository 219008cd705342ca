/** The settings of a task: the main ones in sight, the others by groups that open. */
import type { SettingsTable } from '../../../protocol/training.ts';
import { usePreferences } from '../../prefs/preferences.ts';
import { useText } from '../../text/languages.ts';
import { newRunText } from '../../text/new-run.ts';
import { SettingField } from './setting-field.tsx';

interface SettingsStepProps {
  table: SettingsTable;
  written: Readonly<Record<string, string>>;
  onChange: (name: string, value: string) => void;
}

export function SettingsStep({ table, written, onChange }: SettingsStepProps) {
  const t = useText(newRunText);
  const { language } = usePreferences();
  const fields = (settings: SettingsTable['settings']) => (
    <div class="setting-grid">
      {settings.map((setting) => (
        <SettingField
          key={setting.name}
          setting={setting}
          value={written[setting.name] ?? ''}
          onChange={(value) => onChange(setting.name, value)}
        />
      ))}
    </div>
  );
  return (
    <section class="panel step">
      <h2>{t.settings}</h2>
      <p class="help">{t.settingsHelp}</p>
      {fields(table.settings.filter(({ main }) => main))}
      {table.groups.map(({ group, title }) => {
        const others = table.settings.filter((one) => one.group === group && !one.main);
        if (others.length === 0) return null;
        const open = others.some(({ name }) => written[name] !== undefined);
        return (
          <details key={group} open={open}>
            <summary>{t.more(title[language])}</summary>
            {fields(others)}
          </details>
        );
      })}
    </section>
  );
}
