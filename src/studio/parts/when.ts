/** How long ago something was, in the words of the language: "5 minutes ago". */
import type { Language } from '../prefs/preferences.ts';

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** Undefined: less than a minute ago. Both times in milliseconds. */
export function ago(then: number, now: number, language: Language): string | undefined {
  const seconds = (now - then) / 1000;
  const found = units.find(([, size]) => seconds >= size);
  if (found === undefined) return undefined;
  const [unit, size] = found;
  return new Intl.RelativeTimeFormat(language).format(-Math.floor(seconds / size), unit);
}
