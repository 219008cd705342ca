import { describe, expect, it } from 'vitest';
import { resolveTextOptions, type TextOptions } from '../../src/data/index.ts';
import { documentSplitter, lineSplitter } from '../../src/data/tokenizers/sequences.ts';
import { createTokenizer } from '../../src/data/tokenizers/table.ts';
import type { Splitter } from '../../src/data/tokenizers/tokenizer.ts';
import { keyFor, Rng } from '../../src/util/rng.ts';

const tokenizer = (options: TextOptions) => createTokenizer(resolveTextOptions(options));
const split = (options: TextOptions, text: string) => tokenizer(options).split(text);

/** Signs that are hard to cut: surrogates, marks, emoji sequences, flags, jamo, Indic conjuncts. */
const hard = [
  'a', 'B', ' ', '  ', '\n', '\r\n', '\r', '\t', '.', ',', '"', "don't", '3.14', 'é', 'e\u0301',
  '\u0301', '👩‍👩‍👧', '👍🏽', '🇰🇷', '🇫', '\u200d', '가', '각', '힣', 'ᄀ', 'ᅡ', 'ᆨ', 'ㅋ', '◌', '◌ᆨ', '한국어',
  'क्षि', '漢字', 'ですね', 'ไทย', '\ud83d', '\udc4d', '\ufe0f', '©', 'ﾞ', '￭', '<unk>', '</s>', '\u0600', 'İ',
]; // biome-ignore format: a table
const rng = new Rng(keyFor(7, 'data'));
const hardText = (n: number) =>
  Array.from({ length: n }, () => hard[rng.below(hard.length)]).join('');

function inPieces(splitter: Splitter, text: string, longest: number): string[] {
  const tokens: string[] = [];
  const emit = (token: string) => void tokens.push(token);
  for (let at = 0; at < text.length; ) {
    const length = 1 + rng.below(longest);
    splitter.push(text.slice(at, at + length), emit);
    at += length;
  }
  splitter.end(emit);
  return tokens;
}

const everyOption: TextOptions[] = [
  { level: 'byte' },
  { level: 'char' },
  { level: 'char', lowerCase: true },
  { level: 'grapheme' },
  { level: 'grapheme', lowerCase: true },
  { level: 'jamo' },
  { level: 'jamo', lowerCase: true },
  { level: 'word' },
  { level: 'word', punctuation: false, lowerCase: true },
  { level: 'word', split: 'spaces' },
  { level: 'word', split: 'spaces', lowerCase: true },
  { level: 'word', sequences: 'documents' },
];

describe('every level', () => {
  it.each(everyOption)('gives the same symbols wherever text is cut: %o', (options) => {
    const { splitter } = tokenizer(options);
    for (let round = 0; round < 60; round++) {
      const text = hardText(40);
      const whole = inPieces(splitter(), text, 1e9);
      for (const longest of [1, 3, 17]) {
        expect(inPieces(splitter(), text, longest), JSON.stringify(text)).toEqual(whole);
        expect(inPieces(lineSplitter(splitter()), text, longest)).toEqual(
          inPieces(lineSplitter(splitter()), text, 1e9),
        );
        expect(inPieces(documentSplitter(splitter()), text, longest)).toEqual(
          inPieces(documentSplitter(splitter()), text, 1e9),
        );
      }
    }
  });

  it.each(['char', 'grapheme', 'jamo'] as const)('decodes to the same text: %s', (level) => {
    const { split, join } = tokenizer({ level });
    for (let round = 0; round < 300; round++) {
      const text = hardText(30);
      expect(join(split(text))).toBe(text);
    }
  });
});

