import { describe, expect, it } from 'vitest';
import { dataSchema, parseRecord, readRecords } from '../../../src/tasks/forecast/records.ts';

async function read(text: string, settings: object = {}, name = 'power.csv') {
  const records = [];
  const data = dataSchema.parse(settings);
  for await (const record of readRecords({ name, pieces: [text] }, data, {
    encoding: 'utf8',
    labelled: true,
  })) {
    records.push(record);
  }
  return records;
}

const hours = `date,load,oil
2016-07-01 00:00,1,10
2016-07-01 01:00,2,20
2016-07-01 02:00,4,30
`;

describe('a CSV file is a series', () => {
  it('takes the first column for the times where it holds no numbers', async () => {
    const [series] = await read(hours);
    expect(series.columns).toEqual(['load', 'oil']);
    expect(series.times?.[2]).toBe('2016-07-01 02:00');
    expect(series.values).toEqual([1, 10, 2, 20, 4, 30]);
    const [numbers] = await read('a,b\n1,2\n3,4\n');
    expect([numbers.columns, numbers.times]).toEqual([['a', 'b'], undefined]);
  });

  it('puts targets first, then what is only read', async () => {
    const [series] = await read(hours, { targets: ['oil'], features: ['load'] });
    expect(series.columns).toEqual(['oil', 'load']);
    expect(series.values).toEqual([10, 1, 20, 2, 30, 4]);
    expect((await read(hours, { targets: ['load'] }))[0].columns).toEqual(['load']);
    expect((await read(hours, { features: ['load'] }))[0].columns).toEqual(['oil', 'load']);
  });

  it('or several, told apart by an id', async () => {
    const text = 'shop,day,sold\na,2020-01-01,1\na,2020-01-02,2\nb,2020-01-01,5\n';
    const series = await read(text, { idColumn: 'shop' });
    expect(series.map(({ id, values }) => [id, values])).toEqual([
      ['a', [1, 2]],
      ['b', [5]],
    ]);
    expect(series[1].place.line).toBe(4);
  });

  it('JSONL has a series a line', async () => {
    const line = '{"time": ["2020-01", "2020-02"], "sold": [1, 2.5]}\n';
    const series = await read(line + line, {}, 'shops.jsonl');
    expect(series).toHaveLength(2);
    expect(series[1]).toMatchObject({ columns: ['sold'], times: ['2020-01', '2020-02'] });
  });
});

describe('gaps are filled as asked for', () => {
  const gaps = 'day,x\n2020-01-01,\n2020-01-02,1\n2020-01-03,NaN\n2020-01-05,7\n2020-01-06,NA\n';
  it.each([
    ['linear', [1, 1, 3, 5, 7, 7]],
    ['mean', [4, 1, 4, 4, 7, 4]],
  ] as const)('%s', async (fill, values) => {
    const [series] = await read(gaps, { fill });
    expect(series.values).toEqual(values);
    expect(series.times?.slice(2, 5)).toEqual(['2020-01-03', '2020-01-04', '2020-01-05']);
  });

  it('previous', async () => {
    const [series] = await read(gaps.replace('2020-01-01,', '2020-01-01,3'), { fill: 'previous' });
    expect(series.values).toEqual([3, 1, 1, 1, 7, 7]);
  });

  it('takes rows for steps when told so', async () => {
    const text = 'day,x\n2020-01-03,1\n2020-01-06,2\n2020-01-07,3\n2020-01-08,4\n';
    const [series] = await read(text, { rowsAsSteps: true });
    expect(series.values).toEqual([1, 2, 3, 4]);
  });
});

describe('one sentence with file, line, row, column and remedy for', () => {
  const cases: [string, string, object, RegExp][] = [
    [
      'a value that is missing',
      'day,x,y\n2020-01-01,1,2\n2020-01-02,1,NaN\n',
      {},
      /^power\.csv, line 3: column "y" of row 2 has no value; fill it with --fill previous/,
    ],
    [
      'what is no number',
      'day,x\n2020-01-01,1\n2020-01-02,much\n',
      {},
      /^power\.csv, line 3: column "x" of row 2 must be a finite number but it is "much"/,
    ],
    [
      'steps that are missing',
      'day,x\n2020-01-01,1\n2020-01-02,1\n2020-01-05,1\n',
      {},
      /^power\.csv, line 4: 2 steps are missing before row 3, between the times "2020-01-02" and "2020-01-05"; fill with --fill previous.*--rows-as-steps/,
    ],
    [
      'uneven times',
      't,x\n1,1\n2,1\n2.5,1\n3.5,1\n',
      { timeColumn: 't' },
      /line 4: the time "2\.5" of row 3 is no whole number of steps after "2".*--rows-as-steps/,
    ],
    [
      'times that go back',
      't,x\n1,1\n2,1\n1,1\n2,1\n3,1\n',
      { timeColumn: 't' },
      /line 4: the time "1" of row 3 is not after "2" of the row before; sort.*--id-column/,
    ],
    [
      'a target that is not there',
      hours,
      { targets: ['gas'] },
      /power\.csv has no column "gas": its columns are "date", "load" and "oil"; choose one with --targets/,
    ],
    ['a feature that is not there', hours, { features: ['gas'] }, /choose one with --features/],
    ['a time column that is not there', hours, { timeColumn: 'when' }, /--time-column/],
    [
      'a column named twice',
      hours,
      { targets: ['oil'], features: ['oil'] },
      /"oil" is named twice by --targets and --features/,
    ],
    ['nothing to forecast', 'day\n2020-01-01\n', {}, /power\.csv has no column of numbers/],
    ['no rows', 'day,x\n', {}, /power\.csv has no rows after its head line/],
    ['an empty file', '', {}, /power\.csv is empty/],
    [
      'nothing to repeat before a gap',
      'day,x\n2020-01-01,\n2020-01-02,1\n',
      { fill: 'previous' },
      /line 2: column "x" has no value in row 1 and none before it to repeat; use --fill linear/,
    ],
    [
      'a column without any value',
      'day,x\n2020-01-01,\n2020-01-02,\n',
      { fill: 'linear' },
      /column "x" has no value in any row; leave it out with --targets/,
    ],
    [
      'a series that goes on after another one',
      'id,x\na,1\nb,1\na,1\n',
      { idColumn: 'id' },
      /line 4: series "a" goes on after another one/,
    ],
  ];
  it.each(cases)('%s', async (_, text, settings, sentence) => {
    await expect(read(text, settings)).rejects.toThrow(sentence);
  });

  const place = { name: 'the records', line: 1 };
  it.each([
    ['a text', 'hello', /expected a series, \{"time": .*but received "hello"/],
    ['lists of unequal length', { x: [1, 2], y: [1] }, /"y" has 1 values and "x" has 2/],
    ['a list of words', { x: ['a'] }, /value 1 of "x" must be a finite number but is "a"/],
    ['a value missing', { x: [1, null] }, /column "x" of row 2 has no value/],
  ] as const)('%s in memory', (_, input, sentence) => {
    expect(() => parseRecord(input, place, dataSchema.parse({}))).toThrow(sentence);
  });
});
