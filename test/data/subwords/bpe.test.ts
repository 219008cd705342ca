import { describe, expect, it } from 'vitest';
import { prepareCorpus, TextCodec } from '../../../src/data/index.ts';
import { runTokenizer } from '../../../src/data/subwords/words.ts';
import { byteTokens } from '../../../src/data/tokenizers/byte.ts';
import type { Splitter } from '../../../src/data/tokenizers/tokenizer.ts';
import { keyFor, Rng } from '../../../src/util/rng.ts';
import { failure, temporaryFolder } from '../files.ts';

const rng = new Rng(keyFor(8, 'data'));
const folder = temporaryFolder();
const hard = [
  'low', ' low', 'er', ' ', '  ', ' '.repeat(300), '\n', '\r\n', '\r', '\t', '\u00a0', '.', '...', ' (', '3.14', "don't",
  'é', 'e\u0301', '👩‍👩‍👧', ' 👍🏽', '🇰🇷', '한국어', ' 나는', '漢字', 'a'.repeat(300), '𝒳', '<s>', '</s>', '<0xED>', '<unk>', 'ﬁ',
]; // biome-ignore format: a table
const hardText = (n: number) =>
  Array.from({ length: n }, () => hard[rng.below(hard.length)]).join('');

function inPieces(splitter: Splitter, text: string, longest: number): string[] {
  const tokens: string[] = [];
  for (let at = 0; at < text.length; ) {
    const length = 1 + rng.below(longest);
    splitter.push(text.slice(at, at + length), (token) => tokens.push(token));
    at += length;
  }
  splitter.end((token) => tokens.push(token));
  return tokens;
}

describe('runs', () => {
  it('are letters, digits, signs and white space, with one space before a word', () => {
    const { split } = runTokenizer();
    expect(split('He  said: 나는 3rd\r\n\n  x\t"e\u0301 👩‍👩‍👧!" ')).toEqual([
      'He', ' ', ' said', ':', ' 나는', ' 3', 'rd', '\r\n\n', ' ', ' x', '\t', '"', 'e\u0301', ' 👩‍👩‍👧!"', ' ',
    ]); // biome-ignore format: a list
    expect(runTokenizer({ lowerCase: true }).split('A B')).toEqual(['a', ' b']);
  });

  it('are the same wherever the text is cut, and are the text', () => {
    const { splitter } = runTokenizer();
    for (let round = 0; round < 200; round++) {
      const text = hardText(12);
      const whole = inPieces(splitter(), text, 1e9);
      expect(whole.join('')).toBe(text);
      for (const longest of [1, 3, 40, 400]) {
        expect(inPieces(splitter(), text, longest), JSON.stringify(text)).toEqual(whole);
      }
    }
  });

  it('are cut when they are long, never inside a character', () => {
    const runs = runTokenizer().split('👍'.repeat(200) + 'a'.repeat(600));
    expect(runs.map(({ length }) => length)).toEqual([256, 144, 256, 256, 88]);
  });
});

const training =
  'low low low lower newest newest 나는 밥을 나는 밥을 먹었다. 👍👍 👍👍\r\nlow\r\n'.repeat(3);
const codec = TextCodec.fromText(training, { level: 'bpe' });

