/**
 * The times of a series as numbers at even distances: which step is usual, where steps are missing,
 * and what the times after the last one are, written as the file writes them.
 */
import { parseNumber } from '../../data/index.ts';

export interface Calendar {
  /** Of each time, in months, milliseconds or the file's own numbers. */
  points: number[];
  /** The most common distance of neighbours. */
  step: number;
  /** A point as the file writes its times. */
  format(point: number): string;
}

const DATE =
  /^(\d{4})([-/])(\d{1,2})(?:\2(\d{1,2})(?:([T ])(\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,3})?)?(Z?))?)?$/;

/** Undefined for fewer than two times, and for what are neither numbers nor dates of one form. */
export function calendarOf(times: readonly string[]): Calendar | undefined {
  if (times.length < 2) return undefined;
  return numbersOf(times) ?? datesOf(times);
}

/** The `count` times after the last one; `+1`, `+2` … where times are not understood. */
export function timesAfter(times: readonly string[], count: number): string[] {
  const calendar = calendarOf(times);
  const last = calendar?.points.at(-1) ?? 0;
  return Array.from({ length: count }, (_, h) =>
    calendar === undefined ? `+${h + 1}` : calendar.format(last + (h + 1) * calendar.step),
  );
}

function numbersOf(times: readonly string[]): Calendar | undefined {
  const points: number[] = [];
  for (const time of times) {
    const point = parseNumber(time);
    if (point === undefined) return undefined;
    points.push(point);
  }
  const format = (point: number) => String(Number(point.toPrecision(12)));
  return { points, step: usualStep(points), format };
}

function datesOf(times: readonly string[]): Calendar | undefined {
  const parts: RegExpExecArray[] = [];
  for (const time of times) {
    const match = DATE.exec(time.trim());
    if (match === null || formOf(match) !== formOf(parts[0] ?? match)) return undefined;
    if (Number.isNaN(millisecondsOf(match))) return undefined;
    parts.push(match);
  }
  const [first] = parts;
  const write = writer(parts);
  // Months have no fixed length: times on the same day of their months count months.
  const monthly = parts.every((part) => afterMonth(part) === afterMonth(first));
  if (monthly) {
    const rest = millisecondsOf(first) - Date.UTC(Number(first[1]), Number(first[3]) - 1);
    const points = parts.map((part) => Number(part[1]) * 12 + Number(part[3]) - 1);
    const format = (point: number) =>
      write(Date.UTC(Math.floor(point / 12), ((point % 12) + 12) % 12) + rest);
    return { points, step: usualStep(points), format };
  }
  const points = parts.map(millisecondsOf);
  return { points, step: usualStep(points), format: write };
}

/** Which parts a date has, and the signs between them. */
function formOf([, , slash, , day, sign, hour, , second, fraction, zone]: RegExpExecArray): string {
  const has = [day, hour, second, fraction].map((part) => part !== undefined);
  return [slash, sign, zone, ...has].join();
}

function afterMonth([, , , , ...rest]: RegExpExecArray): string {
  return rest.join();
}

function millisecondsOf(match: RegExpExecArray): number {
  const [, year, , month, day = '1', , hour = '0', minute = '0', second = '0', fraction = '0'] =
    match;
  const [y, m, d] = [Number(year), Number(month) - 1, Number(day)];
  const date = Date.UTC(y, m, d, Number(hour), Number(minute), Number(second));
  const back = new Date(Date.UTC(y, m, d));
  const sound = back.getUTCMonth() === m && back.getUTCDate() === d && Number(hour) < 24;
  return sound ? date + Math.round(1000 * Number(fraction)) : Number.NaN;
}

/** Writes milliseconds in the form of these dates; a zero goes before small numbers unless one of them lacks it. */
function writer(parts: readonly RegExpExecArray[]): (milliseconds: number) => string {
  const [[, , slash, , day, sign, hour, , second, fraction, zone]] = parts;
  const short = parts.some((part) =>
    [part[3], part[4], part[6]].some((text) => text?.length === 1),
  );
  const two = (value: number) => (short ? String(value) : String(value).padStart(2, '0'));
  return (milliseconds) => {
    const date = new Date(milliseconds);
    const [clock] = date.toISOString().slice(13).split('.'); // :mm:ss
    let text = `${date.getUTCFullYear()}${slash}${two(date.getUTCMonth() + 1)}`;
    if (day !== undefined) text += slash + two(date.getUTCDate());
    if (hour === undefined) return text;
    text += sign + two(date.getUTCHours()) + clock.slice(0, second === undefined ? 3 : 6);
    if (fraction !== undefined) {
      const digits = String(date.getUTCMilliseconds()).padStart(3, '0');
      text += `.${digits.slice(0, fraction.length - 1)}`;
    }
    return text + zone;
  };
}

/** The most common difference of neighbours, the first of several. */
function usualStep(points: readonly number[]): number {
  const counts = new Map<number, number>();
  for (let t = 1; t < points.length; t++) {
    const step = Number((points[t] - points[t - 1]).toPrecision(9));
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  let best = 0;
  let most = 0;
  for (const [step, count] of counts) {
    if (count > most) [best, most] = [step, count];
  }
  return best;
}