describe('bytes', () => {
  it('are those of UTF-8', () => {
    const text = 'a\n한👍';
    const names = [...Buffer.from(text)].map((byte) =>
      byte >= 32 && byte < 127
        ? String.fromCharCode(byte)
        : `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
    );
    expect(split({ level: 'byte' }, text)).toEqual(names);
    expect(tokenizer({ level: 'byte' }).join(names)).toBe(text);
  });

  it('wait in the decoder until they make a character', () => {
    const joiner = tokenizer({ level: 'byte' }).joiner();
    expect(['<0xED>', '<0x95>', '<0x9C>', 'x'].map((token) => joiner.push(token))).toEqual([
      '',
      '',
      '한',
      'x',
    ]);
    joiner.push('<0xED>');
    expect(joiner.end()).toBe('\ufffd');
    expect(joiner.push('y')).toBe('y');
  });
});

describe('characters', () => {
  it('are code points', () => {
    expect(split({ level: 'char' }, 'a👍\r\ne\u0301')).toEqual([
      'a',
      '👍',
      '\r',
      '\n',
      'e',
      '\u0301',
    ]);
  });

  it('are lower-cased one by one', () => {
    expect(split({ level: 'char', lowerCase: true }, 'AİΣ')).toEqual(['a', 'i', '\u0307', 'σ']);
  });
});

describe('graphemes', () => {
  it('are what Intl.Segmenter says of the whole text', () => {
    const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
    for (let round = 0; round < 400; round++) {
      const text = hardText(30);
      const wanted = [...segmenter.segment(text)].map(({ segment }) => segment);
      expect(split({ level: 'grapheme' }, text), JSON.stringify(text)).toEqual(wanted);
    }
  });

  it('of long runs and long clusters are found a window at a time', () => {
    const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
    const text = `${'क्षि 🇰🇷'.repeat(300)}e${'\u0301'.repeat(2000)}👩‍👩‍👧${'क'.repeat(600)}`;
    const wanted = [...segmenter.segment(text)].map(({ segment }) => segment);
    expect(split({ level: 'grapheme' }, text)).toEqual(wanted);
    expect(inPieces(tokenizer({ level: 'grapheme' }).splitter(), text, 700)).toEqual(wanted);
  });

  it('take the short cut only where there is always a border', () => {
    const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
    // Code points of the basic plane (UNROLL_LARGE=1: each) between letters of the short cut, and after a doubtful one.
    for (let point = 1; point < 0xffff; point += process.env.UNROLL_LARGE ? 1 : 7) {
      const sign = String.fromCharCode(point);
      for (const text of [`a${sign}${sign}b`, `\u0600${sign}가`]) {
        const wanted = [...segmenter.segment(text)].map(({ segment }) => segment);
        const found = split({ level: 'grapheme' }, text);
        if (found.join('|') !== wanted.join('|'))
          expect(found, `U+${point.toString(16)}`).toEqual(wanted);
      }
    }
  });
});

describe('jamo', () => {
  it('of a syllable are its canonical decomposition', () => {
    for (let unit = 0xac00; unit <= 0xd7a3; unit++) {
      const syllable = String.fromCharCode(unit);
      expect(split({ level: 'jamo' }, syllable)).toEqual([...syllable.normalize('NFD')]);
    }
  });

  it('in the text by themselves stay apart from those of syllables', () => {
    const { split: cut, join } = tokenizer({ level: 'jamo' });
    const loose = '한'.normalize('NFD');
    expect(cut(loose)).toEqual(['◌ᄒ', '◌ᅡ', '◌ᆫ']);
    for (const text of [loose, `가${'ᆨ'}`, `ᄀ각`, '◌ᆨ', 'ㅋㅋ가ᅡ'])
      expect(join(cut(text))).toBe(text);
  });

  it('are put together as soon as the syllable is certain', () => {
    const joiner = tokenizer({ level: 'jamo' }).joiner();
    const given = ['ᄒ', 'ᅡ', 'ᆫ', 'ᄀ', 'ᅮ', 'ᄀ', 'ᅥ', ' '].map((jamo) => joiner.push(jamo));
    expect(given).toEqual(['', '', '한', '', '', '구', '', '거 ']);
    joiner.push('ᄏ');
    expect(joiner.end()).toBe('ᄏ');
    expect(['ᅡ', 'ᆫ'].map((jamo) => joiner.push(jamo))).toEqual(['ᅡ', 'ᆫ']);
  });
});

describe('words', () => {
  const english = '"Yes," he said - don\'t e-mail (or\tcall)  me...\nBye';
  it('of English come with joined punctuation', () => {
    expect(split({ level: 'word' }, english)).toEqual([
      '"￭', 'Yes', '￭,', '￭"', 'he', 'said', '-', "don't", 'e', '￭-￭', 'mail', '(￭', 'or', 'call', '￭)',
      'me', '￭.', '￭.', '￭.', '</s>', 'Bye',
    ]); // biome-ignore format: a list
  });

  it('of Korean keep their particles and lose no mark', () => {
    const text = '나는 밥을 먹었다. ㅋㅋㅋ 좋아요!!';
    expect(split({ level: 'word' }, text)).toEqual([
      '나는',
      '밥을',
      '먹었다',
      '￭.',
      'ㅋㅋㅋ',
      '좋아요',
      '￭!',
      '￭!',
    ]);
    expect(tokenizer({ level: 'word' }).join(split({ level: 'word' }, text))).toBe(text);
  });

  it('decode to the text up to runs of white space', () => {
    const { split: cut, join } = tokenizer({ level: 'word' });
    expect(join(cut(english))).toBe('"Yes," he said - don\'t e-mail (or call) me...\nBye');
    for (let round = 0; round < 200; round++) {
      const text = hardText(30).replaceAll('￭', '■').replaceAll('</s>', '');
      const tidy = text
        .replace(/\r\n/g, '\n')
        .split('\n')
        .map((line) => line.trim().replace(/\s+/gu, ' '));
      expect(join(cut(text)).replace(/\s+/gu, ' ').trim()).toBe(
        tidy.join(' ').replace(/\s+/gu, ' ').trim(),
      );
    }
  });

  it('come alone without punctuation', () => {
    const options: TextOptions = { level: 'word', punctuation: false, lowerCase: true };
    expect(split(options, english)).toEqual([
      'yes',
      'he',
      'said',
      "don't",
      'e',
      'mail',
      'or',
      'call',
      'me',
      '</s>',
      'bye',
    ]);
  });

  it('are what Intl.Segmenter says, by the short cut too', () => {
    const segmenter = new Intl.Segmenter('en', { granularity: 'word' });
    const signs = [...'aZ09가힣.,!?;:"\')( \n한국x-_é'];
    for (let round = 0; round < 3000; round++) {
      const text = Array.from({ length: 12 }, () => signs[rng.below(signs.length)]).join('');
      const wanted = [...segmenter.segment(text)].map(({ segment }) => segment);
      const found = split({ level: 'word' }, text).map((token) => token.replace(/^￭|￭$/gu, ''));
      expect(found, text).toEqual(
        wanted
          .filter((word) => word === '\n' || word.trim() !== '')
          .map((word) => (word === '\n' ? '</s>' : word)),
      );
    }
  });

  it('of text without white space are found a few thousand characters at a time and joined again', () => {
    const { splitter, split: cut, join } = tokenizer({ level: 'word' });
    for (const text of ['가나,'.repeat(5000), 'a'.repeat(10_000), '👍'.repeat(5000)]) {
      expect(join(cut(text))).toBe(text);
      expect(inPieces(splitter(), text, 3000)).toEqual(cut(text));
    }
    expect(new Set(cut('가나,'.repeat(5000)))).toEqual(new Set(['가나', '￭,￭', '￭,', '￭가나']));
  });

  it('split by spaces are taken as they stand, with <unk> and line ends as special symbols', () => {
    const text = ' = Title = \n\n a <unk> <s> l@-@m ,\n';
    expect(split({ level: 'word', split: 'spaces' }, text)).toEqual([
      '=', 'Title', '=', '</s>', '</s>', 'a', '<unk>', '<s>', 'l@-@m', ',', '</s>',
    ]); // biome-ignore format: a list
    expect(split({ level: 'word', split: 'spaces', sequences: 'lines' }, '<s> a b </s>')).toEqual([
      'a',
      'b',
    ]);
  });
});

describe('sequences', () => {
  const cut = (wrap: (inner: Splitter) => Splitter, text: string) => {
    const tokens = inPieces(wrap(tokenizer({ level: 'char' }).splitter()), text, 1e9);
    return tokens.join('').split('<s>').slice(1);
  };
  it('are lines without their ends, empty ones left out', () => {
    expect(cut(lineSplitter, 'a\r\n\n\nb c\n\r\nd')).toEqual(['a</s>', 'b c</s>', 'd</s>']);
  });

  it('are documents between blank lines, with the line ends inside', () => {
    expect(cut(documentSplitter, '\n\n  a\nb\n \t\n\n c\r\nd\r\n\r\ne\n')).toEqual([
      '  a\nb</s>',
      ' c\r\nd</s>',
      'e</s>',
    ]);
  });
});
