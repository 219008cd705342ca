/**
 * The tokenisation "13a", by which published BLEU figures are counted: that of NIST's mteval-v13a.pl
 * in its language-dependent (western) part, as sacreBLEU reads it.
 */

/** Python's white space, at which sacreBLEU splits: not quite JavaScript's (\u001c–\u001f and \u0085 are among it, the byte order mark is not). */
const SPACE =
  '[\\t-\\r\\u001c- \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const SPACES = new RegExp(`${SPACE}+`, 'u');
const SPACES_AT_END = new RegExp(`${SPACE}+$`, 'u');

const ENTITIES: readonly [string, string][] = [
  ['&quot;', '"'],
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
];

/** In this order, each over the whole line. */
const CUTS: readonly [RegExp, string][] = [
  // ASCII punctuation but ' , - . stands alone
  [/([ -&(-+:-@/[-`{-~])/gu, ' $1 '],
  // , and . are cut from what is no digit before them
  [/([^0-9])([.,])/gu, '$1 $2 '],
  // and from what is no digit after them
  [/([.,])([^0-9])/gu, ' $1 $2'],
  // - after a digit
  [/([0-9])(-)/gu, '$1 $2 '],
];

export function tokenize13a(text: string): string[] {
  let line = text
    .replace(SPACES_AT_END, '')
    .replaceAll('<skipped>', '')
    .replaceAll('-\n', '') // a word divided at a line's end
    .replaceAll('\n', ' ');
  for (const [entity, character] of ENTITIES) line = line.replaceAll(entity, character);
  line = ` ${line} `;
  for (const [pattern, replacement] of CUTS) line = line.replace(pattern, replacement);
  return line.split(SPACES).filter((token) => token !== '');
}
