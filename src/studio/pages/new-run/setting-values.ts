/** Settings between a form, where all is text, and a request. */
import type { Setting, SettingValue } from '../../../protocol/training.ts';

/** The values as the server takes them; what the table does not know, or is empty, is left out. */
export function settingValues(
  written: Readonly<Record<string, string>>,
  settings: readonly Setting[],
): Record<string, SettingValue> {
  const values: Record<string, SettingValue> = {};
  for (const { name, kind } of settings) {
    const text = written[name];
    if (text === undefined || text === '') continue;
    if (kind === 'switch') values[name] = text === 'true';
    else if (kind === 'number' && Number.isFinite(Number(text))) values[name] = Number(text);
    else values[name] = text;
  }
  return values;
}

/** The written settings with one more; an empty one is as if it had not been written. */
export function withSetting(
  written: Readonly<Record<string, string>>,
  name: string,
  value: string,
): Record<string, string> {
  const { [name]: _, ...others } = written;
  return value === '' ? others : { ...others, [name]: value };
}
