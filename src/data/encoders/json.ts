/** Checks on what encoders were stored as. */
import { UnrollError } from '../../util/errors.ts';

/** A 'format' error about a stored encoder. */
export function brokenEncoder(what: string, problem: string): UnrollError {
  return new UnrollError('format', `the stored ${what} is broken: ${problem}`);
}

/** A parsed object as a record. */
export function storedObject(json: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) {
    return json as Record<string, unknown>;
  }
  throw brokenEncoder(what, 'it is not a JSON object');
}

/** A list of different strings, at least one. */
export function storedNames(value: unknown, what: string, field: string): string[] {
  if (!Array.isArray(value) || !value.every((name) => typeof name === 'string')) {
    throw brokenEncoder(what, `"${field}" is not a list of strings`);
  }
  if (value.length === 0) throw brokenEncoder(what, `"${field}" is empty`);
  if (new Set(value).size < value.length) {
    throw brokenEncoder(what, `"${field}" holds a name twice`);
  }
  return value;
}

/** A list of finite numbers, as stored. */
export function storedNumbers(value: unknown, what: string, field: string): number[] {
  if (!Array.isArray(value) || !value.every((x) => Number.isFinite(x))) {
    throw brokenEncoder(what, `"${field}" is not a list of finite numbers`);
  }
  return value;
}
