import { describe, expect, it } from 'vitest';
import {
  type LabelledTextOptions,
  readLabelledText,
} from '../../../src/data/records/labelled-text.ts';
import { readPairs } from '../../../src/data/records/pairs.ts';
import { all, readFailure, textSource } from './read.ts';

const pairs = (text: string, name = 'data.tsv') => all(readPairs(textSource(text, name)));
const refusedPair = (text: string, name = 'data.tsv') =>
  readFailure(() => readPairs(textSource(text, name)));

describe('pairs', () => {
  it('of tabs have a target and further references', async () => {
    expect(await pairs('ein Hund\ta dog\r\n\n"x\ty\tz\n')).toEqual([
      { name: 'data.tsv', line: 1, source: 'ein Hund', targets: ['a dog'] },
      { name: 'data.tsv', line: 3, source: '"x', targets: ['y', 'z'] },
    ]);
  });

  it('of JSON lines have a target or targets', async () => {
    const text = '{"source":"a","target":"b"}\n{"source":"c","targets":["d","e"],"id":3}';
    expect(await pairs(text, 'data.jsonl')).toEqual([
      { name: 'data.jsonl', line: 1, source: 'a', targets: ['b'] },
      { name: 'data.jsonl', line: 2, source: 'c', targets: ['d', 'e'] },
    ]);
  });

  it.each([
    ['no tab', 'a\tb\nc d\n', 'data.tsv', /^data\.tsv, line 2: expected source TAB target/],
    ['no source', ' \tb\n', 'data.tsv', /line 1: the source is empty/],
    ['an empty target', 'a\t\n', 'data.tsv', /line 1: the target is empty/],
    ['an empty reference', 'a\tb\t\n', 'data.tsv', /line 1: reference 2 is empty/],
    ['no target field', '{"source":"a"}', 'a.jsonl', /line 1: the field "target" is missing/],
    ['no targets', '{"source":"a","targets":[]}', 'a.jsonl', /line 1: it has no targets/],
    [
      'targets of numbers',
      '{"source":"a","targets":[1]}',
      'a.jsonl',
      /list of strings but is \[1\]/,
    ],
    ['two kinds of targets', '{"source":"a","targets":["b"],"target":"b"}', 'a.jsonl', /keep one/],
  ])('refuse %s', async (_, text, name, message) => {
    expect(await refusedPair(text, name)).toEqual(['data', expect.stringMatching(message)]);
  });
});

const texts = async (text: string, options: LabelledTextOptions = {}, name = 'data.txt') =>
  (await all(readLabelledText(textSource(text, name), options))).map((record) => [
    record.line,
    record.label,
    record.text,
  ]);

describe('labelled texts', () => {
  it.each<[string, string, LabelledTextOptions, string]>([
    ['label TAB text', 'pos\tgood\tfilm\n\nneg\tbad\n', {}, 'data.txt'],
    ['text TAB label', 'good\tfilm\tpos\n\nbad\tneg\n', { layout: 'text-tab-label' }, 'data.txt'],
    ['a table', 'label,text\n pos ,good\tfilm\nneg,bad\n', {}, 'data.csv'],
    [
      'JSON lines',
      '{"label":"pos","text":"good\\tfilm"}\n{"label":"neg","text":"bad"}',
      {},
      'data.jsonl',
    ],
    [
      'columns by name',
      'y;x\npos;good\tfilm\nneg;bad\n',
      { layout: 'table', delimiter: ';', textColumn: 'x', labelColumn: 'y' },
      'data.txt',
    ],
  ])('come from %s', async (_, text, options, name) => {
    const found = await texts(text, options, name);
    expect(found.map(([, ...rest]) => rest)).toEqual([
      ['pos', 'good\tfilm'],
      ['neg', 'bad'],
    ]);
  });

  it('may follow a label and a space', async () => {
    expect(await texts('DESC:def What is it ?\n', { layout: 'label-space-text' })).toEqual([
      [1, 'DESC:def', 'What is it ?'],
    ]);
  });

  it('have labels that are numbers or truth values in JSON', async () => {
    const text = '{"label":1,"text":"a"}\n{"label":false,"text":"b"}';
    expect(await texts(text, {}, 'a.jsonl')).toEqual([
      [1, '1', 'a'],
      [2, 'false', 'b'],
    ]);
  });

  it.each<[string, string, LabelledTextOptions, string, RegExp]>([
    ['no tab', 'a\tb\nc\n', {}, 'data.txt', /line 2: expected label TAB text .*--layout/],
    ['no space', 'a\n', { layout: 'label-space-text' }, 'data.txt', /line 1: .*no space/],
    ['an empty label', '\tb\n', {}, 'data.txt', /line 1: the label is empty/],
    ['an empty text', 'a\t \n', {}, 'data.txt', /line 1: the text is empty/],
    [
      'a missing column',
      'a,text\n1,2\n',
      {},
      'd.csv',
      /no column "label".*"a" and "text".*--label-column/,
    ],
    [
      'a missing field',
      '{"text":"a"}',
      {},
      'd.jsonl',
      /line 1: the field "label" is missing.*--label-column/,
    ],
    [
      'a label that is a list',
      '{"text":"a","label":[]}',
      {},
      'd.jsonl',
      /"label" must be a string/,
    ],
  ])('refuse %s', async (_, text, options, name, message) => {
    expect(await readFailure(() => readLabelledText(textSource(text, name), options))).toEqual([
      'data',
      expect.stringMatching(message),
    ]);
  });
});
