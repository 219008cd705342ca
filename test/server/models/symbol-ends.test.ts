import { expect, it } from 'vitest';
import { TextCodec } from '../../../src/data/index.ts';
import { SymbolEnds } from '../../../src/server/models/symbol-ends.ts';

function pieces(codec: TextCodec, text: string, ids: ArrayLike<number> = codec.encode(text)) {
  const place = new SymbolEnds(codec, text);
  let before = 0;
  return Array.from(ids, (id) => {
    const end = place.next(id);
    const piece = text.slice(before, end);
    before = end;
    return piece;
  });
}

it('ends characters of any width where they end', () => {
  const text = 'a한🙂b\n';
  const codec = TextCodec.fromText(text, { level: 'char' });
  expect(pieces(codec, text)).toEqual(['a', '한', '🙂', 'b', '\n']);
});

it('gives the bytes of a character to the last of them', () => {
  const codec = TextCodec.fromText('한a', { level: 'byte' });
  expect(pieces(codec, '한a')).toEqual(['', '', '한', 'a']);
});

it('gives spaces to the word after them', () => {
  const text = 'The cat, the hat';
  const codec = TextCodec.fromText(text, { level: 'word' });
  const found = pieces(codec, text);
  expect(found.join('')).toBe(text);
  expect(found.map((piece) => piece.trim())).toEqual(['The', 'cat', ',', 'the', 'hat']);
});

it('finds words that were made small, and words that are not known', () => {
  const codec = TextCodec.fromText('a cat sat a cat sat rare', {
    level: 'word',
    lowerCase: true,
    minCount: 2,
  });
  expect(pieces(codec, 'A Cat slept A')).toEqual(['A', ' Cat', ' slept', ' A']);
});

it('lets every line begin with what stands for its beginning', () => {
  const codec = TextCodec.fromText('ab\nba\n', { level: 'char', sequences: 'lines' });
  const { bos } = codec.vocabulary;
  if (bos === undefined) throw new Error('a model of lines has <s>');
  const ids = [bos, ...codec.encode('ab'), bos, ...codec.encode('ba')];
  expect(pieces(codec, 'ab\nba\n', ids)).toEqual(['', 'a', 'b', '\n', 'b', 'a']);
});
