import { expect, test } from 'vitest';
import { bytes, count, duration, figures, shellWord, short } from '../../src/cli/format.ts';
import { nearest, unescapeText } from '../../src/cli/values.ts';

test('count groups digits by three', () => {
  expect([0, 999, 1000, 1234567].map(count)).toEqual(['0', '999', '1,000', '1,234,567']);
});

test('short keeps two or three figures', () => {
  expect([12, 1234, 112345, 2_500_000].map(short)).toEqual(['12', '1.2k', '112k', '2.5M']);
});

test('figures keeps about four figures and small numbers readable', () => {
  expect([0, 1.23456, 12.3456, 123.456, 12345.6, 0.00012].map(figures)).toEqual([
    '0.0000',
    '1.2346',
    '12.35',
    '123.5',
    '12,346',
    '1.20e-4',
  ]);
  expect(figures(Number.POSITIVE_INFINITY)).toBe('Infinity');
});

test('duration is minutes and seconds, hours where there are some', () => {
  expect([5, 75, 3700].map(duration)).toEqual(['0:05', '1:15', '1:01:40']);
});

test('bytes has binary units', () => {
  expect([10, 2048, 3 * 2 ** 20].map(bytes)).toEqual(['10 B', '2.0 KiB', '3.0 MiB']);
});

test('shellWord quotes only where a shell would split or expand', () => {
  expect(shellWord('runs/a-1')).toBe('runs/a-1');
  expect(shellWord("it's $HOME")).toBe("'it'\\''s $HOME'");
  expect(shellWord('')).toBe("''");
});

test('nearest finds a likely slip and nothing for a far word', () => {
  expect(nearest('trian', ['train', 'sample'])).toBe('train');
  expect(nearest('lstn', ['rnn', 'lstm'])).toBe('lstm');
  expect(nearest('zzzz', ['train', 'sample'])).toBeUndefined();
});

test('unescapeText reads the marks that shells pass as they stand', () => {
  expect(unescapeText('a\\nb\\tc\\\\n')).toBe('a\nb\tc\\n');
});
