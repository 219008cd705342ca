import { expect, test } from 'vitest';
import { quotedSymbol, visibleSymbol } from '../../src/util/symbols.ts';

const symbols = [' ', '\n', "'", '"', '한', '\u200b', 'a\tb', ''];

test('a quoted symbol shows spaces and line breaks as code does', () => {
  expect(symbols.slice(0, 5).map(quotedSymbol)).toEqual(["' '", "'\\n'", "'''", "'\"'", "'한'"]);
});

test('a visible symbol hides nothing and takes little room', () => {
  expect(symbols.map(visibleSymbol)).toEqual([
    '␣',
    '⏎',
    "'",
    '"',
    '한',
    '\\u{200b}',
    'a\\u{9}b',
    '∅',
  ]);
});
