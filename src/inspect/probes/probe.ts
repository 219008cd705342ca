/**
 * What a unit may stand for: a value at each place of a text. The value at a place is what is known once the
 * character there has been read: an opening quote is inside, a closing one is not.
 */
import { UnrollError } from '../../util/errors.ts';

export interface Probe {
  name: string;
  /** In words, for people. */
  what: string;
  /**
   * Of values that are not 0 and 1 alone: from which one on the probe counts as on, for AUC and F1. Absent:
   * above the median.
   */
  on?: number;
  /** A value for each UTF-16 code unit of the text. */
  label(text: string): Float32Array;
}

/** The start of each span, and the place after its end. */
export type Span = readonly [from: number, to: number];

export function binaryProbe(
  name: string,
  what: string,
  spans: (text: string) => Iterable<Span>,
): Probe {
  return {
    name,
    what,
    label(text) {
      const values = new Float32Array(text.length);
      for (const [from, to] of spans(text)) values.fill(1, from, to);
      return values;
    },
  };
}

/** 1 where a character is one of a class. */
export function characterProbe(name: string, what: string, characters: RegExp): Probe {
  return {
    name,
    what,
    label: (text) =>
      Float32Array.from({ length: text.length }, (_, i) => +characters.test(text[i])),
  };
}

/** Inside what a regular expression matches; its flags are kept, and g is added. */
export function regexProbe(name: string, pattern: RegExp): Probe {
  const flags = pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`;
  return binaryProbe(name, `inside ${pattern}`, function* (text) {
    for (const match of text.matchAll(new RegExp(pattern.source, flags))) {
      yield [match.index, match.index + match[0].length];
    }
  });
}

/** Exactly the places that somebody has selected. */
export function spanProbe(name: string, spans: readonly Span[]): Probe {
  return binaryProbe(name, 'inside what was selected', (text) => {
    for (const [from, to] of spans) {
      if (Number.isInteger(from) && from >= 0 && from < to && to <= text.length) continue;
      throw new UnrollError(
        'usage',
        `expected a span of probe "${name}" to lie from 0 to ${text.length}, where the text ends, but received ${from}-${to}`,
      );
    }
    return spans;
  });
}

/** Of a user: a value, or whether it is on, for each place of the text. */
export type ProbeFunction = (text: string) => ArrayLike<number | boolean>;

/** Throws 'usage' where the values are not as many as the text has places, or no numbers. */
export function functionProbe(
  name: string,
  label: ProbeFunction,
  { on }: { on?: number } = {},
): Probe {
  const checked = (text: string): Float32Array => {
    const given = label(text);
    if (given?.length !== text.length) {
      throw new UnrollError(
        'usage',
        `expected probe "${name}" to give ${text.length} values, one for each place of the text, but received ${given?.length ?? typeof given}`,
      );
    }
    return Float32Array.from({ length: text.length }, (_, i) => {
      const value = Number(given[i]);
      if (Number.isFinite(value)) return value;
      throw new UnrollError(
        'usage',
        `probe "${name}" gave ${given[i]} at place ${i}: give numbers`,
      );
    });
  };
  return { name, what: 'your own', on, label: checked };
}
