/** Numbers in text, read strictly: what is not wholly a finite number is none. */

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Ways to write that a value is not there, in small letters. */
const missing: ReadonlySet<string> = new Set(['', 'nan', 'na', 'n/a', 'null', 'none', '?']);

/** The number that `text` is, white space around it aside; undefined for anything else, NaN and infinity included. */
export function parseNumber(text: string): number | undefined {
  const trimmed = text.trim();
  if (!decimal.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : undefined;
}

/** Whether `text` says that there is no value: empty, NaN, NA, n/a, null, none or ?. */
export function isMissing(text: string): boolean {
  return missing.has(text.trim().toLowerCase());
}
