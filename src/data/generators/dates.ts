/**
 * Dates as people write them, "Tuesday the 3rd of May 1998" or "May 3rd, 1998", and the same in ISO
 * form, 1998-05-03. Every text has one meaning: the month is a word, or the order is year first.
 * Weekdays are true (Gregorian calendar).
 */
import { expected } from '../../util/errors.ts';
import { keyFor, Rng } from '../../util/rng.ts';
import { checkWhole } from './check.ts';
import { pick } from './template.ts';

export interface DateItem {
  /** `the 3rd of May, 1998` */
  readonly text: string;
  /** `1998-05-03` */
  readonly iso: string;
}

export interface DatesOptions {
  readonly seed?: number;
  /** How many. */
  readonly items: number;
  /** The first and last year, both included. Default 1900 and 2099. */
  readonly fromYear?: number;
  readonly toYear?: number;
}

export interface CalendarDate {
  readonly year: number;
  /** 1–12. */
  readonly month: number;
  /** 1–31. */
  readonly day: number;
}

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

type Format = (date: CalendarDate) => string;

const monthOf: Format = ({ month }) => months[month - 1];
const shortMonth: Format = (date) => monthOf(date).slice(0, 3);
const weekdayOf: Format = (date) => weekdays[weekday(date)];
const shortWeekday: Format = (date) => weekdayOf(date).slice(0, 3);
const ordinal: Format = ({ day }) => {
  const teen = day > 10 && day < 14;
  return `${day}${(!teen && ['th', 'st', 'nd', 'rd'][day % 10]) || 'th'}`;
};
const two = (n: number): string => String(n).padStart(2, '0');

/** The ways to write a date. */
export const dateFormats: readonly Format[] = [
  (d) => `${d.day} ${monthOf(d)} ${d.year}`,
  (d) => `${two(d.day)} ${shortMonth(d)} ${d.year}`,
  (d) => `${d.day}-${shortMonth(d)}-${d.year}`,
  (d) => `${monthOf(d)} ${d.day}, ${d.year}`,
  (d) => `${shortMonth(d)} ${d.day} ${d.year}`,
  (d) => `${monthOf(d)} ${ordinal(d)}, ${d.year}`,
  (d) => `the ${ordinal(d)} of ${monthOf(d)}, ${d.year}`,
  (d) => `${ordinal(d)} ${shortMonth(d)}. ${d.year}`,
  (d) => `${weekdayOf(d)} ${d.day} ${monthOf(d)} ${d.year}`,
  (d) => `${weekdayOf(d)}, ${monthOf(d)} ${ordinal(d)}, ${d.year}`,
  (d) => `${shortWeekday(d)}, ${two(d.day)} ${shortMonth(d)} ${d.year}`,
  (d) => `${weekdayOf(d)} the ${ordinal(d)} of ${monthOf(d)} ${d.year}`,
  (d) => `${d.year} ${monthOf(d)} ${d.day}`,
  (d) => `${d.year}, ${shortMonth(d)} ${two(d.day)}`,
  (d) => `${d.year}/${d.month}/${d.day}`,
  (d) => `${d.year}.${two(d.month)}.${two(d.day)}`,
  (d) => `${monthOf(d).toUpperCase()} ${d.day} ${d.year}`,
  (d) => `${d.day}. ${monthOf(d).toLowerCase()} ${d.year}`,
  (d) => `in ${d.year}, on ${monthOf(d)} ${ordinal(d)}`,
  (d) => `day ${d.day} of ${monthOf(d)} in the year ${d.year}`,
];

/** Pairs to translate, none twice; every day and every format as often. */
export function generateDates(options: DatesOptions): DateItem[] {
  const { seed = 1, items, fromYear = 1900, toYear = 2099 } = options;
  checkWhole('items', items);
  checkWhole('fromYear', fromYear, 1000);
  if (!(Number.isInteger(toYear) && toYear >= fromYear && toYear <= 9999)) {
    throw expected('toYear', `a whole number from ${fromYear} to 9999`, toYear);
  }
  const first = dayNumber({ year: fromYear, month: 1, day: 1 });
  const days = dayNumber({ year: toYear + 1, month: 1, day: 1 }) - first;
  // Beyond half of all the pairs, drawing until something new comes would take too long.
  const most = Math.floor((days * dateFormats.length) / 2);
  if (items > most) throw expected('items', `at most ${most} for these years`, items);
  const rng = new Rng(keyFor(seed, 'data', 7));
  const seen = new Set<string>();
  const list: DateItem[] = [];
  while (list.length < items) {
    const date = dateOf(first + rng.below(days));
    const text = pick(rng, dateFormats)(date);
    if (seen.has(text)) continue;
    seen.add(text);
    list.push({ text, iso: isoDate(date) });
  }
  return list;
}

/** Source and target, parted by a tab, a pair a line. */
export function datesTsv(items: Iterable<DateItem>): string {
  let text = '';
  for (const item of items) text += `${item.text}\t${item.iso}\n`;
  return text;
}

export function isoDate({ year, month, day }: CalendarDate): string {
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

/** 0 for Sunday. */
export function weekday(date: CalendarDate): number {
  return (dayNumber(date) + 3) % 7;
}

/**
 * Days since 1 March of the year 0, a Wednesday. The year begins in March, so that the leap day is
 * its last; then ⌊(153 m + 2) / 5⌋ days lie before month m.
 */
function dayNumber({ year, month, day }: CalendarDate): number {
  const y = month > 2 ? year : year - 1;
  const m = (month + 9) % 12;
  const leaps = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  return 365 * y + leaps + Math.floor((153 * m + 2) / 5) + day - 1;
}

function dateOf(number: number): CalendarDate {
  let year = Math.floor(number / 365.2425);
  while (dayNumber({ year: year + 1, month: 1, day: 1 }) <= number) year++;
  while (dayNumber({ year, month: 1, day: 1 }) > number) year--;
  let month = 12;
  while (dayNumber({ year, month, day: 1 }) > number) month--;
  return { year, month, day: number - dayNumber({ year, month, day: 1 }) + 1 };
}
