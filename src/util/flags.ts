/** A flag of the command line as a record, so that it can be offered elsewhere too: a form, a table. */

/** What a flag's text may be. */
export type Takes =
  | { readonly kind: 'number'; readonly whole: boolean; readonly min: number; readonly max: number }
  | { readonly kind: 'choice'; readonly words: readonly string[] }
  | { readonly kind: 'list' };

/** From the flag's text to its value; throws 'usage'. Without `takes` any text may be tried. */
export interface FlagParser<T> {
  (text: string): T;
  readonly takes?: Takes;
}

export interface Flag {
  /** As commander reads it: `--hidden <n>`. */
  flags: string;
  text: string;
  /** The default in words; absent where nothing is the default. */
  standard?: string | number;
  parse?: FlagParser<unknown>;
}

/** Flags by the title of their group. */
export type FlagGroups = Readonly<Record<string, readonly Flag[]>>;

/** `--label-column <name>` → `labelColumn`: what commander calls the flag's value. */
export function settingOf(flags: string): string {
  const name = flags.replace(/^--(no-)?/, '').replace(/ .*/, '');
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
