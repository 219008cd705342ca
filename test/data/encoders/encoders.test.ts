import { describe, expect, it } from 'vitest';
import { Categories } from '../../../src/data/encoders/categories.ts';
import { LabelTable } from '../../../src/data/encoders/label-table.ts';
import { Standardiser } from '../../../src/data/encoders/standardiser.ts';
import { keyFor, Rng } from '../../../src/util/rng.ts';
import { failure } from '../files.ts';

const through = (json: unknown) => JSON.parse(JSON.stringify(json));

describe('a label table', () => {
  const table = LabelTable.from(['neg', '👍', 'pos', 'neg', '한']);

  it('has a fixed order, whatever comes first', () => {
    expect(table.labels).toEqual(['neg', 'pos', '한', '👍']);
    expect(table.counts).toEqual([2, 1, 1, 1]);
    expect(LabelTable.from(['한', 'pos', '👍', 'neg']).labels).toEqual(table.labels);
    expect(table.labels.map((label) => table.id(label))).toEqual([0, 1, 2, 3]);
    expect(table.label(1)).toBe('pos');
  });

  it('can have an order of its own', async () => {
    const given = LabelTable.from(['high', 'low'], ['low', 'normal', 'high']);
    expect([given.id('high'), given.size, ...given.counts]).toEqual([2, 3, 1, 0, 1]);
    expect((await failure(() => LabelTable.from(['x'], ['a', 'b']))).message).toBe(
      'label "x" is not among those given: "a" and "b"',
    );
    expect((await failure(() => LabelTable.from([], ['a', 'a']))).code).toBe('usage');
  });

  it('names an unknown label, its place and those that are known', async () => {
    const { code, message } = await failure(() => table.id('nice', { name: 'a.tsv', line: 7 }));
    expect([code, message]).toEqual([
      'data',
      'a.tsv, line 7: label "nice" was not seen in training; the labels are "neg", "pos", "한" and "👍"',
    ]);
    const many = LabelTable.from(Array.from({ length: 50 }, (_, n) => `l${n}`));
    expect((await failure(() => many.id('x'))).message).toMatch(/ and 30 more$/);
    expect((await failure(() => table.label(4))).message).toMatch(/from 0 to 3 but received 4/);
  });

  it('comes back from JSON', () => {
    const again = LabelTable.fromJSON(through(table));
    expect(again.toJSON()).toEqual(table.toJSON());
    expect(again.id('한')).toBe(2);
  });

  it.each<[unknown, RegExp]>([
    [[], /not a JSON object/],
    [{ labels: 'a' }, /"labels" is not a list of strings/],
    [{ labels: [] }, /"labels" is empty/],
    [{ labels: ['a', 'a'], counts: [1, 1] }, /a name twice/],
    [{ labels: ['a'], counts: [] }, /not a list of 1 counts/],
    [{ labels: ['a'], counts: [-1] }, /not a list of 1 counts/],
  ])('refuses broken JSON %j', async (json, message) => {
    const error = await failure(() => LabelTable.fromJSON(json));
    expect([error.code, error.message]).toEqual(['format', expect.stringMatching(message)]);
  });

  it('of nothing is refused', async () => {
    expect((await failure(() => LabelTable.from([]))).message).toMatch(/no labels/);
  });
});

describe('categories', () => {
  const colours = Categories.from(['red', 'blue', 'red']);

  it('have a place each and one for values that were not seen', () => {
    const into = new Float32Array(7).fill(9);
    colours.write('red', into, 1);
    colours.write('green', into, 4);
    expect([...into]).toEqual([9, 0, 1, 0, 0, 0, 1]);
    expect(colours.width).toBe(3);
  });

  it('come back from JSON, which is checked', async () => {
    expect(Categories.fromJSON(through(colours)).values).toEqual(['blue', 'red']);
    const error = await failure(() => Categories.fromJSON({ values: [1] }));
    expect([error.code, error.message]).toEqual(['format', expect.stringContaining('"values"')]);
    expect((await failure(() => Categories.from([]))).code).toBe('data');
  });
});

describe('standardisation', () => {
  it('has the mean and deviation of the training data', () => {
    // [2, 4, 4, 4, 5, 5, 7, 9]: mean 5, deviation 2, a common textbook example.
    const rows = Float64Array.from([2, 4, 4, 4, 5, 5, 7, 9].flatMap((x) => [x, 0.1]));
    const fitted = Standardiser.fit(rows, 2);
    expect([fitted.mean[0], fitted.sd[0], fitted.sd[1]]).toEqual([5, 2, 1]);
    expect(fitted.mean[1]).toBeCloseTo(0.1, 15);
    fitted.apply(rows);
    expect([...rows].filter((_, i) => i % 2 === 0)).toEqual([-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2]);
    expect(Math.max(...rows.filter((_, i) => i % 2 === 1).map(Math.abs))).toBeLessThan(1e-15);
  });

  it('of several arrays is that of all rows', () => {
    const rng = new Rng(keyFor(3, 'data'));
    const rows = Float32Array.from({ length: 300 }, () => 1e4 + rng.normal());
    const whole = Standardiser.fit(rows, 3);
    const parts = Standardiser.fit([rows.subarray(0, 90), rows.subarray(90)], 3);
    expect(parts.toJSON()).toEqual(whole.toJSON());
  });

  it('is undone', () => {
    const rng = new Rng(keyFor(4, 'data'));
    const rows = Float64Array.from({ length: 60 }, () => 100 * rng.normal() - 7);
    const before = rows.slice();
    const fitted = Standardiser.fromJSON(through(Standardiser.fit(rows, 4)));
    fitted.apply(rows);
    fitted.invert(rows);
    rows.forEach((x, i) => {
      expect(x).toBeCloseTo(before[i], 11);
    });
  });

  it.each<[string, () => unknown, string, RegExp]>([
    ['no rows', () => Standardiser.fit(new Float32Array(0), 2), 'data', /no rows/],
    ['a broken row', () => Standardiser.fit(new Float32Array(3), 2), 'shape', /rows of 2 .* 3/],
    ['NaN', () => Standardiser.fit(Float32Array.of(1, NaN), 2), 'numeric', /column 2/],
    [
      'no deviation in JSON',
      () => Standardiser.fromJSON({ mean: [1], sd: [] }),
      'format',
      /1 means and 0/,
    ],
    ['a deviation of 0', () => Standardiser.fromJSON({ mean: [1], sd: [0] }), 'format', /above 0/],
    ['NaN in JSON', () => Standardiser.fromJSON({ mean: [null], sd: [1] }), 'format', /"mean"/],
  ])('refuses %s', async (_, action, code, message) => {
    const error = await failure(action);
    expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
  });
});
