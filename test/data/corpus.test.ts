import { closeSync, existsSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type CorpusPart,
  openCorpus,
  prepareCorpus,
  readText,
  TextCodec,
  type TextOptions,
} from '../../src/data/index.ts';
import { failure, sharedData, temporaryFolder } from './files.ts';

const folder = temporaryFolder();
const ids = ({ source }: CorpusPart) => {
  const all = new Int32Array(source.length);
  source.read(0, all);
  return all;
};

describe('a corpus', () => {
  const text = 'The cat sat.\r\n나는 밥을 먹었다!\n\nThe end 👍\n'.repeat(40);
  const file = folder.write('text.txt', text);
  const tokenFiles = {
    train: join(folder.path, 'train.tokens'),
    validation: join(folder.path, 'val.tokens'),
  };

  it.each<TextOptions>([
    { level: 'byte' },
    { level: 'char' },
    { level: 'grapheme' },
    { level: 'jamo' },
    { level: 'word' },
    { level: 'word', split: 'spaces' },
  ])('is the same from memory, from a file and in a token file: %o', async (options) => {
    const whole = TextCodec.fromText(text, options);
    const memory = await prepareCorpus({ train: [{ text }], text: options });
    const stored = await prepareCorpus({ train: [{ file }], text: options, tokenFiles });
    expect(memory.codec.toJSON()).toEqual(whole.toJSON());
    expect(stored.codec.toJSON()).toEqual(whole.toJSON());
    expect(ids(memory.train)).toEqual(whole.encode(text));
    expect(ids(stored.train)).toEqual(whole.encode(text));
    stored.close();
    const again = openCorpus(whole, tokenFiles, 0.1);
    expect(again.train.source.length).toBe(
      memory.train.source.length - again.validation!.source.length,
    );
    again.close();
    const other = TextCodec.fromText('other text', {});
    expect((await failure(() => openCorpus(other, tokenFiles))).code).toBe('format');
  });

  it('has lines and documents with <s> and </s>', async () => {
    const lines = await prepareCorpus({ train: [{ file }], text: { sequences: 'lines' } });
    expect(lines.train.sequences?.count).toBe(120);
    expect(lines.codec.decode(ids(lines.train))).toBe(
      'The cat sat.\n나는 밥을 먹었다!\nThe end 👍\n'.repeat(40),
    );
    const documents = await prepareCorpus({
      train: [{ file }, { file }],
      text: { level: 'word', sequences: 'documents' },
    });
    expect(documents.train.sequences?.count).toBe(82);
    expect(documents.codec.decode(ids(documents.train))).toBe(
      `${'The cat sat.\n나는 밥을 먹었다!\nThe end 👍\n'.repeat(40)}`.repeat(2),
    );
  });

  it('reads any bytes at level byte, line by line too', async () => {
    const binary = folder.write('binary', Uint8Array.of(0, 255, 10, 10, 128, 13, 10));
    const stream = await prepareCorpus({ train: [{ file: binary }], text: { level: 'byte' } });
    expect([...ids(stream.train)]).toEqual([0, 255, 10, 10, 128, 13, 10]);
    const lines = await prepareCorpus({
      train: [{ file: binary }],
      text: { level: 'byte', sequences: 'lines' },
    });
    expect([...ids(lines.train)]).toEqual([256, 0, 255, 257, 256, 128, 257]);
  });

  it('knows the characters of a separate validation text, but not its words', async () => {
    const options = { train: [{ text: 'abab' }], validation: [{ text: 'abc' }] };
    const characters = await prepareCorpus(options);
    expect(characters.codec.vocabulary.tokens).toEqual(['a', 'b', 'c']);
    expect([...ids(characters.validation!)]).toEqual([0, 1, 2]);
    const words = await prepareCorpus({
      train: [{ text: 'a b' }],
      validation: [{ text: 'a c' }],
      text: { level: 'word' },
    });
    expect([...ids(words.validation!)]).toEqual([0, words.codec.vocabulary.unk]);
  });

  it('uses the symbols of a given model, and names the file and place of a strange one', async () => {
    const codec = TextCodec.fromText('abc');
    const { train } = await prepareCorpus({ train: [{ text: 'cab' }], codec });
    expect([...ids(train)]).toEqual([2, 0, 1]);
    const strange = folder.write('strange.txt', 'abx');
    const { message } = await failure(() =>
      prepareCorpus({ train: [{ file: strange }], codec, tokenFiles }),
    );
    expect(message).toContain(`"x" (U+0078), symbol 3 of ${strange}`);
    expect(readdirSync(folder.path).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it.each<[string, string, RegExp]>([
    ['one.txt', 'a', /one\.txt is only one symbol long/],
    ['same.txt', 'aaaa', /same\.txt is "a" again and again/],
    ['none.txt', '\n\n', /none\.txt is "\\n" again and again/],
    ['empty.txt', '', /empty\.txt is empty/],
  ])('refuses %s', async (name, data, message) => {
    const error = await failure(() =>
      prepareCorpus({ train: [{ file: folder.write(name, data) }] }),
    );
    expect([error.code, error.message]).toEqual(['data', expect.stringMatching(message)]);
  });

  it('refuses text that holds no symbols', async () => {
    const lines = await failure(() =>
      prepareCorpus({ train: [{ text: '\n\n' }], text: { sequences: 'lines' } }),
    );
    expect(lines.message).toMatch(/the text holds no symbols/);
    expect((await failure(() => prepareCorpus({ train: [{ text: '' }] }))).message).toMatch(
      /empty/,
    );
    expect((await failure(() => prepareCorpus({ train: [] }))).message).toMatch(/no text/);
  });

  it('leaves no token file when it is stopped', async () => {
    const path = join(folder.path, 'stopped.tokens');
    const controller = new AbortController();
    await expect(
      prepareCorpus({
        train: [{ file }],
        tokenFiles: { train: path, validation: path },
        signal: controller.signal,
        progress: (pass) => pass === 'encode' && controller.abort(),
      }),
    ).rejects.toThrow(/abort/);
    expect(existsSync(path)).toBe(false);
    expect(readdirSync(folder.path).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('known corpora', () => {
  it('tiny Shakespeare has 65 characters', async (context) => {
    const file = sharedData('text/tinyshakespeare.txt') ?? context.skip();
    const { codec, train, validation } = await prepareCorpus({
      train: [{ file }],
      validation: 0.1,
    });
    expect(codec.vocabulary.size).toBe(65);
    expect([train.source.length, validation?.source.length]).toEqual([1_003_854, 111_540]);
    expect(codec.decode(ids(train)) + codec.decode(ids(validation!))).toBe(await readText(file));
  });

  // From the data folder's README: 217,646 tokens with one end-of-line token a line, which is one of the 13,777 words.
  it('the WikiText-2 validation file has its published words', async (context) => {
    const file = sharedData('text/wikitext2.valid.txt') ?? context.skip();
    const { codec, train } = await prepareCorpus({
      train: [{ file }],
      text: { level: 'word', split: 'spaces' },
    });
    expect(train.source.length).toBe(217_646);
    expect(codec.vocabulary.size).toBe(13_777);
    expect(codec.vocabulary.counts[codec.vocabulary.eos!]).toBe(3760);
  });

  it('Korean reviews come back from jamo and from words', async (context) => {
    const file = sharedData('classification/nsmc-rebuilt.test.tsv') ?? context.skip();
    const text = (await readText(file))
      .split('\n')
      .slice(1, 3000)
      .map((row) => row.split('\t')[1])
      .join('\n');
    const jamo = TextCodec.fromText(text, { level: 'jamo' });
    expect(jamo.decode(jamo.encode(text))).toBe(text);
    expect(jamo.vocabulary.size).toBeLessThan(TextCodec.fromText(text).vocabulary.size / 2);
    const words = TextCodec.fromText(text, { level: 'word' });
    const tidy = (shown: string) => shown.replace(/[^\S\n]+/gu, ' ').replace(/^ | $/gmu, '');
    expect(words.decode(words.encode(text))).toBe(tidy(text));
  });

  it('movie reviews in windows-1252 are read when it is named', async (context) => {
    const file = sharedData('classification/rt-polarity.pos') ?? context.skip();
    expect((await failure(() => readText(file))).message).toMatch(/^byte 4645 of/);
    expect((await readText(file, { encoding: 'windows-1252' })).split('\n').length).toBe(5332);
  });
});

/** Writes about `megabytes` of words, Korean and numbers that come once each, and measures the memory that encoding needs above the baseline. */
async function peakAbove(megabytes: number, options: TextOptions): Promise<number> {
  const before = process.memoryUsage.rss();
  const file = join(folder.path, 'large.txt');
  const handle = openSync(file, 'w');
  const line = (i: number) =>
    `line ${i % 5000} says: the cat no. ${i % 997} sat on mat ${i}; 나는 밥을 먹었다.\n`;
  for (let i = 0, written = 0; written < megabytes * 1e6; ) {
    let piece = '';
    for (const end = i + 5000; i < end; i++) piece += line(i);
    written += writeSync(handle, piece);
  }
  closeSync(handle);
  const tokenFiles = { train: `${file}.tokens`, validation: `${file}.val` };
  let peak = before;
  const progress = () => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const corpus = await prepareCorpus({ train: [{ file }], text: options, tokenFiles, progress });
  progress();
  corpus.close();
  rmSync(file);
  rmSync(tokenFiles.train);
  return (peak - before) / 1e6;
}

describe('memory for encoding a file', () => {
  it('does not grow with the file', async () => {
    expect(await peakAbove(12, { level: 'char' })).toBeLessThan(150);
  });

  // UNROLL_LARGE=1: minutes.
  it
    .runIf(process.env.UNROLL_LARGE)
    .each<TextOptions>([
      { level: 'char' },
      { level: 'jamo' },
      { level: 'grapheme' },
      { level: 'word', minCount: 2 },
      { level: 'word', minCount: 2, split: 'spaces', sequences: 'lines' },
    ])(
    'stays under 300 MB for 100 MB of text: %o',
    async (options) => {
      const start = performance.now();
      const peak = await peakAbove(100, options);
      console.log(
        `${JSON.stringify(options)}: ${peak.toFixed(0)} MB, ${((performance.now() - start) / 1000).toFixed(0)} s`,
      );
      expect(peak).toBeLessThan(300);
    },
    600_000,
  );
});
