/** What a person likes: theme, palette, language. Kept in this browser, not in links. */
import { useEffect, useState } from 'preact/hooks';

export const themes = ['system', 'light', 'dark'] as const;
export const palettes = ['standard', 'safe'] as const;
export const languageNames = ['en', 'ko'] as const;

export type Theme = (typeof themes)[number];
export type Palette = (typeof palettes)[number];
export type Language = (typeof languageNames)[number];

export interface Preferences {
  theme: Theme;
  palette: Palette;
  language: Language;
}

const KEY = 'unroll-studio';
const listeners = new Set<() => void>();
const darkSystem = matchMedia('(prefers-color-scheme: dark)');

let current = read();

function read(): Preferences {
  const kept = stored();
  const one = <T extends string>(words: readonly T[], value: unknown, standard: T): T =>
    words.find((word) => word === value) ?? standard;
  return {
    theme: one(themes, kept.theme, 'system'),
    palette: one(palettes, kept.palette, 'standard'),
    language: one(languageNames, kept.language, navigator.language.startsWith('ko') ? 'ko' : 'en'),
  };
}

/** Browsers may refuse storage (private windows); preferences then last as long as the page. */
function stored(): Partial<Record<keyof Preferences, unknown>> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function keep(): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // Without storage there is nothing to keep them in.
  }
}

export function preferences(): Preferences {
  return current;
}

export function isDark(): boolean {
  return current.theme === 'system' ? darkSystem.matches : current.theme === 'dark';
}

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  keep();
  show();
}

/** Writes the preferences onto the document, where the style sheet reads them. */
export function show(): void {
  const { dataset } = document.documentElement;
  dataset.theme = isDark() ? 'dark' : 'light';
  dataset.palette = current.palette;
  document.documentElement.lang = current.language;
  for (const listener of listeners) listener();
}

darkSystem.addEventListener('change', show);

export function usePreferences(): Preferences & { dark: boolean } {
  const [, redraw] = useState(0);
  useEffect(() => {
    const listener = () => redraw((n) => n + 1);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, []);
  return { ...current, dark: isDark() };
}
