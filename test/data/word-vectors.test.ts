import { describe, expect, it } from 'vitest';
import { readWordVectors } from '../../src/data/word-vectors.ts';
import { failure, temporaryFolder } from './files.ts';
import { textSource } from './records/read.ts';

const folder = temporaryFolder();
const read = (text: string, wanted: string[]) =>
  readWordVectors(textSource(text, 'v.txt'), new Set(wanted));

describe('word vectors', () => {
  it('of the words asked for are kept', async () => {
    const file = folder.write('glove.txt', 'the 0.5 -1 2e-1\r\n한국 1 2 3\r\nof 4 5 6\n');
    const { width, vectors } = await readWordVectors(file, new Set(['the', '한국', 'dog']));
    expect(width).toBe(3);
    expect([...vectors]).toEqual([
      ['the', Float32Array.of(0.5, -1, 0.2)],
      ['한국', Float32Array.of(1, 2, 3)],
    ]);
  });

  it('may follow a line of how many and how wide they are', async () => {
    const { width, vectors } = await read('2 3\nthe 1 2 3 \n3 4 5 6\n', ['3']);
    expect([width, ...(vectors.get('3') ?? [])]).toEqual([3, 4, 5, 6]);
  });

  it('of words with spaces are found, and the first of two', async () => {
    const { vectors } = await read('a 1 2\n. . . 3 4\na 5 6\n', ['a', '. . .']);
    expect(Object.fromEntries(vectors)).toEqual({
      a: Float32Array.of(1, 2),
      '. . .': Float32Array.of(3, 4),
    });
  });

  it.each([
    [
      'too few numbers',
      'a 1 2 3\nb 1 2\n',
      /^v\.txt, line 2: expected a vector of 3 numbers but found 2/,
    ],
    [
      'too many numbers',
      'a 1 2\nb 1 2 3\n',
      /^v\.txt, line 2: expected a vector of 2 numbers but found 3/,
    ],
    ['another width than announced', '1 4\nb 1 2 3\n', /line 2: .* 4 numbers but found 3/],
    ['no numbers', 'a\n', /line 1: expected a word and its vector but found no numbers/],
    ['what is no number', 'a 1 x\n', /line 1: number 2 of the vector must be finite but is "x"/],
    ['NaN', 'a 1 NaN\n', /number 2 .* "NaN"/],
    ['a number out of range', 'a 1e99 1\n', /number 1 .* "1e99"/],
    [
      'fewer words than announced',
      '3 2\na 1 2\n',
      /line 1: 3 words are announced but the file ends after 1/,
    ],
    ['no words', '0 2\n', /no vectors/],
    ['a width of 0', '1 0\n', /width 0/],
  ])('are refused for %s', async (_, text, message) => {
    const error = await failure(() => read(text, ['a', 'b']));
    expect([error.code, error.message]).toEqual(['data', expect.stringMatching(message)]);
  });
});
