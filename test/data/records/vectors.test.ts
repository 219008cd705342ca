import { describe, expect, it } from 'vitest';
import {
  type CsvVectorsOptions,
  readCsvVectors,
  readJsonVectors,
} from '../../../src/data/records/vectors.ts';
import { all, readFailure, textSource } from './read.ts';

describe('vectors of JSON lines', () => {
  it('are step after step, with the other fields of the object', async () => {
    const text = '{"frames":[[1,2],[3,4.5]],"label":"a"}\n\n{"frames":[[5,6]]}';
    const found = await all(readJsonVectors(textSource(text, 'v.jsonl')));
    expect(found).toEqual([
      { name: 'v.jsonl', line: 1, frames: Float32Array.of(1, 2, 3, 4.5), T: 2, width: 2, value: { label: 'a' } },
      { name: 'v.jsonl', line: 3, frames: Float32Array.of(5, 6), T: 1, width: 2, value: {} },
    ]); // biome-ignore format: a table
  });

  it.each([
    [
      'ragged frames',
      '{"frames":[[1,2],[3]]}',
      /^v\.jsonl, line 1: frame 2 has 1 numbers where 2 are/,
    ],
    [
      'another width',
      '{"frames":[[1,2]]}\n{"frames":[[1,2,3]]}',
      /line 2: frame 1 has 3 numbers where 2/,
    ],
    ['length 0', '{"frames":[[1]]}\n{"frames":[]}', /line 2: the sequence has length 0/],
    [
      'null for NaN',
      '{"frames":[[1,null]]}',
      /line 1: number 2 of frame 1 must be finite but is null/,
    ],
    ['a number out of range', '{"frames":[[1e40]]}', /number 1 of frame 1 must be finite/],
    ['a string', '{"frames":[["1"]]}', /must be finite but is "1"/],
    ['no list', '{"frames":3}', /"frames" must be a list of vectors but is 3/],
    ['numbers for frames', '{"frames":[1,2]}', /frame 1 must be a list of numbers but is 1/],
    ['an empty frame', '{"frames":[[]]}', /frame 1 must be a list of numbers but is \[\]/],
    [
      'no frames',
      '{"x":[[1]]}',
      /line 1: the field "frames" is missing: .*"x"; choose one with --frames/,
    ],
  ])('refuse %s', async (_, text, message) => {
    expect(await readFailure(() => readJsonVectors(textSource(text, 'v.jsonl')))).toEqual([
      'data',
      expect.stringMatching(message),
    ]);
  });
});

describe('vectors of a table', () => {
  const text = 'id,x,y,tag\na,1,2,p\na,3,4,q\nb,5,6,p\n';
  const read = (options: CsvVectorsOptions, data = text) =>
    all(readCsvVectors(textSource(data, 'v.csv'), options));

  it('are grouped by their id', async () => {
    expect(await read({ keep: ['tag'] })).toEqual([
      { name: 'v.csv', line: 2, id: 'a', frames: Float32Array.of(1, 2, 3, 4), T: 2, width: 2, kept: { tag: ['p', 'q'] } },
      { name: 'v.csv', line: 4, id: 'b', frames: Float32Array.of(5, 6), T: 1, width: 2, kept: { tag: ['p'] } },
    ]); // biome-ignore format: a table
  });

  it('have the columns asked for, in that order', async () => {
    const [{ frames, width }] = await read({ features: ['y', 'x'] });
    expect([width, ...frames]).toEqual([2, 2, 1, 4, 3]);
  });

  it.each<[string, string, CsvVectorsOptions, RegExp]>([
    [
      'text in a column',
      text,
      {},
      /^v\.csv, line 2: column "tag" of row 1 must be a finite number but it is "p"/,
    ],
    ['NaN', 'id,x\na,1\na,NaN\n', {}, /^v\.csv, line 3: column "x" of row 2 .* "NaN"/],
    ['a number out of range', 'id,x\na,1e40\n', {}, /line 2: column "x" is 1e\+40, too large/],
    ['no id', 'x\n1\n', {}, /no column "id": its columns are "x"; choose one with --id-column/],
    ['no such feature', text, { features: ['z'] }, /no column "z".*--features/],
    ['no numbers at all', 'id\na\n', {}, /no columns of numbers beside "id"/],
    [
      'a sequence in two places',
      'id,x\na,1\nb,1\na,2\n',
      {},
      /line 4: sequence "a" goes on after another/,
    ],
    ['a ragged row', 'id,x\na\n', {}, /line 2: expected 2 fields/],
  ])('refuse %s', async (_, data, options, message) => {
    expect(await readFailure(() => readCsvVectors(textSource(data, 'v.csv'), options))).toEqual([
      'data',
      expect.stringMatching(message),
    ]);
  });
});
