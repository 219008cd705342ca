/** Checks of single settings: error 'usage' that names the setting, what it may be and what it is. */
import { expected } from '../util/errors.ts';

/** Error 'usage' unless `value` is a whole number of at least 1. */
export function expectPositive(
  name: string,
  value: unknown,
  wanted = 'a positive integer',
): asserts value is number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1) {
    throw expected(name, wanted, value);
  }
}

/** Error 'usage' unless `value` is a whole number of at least 0. */
export function expectCount(name: string, value: unknown): asserts value is number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw expected(name, '0 or a positive integer', value);
  }
}

/** Error 'usage' unless `value` is one of the names. */
export function expectOneOf(name: string, value: string, all: readonly string[]): void {
  if (!all.includes(value)) throw expected(name, all.join(' or '), value);
}

/** Error 'usage' unless `value` is a number from 0 to 1. */
export function expectShare(name: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw expected(name, 'a number from 0 to 1', value);
}
