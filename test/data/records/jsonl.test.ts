import { describe, expect, it } from 'vitest';
import {
  jsonField,
  jsonText,
  readJsonl,
  readJsonObjects,
} from '../../../src/data/records/jsonl.ts';
import { readAll, readLines } from '../../../src/data/records/source.ts';
import { failure, temporaryFolder } from '../files.ts';
import { all, readFailure, textSource } from './read.ts';

const folder = temporaryFolder();

describe('lines', () => {
  it('come without their ends, wherever the text is cut', async () => {
    const text = 'a\r\n\nb\rc\n\r\nd';
    for (const length of [1, 2, 5, 100]) {
      const lines = await all(readLines(textSource(text, 'x', length)));
      expect(lines.map(({ line, text }) => [line, text])).toEqual([
        [1, 'a'],
        [2, ''],
        [3, 'b\rc'],
        [4, ''],
        [5, 'd'],
      ]);
    }
  });

  it('of text in pieces lose a byte order mark', async () => {
    expect(await all(readLines(textSource('\ufeffa\ufeff', 'x', 1)))).toEqual([
      { name: 'x', line: 1, text: 'a\ufeff' },
    ]);
  });

  it('of an absent file are an error that names it', async () => {
    expect(await readFailure(() => readLines(`${folder.path}/none.txt`))).toEqual([
      'file',
      expect.stringContaining('none.txt does not exist'),
    ]);
  });

  it('stop when told to', async () => {
    const signal = AbortSignal.abort();
    await expect(all(readLines(textSource('a'), { signal }))).rejects.toThrow(/abort/);
  });
});

describe('JSON lines', () => {
  it('are values with their lines; empty lines are passed over', async () => {
    const file = folder.write('a.jsonl', '\ufeff{"a":1}\r\n\n  \n[2]\n"한"');
    const records = await all(readJsonl(file));
    expect(records.map(({ line, value }) => [line, value])).toEqual([
      [1, { a: 1 }],
      [4, [2]],
      [5, '한'],
    ]);
  });

  it('that are broken are named', async () => {
    expect(await readFailure(() => readJsonl(textSource('{}\n\n{"a":\n', 'a.jsonl')))).toEqual([
      'data',
      expect.stringMatching(/^a\.jsonl, line 3: it is not JSON \(.*JSON/),
    ]);
  });

  it('must be objects where fields are asked for', async () => {
    expect(await readFailure(() => readJsonObjects(textSource('{}\n[1]\n', 'a.jsonl')))).toEqual([
      'data',
      'a.jsonl, line 2: expected a JSON object ({…}) but found [1]',
    ]);
  });

  it('without a field name those that are there', async () => {
    const [record, empty] = await all(
      readJsonObjects(textSource('{"a":1,"b":"x"}\n{}', 'a.jsonl')),
    );
    expect(jsonField(record, 'a')).toBe(1);
    expect(jsonText(record, 'a', { plain: true })).toBe('1');
    expect((await failure(() => jsonField(record, 'c', '--text-column'))).message).toBe(
      'a.jsonl, line 1: the field "c" is missing: its fields are "a", "b"; choose one with --text-column',
    );
    expect((await failure(() => jsonText(record, 'a'))).message).toMatch(
      /"a" must be a string but is 1/,
    );
    expect((await failure(() => jsonField(empty, 'toString'))).message).toMatch(/it has none$/);
  });

  it('all at once are at least one', async () => {
    const source = textSource('\n\n', 'a.jsonl');
    const { code, message } = await failure(() => readAll(readJsonl(source), source));
    expect([code, message]).toEqual(['data', 'a.jsonl has no records: there is nothing to read']);
    expect(await readAll(readJsonl(textSource('1\n2')), source)).toHaveLength(2);
  });
});
