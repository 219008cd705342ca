import { describe, expect, it } from 'vitest';
import {
  countCharacters,
  memorySource,
  resolveTextOptions,
  TextCodec,
  type TextOptions,
} from '../../src/data/index.ts';
import { UnrollError } from '../../src/util/errors.ts';

const codec = (text: string, options?: TextOptions) => TextCodec.fromText(text, options);
const failure = (action: () => unknown): UnrollError => {
  try {
    action();
  } catch (error) {
    if (error instanceof UnrollError) return error;
    throw error;
  }
  throw new Error('expected an UnrollError');
};

describe('a vocabulary of characters', () => {
  it('is exactly the distinct characters in code point order', () => {
    const { vocabulary } = codec('hello, 👍ﬀ한');
    expect(vocabulary.tokens).toEqual([' ', ',', 'e', 'h', 'l', 'o', '한', 'ﬀ', '👍']);
    expect(vocabulary.counts[4]).toBe(2);
    expect([vocabulary.unk, vocabulary.bos, vocabulary.eos]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('names an unknown character and its place where there is no <unk>', () => {
    const { code, message } = failure(() => codec('hello').encode('hélo'));
    expect(code).toBe('data');
    expect(message).toMatch(/^"é" \(U\+00E9\), symbol 2 of the text, is not among the 4 symbols/);
  });

  it('has <unk> when asked, and when rare symbols are dropped', () => {
    const asked = codec('hello', { unk: true });
    expect(asked.vocabulary.tokens).toEqual(['e', 'h', 'l', 'o', '<unk>']);
    expect([...asked.encode('help')]).toEqual([1, 0, 2, 4]);
    expect(asked.decode([1, 4])).toBe('h\ufffd');
    const dropped = codec('hello', { minCount: 2 });
    expect(dropped.vocabulary.tokens).toEqual(['l', '<unk>']);
    expect(dropped.vocabulary.counts).toEqual([2, 3]);
  });

  it('keeps the most frequent symbols, specials counted in', () => {
    expect(codec('aabbbc', { vocabularySize: 3 }).vocabulary.tokens).toEqual(['a', 'b', '<unk>']);
    const words = 'e e e a a b b c\nc d\n\n\n\n'; // a, b and c come twice
    const sized = (vocabularySize: number) =>
      codec(words, { level: 'word', vocabularySize }).vocabulary.toJSON();
    expect(sized(5).tokens).toEqual(['e', 'a', 'b', '<unk>', '</s>']);
    expect(sized(5).counts).toEqual([3, 2, 2, 3, 5]);
    expect(sized(3).tokens).toEqual(['e', '<unk>', '</s>']);
    expect(sized(7).tokens).toEqual(['e', 'a', 'b', 'c', 'd', '<unk>', '</s>']);
    expect(sized(99).tokens).toEqual(sized(7).tokens);
    expect(failure(() => codec('ab', { level: 'word', vocabularySize: 2 })).message).toMatch(
      /no room/,
    );
  });
});

describe('a vocabulary of words', () => {
  it('has the most frequent words first and specials last', () => {
    const { vocabulary } = codec('the cat\nthe dog\n', { level: 'word' });
    expect(vocabulary.tokens).toEqual(['the', 'cat', 'dog', '<unk>', '</s>']);
    expect(vocabulary.counts).toEqual([2, 1, 1, 0, 2]);
    expect([vocabulary.unk, vocabulary.eos, vocabulary.bos]).toEqual([3, 4, undefined]);
  });

  it('maps <unk> in pre-tokenised text to the unknown symbol', () => {
    const words = codec('a <unk> b\n', { level: 'word', split: 'spaces' });
    expect([...words.encode('<unk> never a\n')]).toEqual([2, 2, 0, 3]);
    expect(words.decode([0, 2, 3, 1])).toBe('a <unk>\nb');
  });

  it('finds a word whose joiner differs before it gives up', () => {
    const words = codec('"Yes" no.', { level: 'word' });
    const [yes] = words.encode('Yes');
    expect(words.decode(words.encode('No: Yes'))).toBe('<unk> <unk> Yes');
    expect([...words.encode('.')]).toEqual([words.vocabulary.id('￭.')]);
    expect(words.vocabulary.token(yes)).toBe('Yes');
  });
});

describe('a vocabulary of bytes', () => {
  it('is the 256 bytes, whose ids they are', () => {
    const bytes = codec('a', { level: 'byte' });
    expect(bytes.vocabulary.size).toBe(256);
    expect([...bytes.encode('é\n')]).toEqual([0xc3, 0xa9, 10]);
  });

  it('has <s> and </s> after the bytes for lines', () => {
    const { vocabulary } = codec('a', { level: 'byte', sequences: 'lines' });
    expect([vocabulary.bos, vocabulary.eos]).toEqual([256, 257]);
  });
});

describe('a codec', () => {
  const samples: TextOptions[] = [
    { level: 'byte' },
    { level: 'char', unk: true },
    { level: 'grapheme', lowerCase: true },
    { level: 'jamo', sequences: 'lines' },
    { level: 'word', punctuation: false },
    { level: 'word', split: 'spaces', minCount: 2 },
  ];
  it.each(samples)('is the same after JSON: %o', (options) => {
    const before = codec('나는 the cat, the 밥.', options);
    const after = TextCodec.fromJSON(JSON.parse(JSON.stringify(before)));
    expect(after.toJSON()).toEqual(before.toJSON());
    expect(after.encode('the cat')).toEqual(before.encode('the cat'));
  });

  it('records the ICU version where Unicode data cuts the text', () => {
    expect(codec('a b', { level: 'word' }).toJSON().icu).toBe(process.versions.icu);
    expect(codec('a b', { level: 'word', split: 'spaces' }).toJSON().icu).toBeUndefined();
    const old = { ...codec('a b', { level: 'grapheme' }).toJSON(), icu: '1.0' };
    expect(TextCodec.fromJSON(old).icuDiffers).toBe(true);
    expect(codec('a b', { level: 'grapheme' }).icuDiffers).toBe(false);
  });

  it('adds <s> and </s> to a sequence only when asked', () => {
    const lines = codec('ab', { sequences: 'lines' });
    expect([...lines.encode('ab')]).toEqual([0, 1]);
    expect([...lines.encodeSequence('ab')]).toEqual([2, 0, 1, 3]);
    expect(lines.decode([2, 0, 1, 3])).toBe('ab\n');
  });

  it('counts the characters that ids stand for', () => {
    const jamo = codec('한국 사람', { level: 'jamo' });
    expect(countCharacters(jamo, memorySource(jamo.encode('한국 사람')))).toBe(5);
    const words = codec('Hi there.\n', { level: 'word' });
    expect(countCharacters(words, memorySource(words.encode('Hi there.\n')))).toBe(10);
  });

  it('goes on after a prime whose text was given out already', () => {
    const jamo = codec('하 한', { level: 'jamo' });
    const decoder = jamo.decoder();
    for (const id of jamo.encode('하')) decoder.push(id);
    expect(decoder.end()).toBe('하');
    const final = decoder.push(jamo.vocabulary.id('ᆫ'));
    expect(`하${final}`.normalize('NFC')).toBe('한');
    const words = codec('the cat, sat', { level: 'word' });
    const next = words.decoder();
    for (const id of words.encode('the')) next.push(id);
    next.end();
    expect([...words.encode('cat, sat')].map((id) => next.push(id))).toEqual([' cat', ',', ' sat']);
  });

  it('refuses ids outside the vocabulary', () => {
    expect(failure(() => codec('ab').decode([2])).message).toMatch(/from 0 to 1 but received 2/);
  });

  it.each([
    [null, /not a JSON object/],
    [{}, /format undefined/],
    [{ format: 2 }, /format 2 but this version reads format 1/],
    [{ format: 1 }, /"level"/],
    [{ format: 1, level: 'char' }, /"options"/],
    [{ format: 1, level: 'char', options: {} }, /"tokens"/],
    [{ format: 1, level: 'char', options: {}, tokens: ['a', 1] }, /"tokens"/],
    [{ format: 1, level: 'char', options: {}, tokens: ['a'] }, /"counts"/],
    [{ format: 1, level: 'char', options: {}, tokens: ['a'], counts: [1] }, /"specials"/],
    [
      { format: 1, level: 'char', options: {}, tokens: ['a'], counts: [], specials: {} },
      /1 symbols but 0 counts/,
    ],
    [
      { format: 1, level: 'char', options: {}, tokens: ['a', 'a'], counts: [1, 1], specials: {} },
      /twice/,
    ],
    [
      { format: 1, level: 'char', options: {}, tokens: ['a'], counts: [1], specials: { unk: 0 } },
      /should be <unk>/,
    ],
    [
      { format: 1, level: 'syllable', options: {}, tokens: ['a'], counts: [1], specials: {} },
      /level/,
    ],
  ])('refuses a broken vocabulary file %#', (json, message) => {
    const error = failure(() => TextCodec.fromJSON(json));
    expect(error.code).toBe('format');
    expect(error.message).toMatch(message);
  });
});

describe('text options', () => {
  it.each<[TextOptions, string, RegExp]>([
    [{ level: 'syllable' as 'char' }, 'usage', /one of byte, .*bpe but received "syllable"/],
    [{ level: 'bpe', unk: true }, 'usage', /level bpe .* has no <unk>/],
    [{ level: 'byte', minCount: 2 }, 'usage', /256 symbols/],
    [{ level: 'byte', unk: true }, 'usage', /256 symbols/],
    [{ level: 'char', split: 'spaces' }, 'usage', /level word, but the level is char/],
    [{ level: 'char', punctuation: false }, 'usage', /level word/],
    [{ level: 'word', split: 'spaces', punctuation: false }, 'usage', /as it is/],
    [{ minCount: 0 }, 'usage', /positive integer but received 0/],
    [{ vocabularySize: 1.5 }, 'usage', /at least 2 but received 1.5/],
    [{ minCount: 2, unk: false }, 'usage', /needs <unk>/],
  ])('refuse %o', (options, code, message) => {
    const error = failure(() => resolveTextOptions(options));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });
});
