import { describe, expect, it } from 'vitest';
import {
  dateFormats,
  datesTsv,
  generateDates,
  weekday,
} from '../../../src/data/generators/dates.ts';

const N = 20_000;
const dates = generateDates({ seed: 1, items: N });

/** A reader of its own: the year is the number of four figures, the month its word or what is left. */
function read(text: string): string {
  const year = text.match(/\d{4}/)?.[0] ?? '';
  const rest = text.replace(year, ' ');
  const names = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
  const word = rest.toLowerCase().match(/\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/)?.[1];
  const numbers = (rest.match(/\d+/g) ?? []).map(Number);
  const month = word === undefined ? numbers[0] : names.indexOf(word) + 1;
  const day = word === undefined ? numbers[1] : numbers[0];
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

describe('dates', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(generateDates({ items: 20 })).toEqual(dates.slice(0, 20));
    expect(generateDates({ seed: 2, items: 20 })).not.toEqual(dates.slice(0, 20));
  });

  it('mean what they say, and exist', () => {
    for (const { text, iso } of dates) {
      expect(read(text), text).toBe(iso);
      expect(new Date(iso).toISOString().slice(0, 10)).toBe(iso);
    }
  });

  it('have the true weekday', () => {
    const short = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
    let seen = 0;
    for (const { text, iso } of dates) {
      const day = text.toLowerCase().match(/^(sun|mon|tue|wed|thu|fri|sat)/)?.[1];
      if (day === undefined) continue;
      seen++;
      expect(day, text).toBe(short[new Date(iso).getUTCDay()]);
    }
    expect(seen).toBeGreaterThan(N / 10);
    expect(weekday({ year: 1998, month: 5, day: 3 })).toBe(0);
    for (let day = 1; day <= 29; day++) {
      const date = { year: 2000, month: 2, day };
      expect(weekday(date)).toBe(new Date(Date.UTC(2000, 1, day)).getUTCDay());
    }
  });

  it('never come twice, cover the years, all days of a month and the leap day', () => {
    expect(new Set(dates.map(({ text }) => text)).size).toBe(N);
    expect(new Set(dates.map(({ iso }) => iso.slice(0, 4))).size).toBe(200);
    expect(new Set(dates.map(({ iso }) => iso.slice(8))).size).toBe(31);
    expect(dates.some(({ iso }) => iso.endsWith('-02-29'))).toBe(true);
    const years = new Set(
      generateDates({ items: 3000, fromYear: 1999, toYear: 2001 }).map(
        ({ iso }) => +iso.slice(0, 4),
      ),
    );
    expect([...years].sort()).toEqual([1999, 2000, 2001]);
  });

  it('have the ordinals of English', () => {
    const written = (day: number) => dateFormats[5]({ year: 1998, month: 5, day });
    const ends = Array.from({ length: 31 }, (_, n) => written(n + 1).match(/\d+(\w\w),/)?.[1]);
    const wanted = Array.from({ length: 31 }, (_, n) => {
      const rule = new Intl.PluralRules('en', { type: 'ordinal' }).select(n + 1);
      return { one: 'st', two: 'nd', few: 'rd', other: 'th', many: '', zero: '' }[rule];
    });
    expect(ends).toEqual(wanted);
  });

  it('use every format, each with its own text', () => {
    const date = { year: 2031, month: 12, day: 9 };
    expect(new Set(dateFormats.map((format) => format(date))).size).toBe(dateFormats.length);
    const shapes = new Set(dates.map(({ text }) => text.replace(/\d/g, '9').replace(/99/g, '9')));
    expect(shapes.size).toBeGreaterThan(dateFormats.length);
  });

  it('are written as TSV', () => {
    expect(datesTsv(dates.slice(0, 1))).toBe(`${dates[0].text}\t${dates[0].iso}\n`);
  });

  it('refuse years and counts that make no sense', () => {
    expect(() => generateDates({ items: 1, fromYear: 2000, toYear: 1999 })).toThrow(
      'expected toYear',
    );
    expect(() => generateDates({ items: 1, fromYear: 10 })).toThrow('expected fromYear');
    expect(() => generateDates({ items: 9000, fromYear: 2000, toYear: 2000 })).toThrow(
      'at most 3660',
    );
  });
});