describe('level bpe', () => {
  it('has bytes, characters and what was merged, in this order', () => {
    const { tokens, unk, counts } = codec.vocabulary;
    expect(tokens.slice(0, 256)).toEqual(byteTokens);
    const characters = tokens.slice(256).filter((token) => [...token].length === 1);
    expect(tokens.slice(256, 256 + characters.length)).toEqual(characters);
    expect(characters).toEqual([...'\n\r나는다먹밥었을👍']);
    expect(tokens).toContain(' low');
    expect(tokens).toContain(' 나는');
    expect(tokens).toContain('\r\n');
    expect(unk).toBeUndefined();
    const ids = codec.encode(training);
    for (let id = 0; id < tokens.length; id++) {
      expect(counts[id], tokens[id]).toBe(ids.filter((other) => other === id).length);
    }
  });

  it('gives back every text, known characters or not', () => {
    expect(codec.decode(codec.encode('Jürgen 漢字 👩‍👩‍👧\r\n\t<0xED></s>'))).toBe(
      'Jürgen 漢字 👩‍👩‍👧\r\n\t<0xED></s>',
    );
    for (let round = 0; round < 300; round++) {
      const text = hardText(12);
      expect(codec.decode(codec.encode(text))).toBe(text);
    }
  });

  it('writes unknown characters as the bytes of UTF-8', () => {
    expect(codec.tokenizer.split(' 한low')).toEqual([' ', '<0xED>', '<0x95>', '<0x9C>', 'low']);
    expect(codec.decode(codec.encode('\ud83d'))).toBe('\ufffd');
  });

  it('gives the same symbols wherever text is cut', () => {
    for (let round = 0; round < 100; round++) {
      const text = hardText(12);
      const whole = codec.tokenizer.split(text);
      for (const longest of [1, 5, 100]) {
        expect(inPieces(codec.tokenizer.splitter(), text, longest)).toEqual(whole);
      }
    }
  });

  it('joins bytes when they make a character, and none that cannot', () => {
    const joiner = codec.tokenizer.joiner();
    expect(['<0xED>', '<0x95>', '<0x9C>', ' low'].map((token) => joiner.push(token))).toEqual([
      '',
      '',
      '한',
      ' low',
    ]);
    joiner.push('<0xED>');
    expect(joiner.push('A')).toBe('\ufffdA');
    joiner.push('<0xED>');
    expect(joiner.end()).toBe('\ufffd');
  });

  it('keeps to its size, with room for merges beside many characters', async () => {
    const syllables = Array.from({ length: 400 }, (_, n) => String.fromCharCode(0xac00 + n * 7));
    const text = `${syllables.join('')} ${'low lower '.repeat(9)}${syllables.slice(0, 300).join('')}`;
    const small = TextCodec.fromText(text, { level: 'bpe', vocabularySize: 300 });
    const { tokens } = small.vocabulary;
    expect(tokens.length).toBeLessThanOrEqual(300);
    expect(tokens.slice(256, 278).join('')).toBe(syllables.slice(0, 22).join(''));
    expect(tokens).toContain(' lower');
    expect(small.decode(small.encode(text))).toBe(text);
    const error = await failure(() =>
      TextCodec.fromText('ab', { level: 'bpe', vocabularySize: 257 }),
    );
    expect([error.code, error.message]).toEqual([
      'usage',
      expect.stringMatching(/257 has no room.*--vocab-size/),
    ]);
  });

  it('writes characters seen too seldom as bytes', () => {
    const rare = TextCodec.fromText('한글 글 글', { level: 'bpe', minCount: 2 });
    expect(rare.tokenizer.split('한글')).toEqual(['<0xED>', '<0x95>', '<0x9C>', '글']);
    expect(rare.vocabulary.counts[0xed]).toBe(1);
  });

  it('comes back from JSON', () => {
    const again = TextCodec.fromJSON(JSON.parse(JSON.stringify(codec)));
    expect(again.toJSON()).toEqual(codec.toJSON());
    const text = hardText(50);
    expect([...again.encode(text)]).toEqual([...codec.encode(text)]);
  });

  it.each<[string, (json: { tokens: string[]; merges: unknown }) => void, RegExp]>([
    ['no merges', (json) => { json.merges = undefined; }, /"merges" of level bpe is missing/],
    ['an unknown symbol', (json) => { json.merges = [['q', 'qq']]; }, /merge 1 is not a pair/],
    ['a merge of one', (json) => { json.merges = [['a']]; }, /merge 1 is not a pair/],
    ['numbers', (json) => { json.merges = [[1, 2]]; }, /merge 1 is not a pair/],
    ['other first symbols', (json) => { json.tokens[3] = 'qqq'; }, /256 bytes/],
  ])('refuses JSON with %s', async (_, spoil, message) => {
    const json = JSON.parse(JSON.stringify(codec));
    spoil(json);
    const error = await failure(() => TextCodec.fromJSON(json));
    expect([error.code, error.message]).toEqual(['format', expect.stringMatching(message)]);
  }); // biome-ignore format: a table
});

describe('a corpus of subwords', () => {
  it.each(['stream', 'lines', 'documents'] as const)(
    'has the ids of its text: %s',
    async (sequences) => {
      const file = folder.write('text.txt', training);
      const text = { level: 'bpe', sequences } as const;
      const corpus = await prepareCorpus({
        train: [{ file }],
        validation: [{ text: 'low 한\nnew' }],
        text,
      });
      const ids = new Int32Array(corpus.train.source.length);
      corpus.train.source.read(0, ids);
      const tidy = training.replaceAll('\r\n', '\n');
      expect(corpus.codec.decode(ids)).toBe(
        sequences === 'stream' ? training : sequences === 'lines' ? tidy : `${training.trim()}\n`,
      );
      expect(corpus.codec.vocabulary.has('한')).toBe(false);
      const other = new Int32Array(corpus.validation!.source.length);
      corpus.validation!.source.read(0, other);
      expect(corpus.codec.decode(other).trim()).toBe('low 한\nnew');
      const { counts } = corpus.codec.vocabulary;
      expect(counts.reduce((a, b) => a + b)).toBe(ids.length);
      const again = await prepareCorpus({ train: [{ file }], codec: corpus.codec });
      expect(again.train.source.length).toBe(ids.length);
    },
  );

  it('is learned in a moment (UNROLL_LARGE=1: of 5 MB in seconds)', () => {
    const words = Array.from({ length: 3000 }, () =>
      Array.from({ length: 2 + rng.below(8) }, () => 'etaoinshrdlu'[rng.below(12)]).join(''),
    );
    const size = process.env.UNROLL_LARGE ? 900_000 : 30_000;
    const text = Array.from(
      { length: size },
      () => words[Math.floor(rng.below(3000) * rng.uniform())],
    ).join(' ');
    const large = TextCodec.fromText(text, { level: 'bpe', vocabularySize: 1000 });
    expect(large.vocabulary.size).toBe(1000);
    expect(large.encode(text).length).toBeLessThan(text.length / 2);
  });

  it('is refused when it is one symbol', async () => {
    const error = await failure(() =>
      prepareCorpus({ train: [{ text: 'a' }], text: { level: 'bpe' } }),
    );
    expect(error.message).toMatch(/only one symbol long/);
  });
});
