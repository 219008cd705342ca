/** How the values of a view are written in a link. A value that is the default is left out. */

export interface Codec<T> {
  standard: T;
  read: (text: string) => T | undefined;
  write: (value: T) => string;
}

export function text(standard = ''): Codec<string> {
  return { standard, read: (value) => value, write: (value) => value };
}

export function number(standard: number, min = Number.NEGATIVE_INFINITY): Codec<number> {
  return {
    standard,
    read: (value) => {
      const parsed = value.trim() === '' ? Number.NaN : Number(value);
      return Number.isFinite(parsed) && parsed >= min ? parsed : undefined;
    },
    write: String,
  };
}

/** A whole number, or nothing. */
export function place(): Codec<number | null> {
  return {
    standard: null,
    read: (value) => (/^\d+$/.test(value) ? Number(value) : undefined),
    write: (value) => (value === null ? '' : String(value)),
  };
}

export function word<const W extends readonly string[]>(...words: W): Codec<W[number]> {
  return {
    standard: words[0] as W[number],
    read: (value) => words.find((one) => one === value),
    write: (value) => value,
  };
}

export function flag(standard = false): Codec<boolean> {
  return {
    standard,
    read: (value) => (value === '1' ? true : value === '0' ? false : undefined),
    write: (value) => (value ? '1' : '0'),
  };
}

/** Names, written one after the other; a comma inside a name is escaped. */
export function list(...standard: string[]): Codec<readonly string[]> {
  return {
    standard,
    read: (value) => (value === '' ? [] : value.split(',').map(decodeURIComponent)),
    write: (values) => values.map((one) => one.replace(/[%,]/g, encodeURIComponent)).join(','),
  };
}

/** Whole numbers, such as ids of symbols: `12.7.103`. */
export function numbers(): Codec<readonly number[]> {
  return {
    standard: [],
    read: (value) => (/^\d+(\.\d+)*$/.test(value) ? value.split('.').map(Number) : undefined),
    write: (values) => values.join('.'),
  };
}

/** Names with their values, such as the settings of a run. */
export function pairs(): Codec<Readonly<Record<string, string>>> {
  return {
    standard: {},
    read: (value) => Object.fromEntries(new URLSearchParams(value)),
    write: (values) => new URLSearchParams(values).toString(),
  };
}
