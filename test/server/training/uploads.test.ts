import { expect, it } from 'vitest';
import { cleanName } from '../../../src/server/training/uploads.ts';

it.each([
  ['book.txt', 'book.txt'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\texts\\my text.txt', 'my-text.txt'],
  ['.hidden', 'hidden'],
  ['..', 'text.txt'],
  ['', 'text.txt'],
  ['책 1.txt', '책-1.txt'],
  ['a\0b\n.txt', 'a-b-.txt'],
  [`${'x'.repeat(300)}.csv`, `${'x'.repeat(76)}.csv`],
])('the file %j is kept as %j', (given, kept) => {
  expect(cleanName(given)).toBe(kept);
});
