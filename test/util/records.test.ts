import { expect, test } from 'vitest';
import { defined } from '../../src/util/records.ts';

test('defined keeps every value but undefined', () => {
  const record = { a: undefined, b: 0, c: false, d: null, e: '' };
  expect(Object.entries(defined(record))).toEqual(
    Object.entries({ b: 0, c: false, d: null, e: '' }),
  );
});
