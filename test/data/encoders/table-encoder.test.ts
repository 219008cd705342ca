import { describe, expect, it } from 'vitest';
import {
  TableEncoder,
  type TableEncoderOptions,
} from '../../../src/data/encoders/table-encoder.ts';
import { readCsv } from '../../../src/data/records/csv.ts';
import { failure } from '../files.ts';
import { all, textSource } from '../records/read.ts';

const rows = (text: string) => all(readCsv(textSource(text, 'people.csv')));
// Heights have mean 5 and deviation 2.
const people = 'h,sex,zone,y\n3,m,1,low\n7,f,2,high\n';

describe('a table encoder', () => {
  it('standardises numbers and makes one-hot vectors of categories, in the order of columns', async () => {
    const table = await rows(people);
    const encoder = TableEncoder.fit(table, { leaveOut: ['y'], categories: ['zone'] });
    expect(encoder.kinds.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'h number',
      'sex category',
      'zone category',
    ]);
    expect(encoder.width).toBe(1 + 3 + 3);
    expect([...encoder.encode(table)]).toEqual([
      ...[-1, 0, 1, 0, 1, 0, 0], // sexes f, m, other; zones 1, 2, other
      ...[1, 1, 0, 0, 0, 1, 0],
    ]);
  });

  it('has a place for categories that were not seen, in a table of other columns too', async () => {
    const encoder = TableEncoder.fit(await rows(people), { features: ['sex', 'h'] });
    const [other] = await rows('y,h,sex\nlow,9,x\n');
    const into = new Float32Array(6).fill(9);
    encoder.write(other, into, 1);
    expect([...into]).toEqual([9, 0, 0, 1, 2, 9]);
  });

  it('comes back from JSON', async () => {
    const table = await rows(people);
    const encoder = TableEncoder.fit(table);
    const again = TableEncoder.fromJSON(JSON.parse(JSON.stringify(encoder)));
    expect(again.toJSON()).toEqual(encoder.toJSON());
    expect(again.encode(table)).toEqual(encoder.encode(table));
  });

  it.each<[string, string, TableEncoderOptions, RegExp]>([
    [
      'no value among numbers',
      'a\nNaN\n1\n',
      {},
      /^people\.csv, line 2: column "a" of row 1 .*"NaN"/,
    ],
    ['text among numbers', 'a\n1\nx\n', {}, /^people\.csv, line 3: column "a" of row 2 .*"x"/],
    ['a column without values', 'a\nNA\n', {}, /line 2: column "a" of row 1/],
    ['a feature that is not there', 'a\n1\n', { features: ['b'] }, /no column "b".*--features/],
    [
      'a category that is not there',
      'a\n1\n',
      { categories: ['b'] },
      /no column "b".*--categories/,
    ],
    [
      'nothing but the target',
      'a\n1\n',
      { leaveOut: ['a'] },
      /no columns to learn from beside "a"/,
    ],
    ['no rows', 'a\n', {}, /no rows/],
  ])('refuses %s', async (_, text, options, message) => {
    const table = await rows(text);
    const error = await failure(() => TableEncoder.fit(table, options));
    expect([error.code, error.message]).toEqual(['data', expect.stringMatching(message)]);
  });

  it.each<[unknown, RegExp]>([
    [null, /not a JSON object/],
    [{ columns: [] }, /"columns" is not a list/],
    [{ columns: [{ kind: 'number' }] }, /column 1 has no "name"/],
    [{ columns: [{ name: 'a', kind: 'text' }] }, /"kind" of column 1/],
    [{ columns: [{ name: 'a', kind: 'category' }] }, /"values" is not a list of strings/],
    [
      { columns: [{ name: 'a', kind: 'number', scale: { mean: [1, 1], sd: [1, 1] } }] },
      /has 2 scales/,
    ],
  ])('refuses broken JSON %j', async (json, message) => {
    const error = await failure(() => TableEncoder.fromJSON(json));
    expect([error.code, error.message]).toEqual(['format', expect.stringMatching(message)]);
  });
});
