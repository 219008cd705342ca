/** One setting: its name, a field for its kind, its default, and a sentence on what it does. */
import { useId } from 'preact/hooks';
import type { Setting } from '../../../protocol/training.ts';
import { usePreferences } from '../../prefs/preferences.ts';
import { useText } from '../../text/languages.ts';
import { newRunText } from '../../text/new-run.ts';

interface SettingFieldProps {
  setting: Setting;
  /** As written; '': the default. */
  value: string;
  onChange: (value: string) => void;
}

export function SettingField({ setting, value, onChange }: SettingFieldProps) {
  const t = useText(newRunText);
  const { language } = usePreferences();
  const id = useId();
  const standard = setting.standard === undefined ? '' : String(setting.standard);
  const helped = { id, 'aria-describedby': `${id}-help` };
  return (
    <div class="field">
      <label for={id}>
        <code>{setting.flag.replace(/^--/, '')}</code>
      </label>
      {setting.kind === 'choice' ? (
        <select {...helped} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
          <option value="">{t.standard(standard === '' ? t.none : standard)}</option>
          {setting.choices?.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </select>
      ) : setting.kind === 'switch' ? (
        <select {...helped} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
          <option value="">{t.standard(standard === 'true' ? t.on : t.off)}</option>
          <option value="true">{t.on}</option>
          <option value="false">{t.off}</option>
        </select>
      ) : setting.kind === 'number' ? (
        <input
          {...helped}
          type="number"
          min={setting.min}
          max={setting.max}
          step={setting.whole ? 1 : 'any'}
          value={value}
          placeholder={standard}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      ) : (
        <input
          {...helped}
          type="text"
          value={value}
          placeholder={standard}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      )}
      <small class="help" id={`${id}-help`}>
        {setting.text[language]}
        {standard.length > 16 && ` (${t.standard(standard)})`}
      </small>
    </div>
  );
}
