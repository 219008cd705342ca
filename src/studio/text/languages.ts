/**
 * Every string of the application stands in a table with an English and a Korean column. The Korean
 * one has the type of the English one, so a missing key, or a sentence with other blanks, breaks the build.
 */
import { usePreferences } from '../prefs/preferences.ts';

type Entry = string | ((...blanks: never[]) => string);

type Like<T> = {
  readonly [K in keyof T]: T[K] extends (...blanks: infer Blanks) => string
    ? (...blanks: Blanks) => string
    : string;
};

export interface Table<Texts> {
  readonly en: Texts;
  readonly ko: Texts;
}

export function table<const T extends Readonly<Record<string, Entry>>>(
  en: T,
  ko: NoInfer<Like<T>>,
): Table<Like<T>> {
  return { en: en as unknown as Like<T>, ko };
}

/** The column of the language in use. */
export function useText<Texts>(texts: Table<Texts>): Texts {
  return texts[usePreferences().language];
}
