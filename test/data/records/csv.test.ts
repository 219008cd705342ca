import { describe, expect, it } from 'vitest';
import {
  type CsvOptions,
  numberField,
  numberOrGap,
  readCsv,
  textField,
} from '../../../src/data/records/csv.ts';
import { failure, temporaryFolder } from '../files.ts';
import { all, readFailure, textSource } from './read.ts';

const folder = temporaryFolder();
const rows = (text: string, options: CsvOptions = {}, name = 'data.csv') =>
  all(readCsv(textSource(text, name), options));
const refused = (text: string, options: CsvOptions = {}) =>
  readFailure(() => readCsv(textSource(text, 'data.csv'), options));

describe('rows of a table', () => {
  it('come with the line that they begin on, whatever line ends and quotes are in them', async () => {
    const text = 'a,b\r\n1,"x\r\ny\nz"\r\n\r\n\r\n2,"say ""hi"", you"\r\n3,한국어 👍';
    for (const length of [1, 2, 3, 1000]) {
      const found = await all(readCsv(textSource(text, 'data.csv', length)));
      expect(found.map(({ row, line, fields }) => [row, line, ...fields])).toEqual([
        [1, 2, '1', 'x\r\ny\nz'],
        [2, 7, '2', 'say "hi", you'],
        [3, 8, '3', '한국어 👍'],
      ]);
    }
  });

  it('of a file lose its byte order mark', async () => {
    const file = folder.write('mark.csv', '\ufeffa;b\n1;2\n');
    const [row] = await all(readCsv(file, { delimiter: ';' }));
    expect([textField(row, 'a'), textField(row, 'b')]).toEqual(['1', '2']);
  });

  it('of tabs have no quotes unless told', async () => {
    const text = 'a\tb\n5\' 10"\t"x"\n';
    const [row] = await rows(text, {}, 'data.tsv');
    expect(row.fields).toEqual(['5\' 10"', '"x"']);
    const [quoted] = await rows('a\tb\n1\t"x\ty"\n', { quotes: true }, 'data.tsv');
    expect(quoted.fields).toEqual(['1', 'x\ty']);
  });

  it('may be fewer than are there: the file is closed', async () => {
    const file = folder.write('long.csv', `a\n${'1\n'.repeat(200_000)}`);
    for await (const row of readCsv(file)) if (row.row === 3) break;
  });

  it('must have as many fields as the header', async () => {
    expect(await refused('a,b\n1,2\n\n3\n')).toEqual([
      'data',
      expect.stringMatching(/^data\.csv, line 4: expected 2 fields .* found 1; .*--delimiter/),
    ]);
  });

  it.each<[string, string, CsvOptions, string, RegExp]>([
    [
      'a quote that is not closed',
      'a,b\n1,2\n3,"4\n5,6\n',
      {},
      'data',
      /^data\.csv, line 3: .*never closed/,
    ],
    [
      'a quote inside a field',
      'a,b\n\n1,x"y\n',
      {},
      'data',
      /^data\.csv, line 3: .*inside a field/,
    ],
    ['text after a quote', 'a,b\n1,2\n1,"x"y\n', {}, 'data', /^data\.csv, line 3: text follows/],
    ['two columns of one name', 'a,a\n1,2\n', {}, 'data', /line 1: .*"a" twice/],
    ['no text', '', {}, 'data', /^data\.csv is empty/],
    ['a delimiter of two characters', 'a\n', { delimiter: '::' }, 'usage', /delimiter.*"::"/],
  ])('refuse %s', async (_, text, options, code, message) => {
    expect(await refused(text, options)).toEqual([code, expect.stringMatching(message)]);
  });

  it('name the byte that is not in the encoding', async () => {
    const file = folder.write('latin.csv', Buffer.from('a\ncaf\xe9\n', 'latin1'));
    const [code, message] = await readFailure(() => readCsv(file));
    expect([code, message]).toEqual(['encoding', expect.stringMatching(/^byte 5 of .*latin1/)]);
    expect(message).not.toContain('--level');
    const [row] = await all(readCsv(file, { encoding: 'latin1' }));
    expect(row.fields).toEqual(['café']);
  });
});

describe('fields', () => {
  it('of a column that is not there name those that are, and the flag', async () => {
    const [row] = await rows('height,weight\n1,2\n');
    const { code, message } = await failure(() => textField(row, 'wieght', '--target'));
    expect([code, message]).toEqual([
      'data',
      'data.csv has no column "wieght": its columns are "height" and "weight"; choose one with --target',
    ]);
  });

  it('are numbers only if all of the text is one', async () => {
    const [row] = await rows('a,b,c,d\n 1.5 ,-2e3,+.5,7.\n');
    expect(['a', 'b', 'c', 'd'].map((column) => numberField(row, column))).toEqual([
      1.5, -2000, 0.5, 7,
    ]);
  });

  it.each(['', ' ', 'NaN', 'x', '1x', '1,5', 'Infinity', '1e999', '0x10', '--1'])(
    'that are no numbers are named with row and column: %j',
    async (text) => {
      const [, row] = await rows(`id,h\n1,2\n2,"${text}"\n`);
      const { code, message } = await failure(() => numberField(row, 'h'));
      expect(code).toBe('data');
      expect(message).toMatch(
        /^data\.csv, line 3: column "h" of row 2 must be a finite number but/,
      );
    },
  );

  it('may say that there is no value', async () => {
    const found = await rows('h\nNaN\nNA\n""\n3\nx\n');
    expect(found.slice(0, 4).map((row) => numberOrGap(row, 'h'))).toEqual([NaN, NaN, NaN, 3]);
    expect((await failure(() => numberOrGap(found[4], 'h'))).message).toContain('it is "x"');
  });
});
