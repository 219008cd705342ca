/** The checks that generators make of their options. */
import { expected } from '../../util/errors.ts';

/** Throws `usage` unless `value` is a whole number from `from`. */
export function checkWhole(name: string, value: number, from = 0): void {
  if (Number.isSafeInteger(value) && value >= from) return;
  throw expected(name, from === 0 ? 'a whole number' : `a whole number from ${from}`, value);
}

/** Throws `usage` unless `value` is a finite number from 0. */
export function checkSpread(name: string, value: number): void {
  if (!(Number.isFinite(value) && value >= 0)) throw expected(name, 'a number from 0', value);
}
