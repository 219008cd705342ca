/** How the real sets are divided, on small ones of the same form. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const splits = await import(new URL('../../results/splits.mjs', import.meta.url).href);

const folder = mkdtempSync(join(tmpdir(), 'unroll-splits-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string, encoding: BufferEncoding = 'utf8'): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text, encoding);
  return path;
}

const rows = (text: string): string[] => text.split('\n').filter((line) => line !== '');
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('names', () => {
  it('keep a spelling on one side, in every language that has it, and a pair once', () => {
    const list = numbers(400).map((n) => `Name${n}`);
    written('names/Dutch.txt', [...list, 'Name1', 'Name2 '].join('\n'));
    written('names/German.txt', list.join('\n'));
    const files: Record<string, string> = splits.names(join(folder, 'names'));
    const sides = Object.values(files).map((text) => rows(text).map((row) => row.split('\t')[1]));
    expect(sides.flat()).toHaveLength(800);
    expect(new Set(sides.flat()).size).toBe(400);
    for (const side of sides) expect(side).toHaveLength(2 * new Set(side).size);
    // Near a fifth; a hash decides, so it is the same always.
    expect(sides[2].length / 800).toBeGreaterThan(0.15);
    expect(sides[2].length / 800).toBeLessThan(0.25);
  });
});

describe('ten folds', () => {
  it('test each sentence once, and never learn what they test or choose by', () => {
    const positive = written(
      'good',
      numbers(30)
        .map((n) => `caf\xe9 ${n}`)
        .join('\n'),
      'latin1',
    );
    const negative = written(
      'bad',
      numbers(30)
        .map((n) => `bad ${n}`)
        .join('\n'),
      'latin1',
    );
    const tested: string[] = [];
    for (const fold of numbers(10)) {
      const files = splits.polarityFold({ positive, negative }, fold);
      const [train, development, test] = ['train', 'development', 'test'].map((part) =>
        rows(files[`${part}.txt`]),
      );
      expect([train.length, development.length, test.length]).toEqual([48, 6, 6]);
      expect(new Set([...train, ...development, ...test]).size).toBe(60);
      tested.push(...test);
    }
    expect(new Set(tested).size).toBe(60);
    expect(tested).toContain('positive\tcafé 7');
  });
});

describe('reviews', () => {
  const head = 'id\tdocument\tlabel\n';
  const train = written(
    'reviews.tsv',
    head +
      numbers(200)
        .map((n) => `${n}\ttext ${n}\t${n % 2}\n`)
        .join(''),
  );
  const test = written('reviews-test.tsv', `${head}900\tlast\t1\n`);

  it('give a part of the training set to development, by their number', () => {
    const files = splits.reviews({ train, test });
    expect(rows(files['train.txt']).length + rows(files['development.txt']).length).toBe(200);
    expect(rows(files['development.txt']).length).toBeGreaterThan(3);
    expect(files['test.txt']).toBe('1\tlast\n');
  });

  it('become ratings by the middle of what a label stands for, digits within texts left alone', () => {
    const files = splits.ratings({ train, test });
    expect(files['test.txt']).toBe('9.5\tlast\n');
    expect(rows(files['train.txt']).every((row) => /^(9\.5|2\.5)\ttext \d+$/.test(row))).toBe(true);
  });
});

describe('pairs of sentences', () => {
  const path = written(
    'pairs.txt',
    [
      ...numbers(300).flatMap((n) => [`Go ${n}!\tVa ${n} !`, `Go ${n}!\tAllez ${n} !`]),
      'I drink the water.\tJe bois l’eau.',
      'one two three four five six seven eight nine ten eleven\tnon',
    ].join('\n'),
  );
  const files: Record<string, string> = splits.pairs(path, { most: 10 });

  it('stand with all their references on one side', () => {
    const all = ['train', 'development', 'test'].flatMap((part) => rows(files[`${part}.txt`]));
    expect(all).toHaveLength(301);
    expect(all).toContain('go 7 !\tva 7 !\tallez 7 !');
  });

  it('leave long sources out, and part words from signs and elisions', () => {
    const all = Object.values(files).join('');
    expect(all).not.toContain('eleven');
    expect(all).toContain("i drink the water .\tje bois l' eau .");
  });

  it('of the test stand once more by the length of the source', () => {
    const byLength = Object.keys(files).filter((name) => name.startsWith('test-'));
    const again = byLength.flatMap((name) => rows(files[name]));
    expect(again.sort()).toEqual(rows(files['test.txt']).sort());
  });
});

describe('hours', () => {
  it("are Informer's months, with what is read before the first forecast", () => {
    const path = written(
      'hours.csv',
      ['date,A,B', ...numbers(17_420).map((n) => `2016-01-01,${n},${-n}`)].join('\r\n'),
    );
    const files = splits.hours(path, { before: 48, columns: ['B'] });
    const parts = ['train', 'development', 'test'].map((part) => rows(files[`${part}.csv`]));
    expect(parts.map(([column]) => column)).toEqual(['B', 'B', 'B']);
    expect(parts.map((part) => part.length - 1)).toEqual([8640, 2880 + 48, 2880 + 48]);
    expect(parts.map((part) => Number(part[1]))).toEqual([0, -(8640 - 48), -(8640 + 2880 - 48)]);
  });
});

describe('texts', () => {
  it('are cut after a whole line', () => {
    const text = written('text.txt', 'first line\nsecond line\nthird\n');
    expect(splits.firstPart(0.4)({ text })['text.txt']).toBe('first line\nsecond line\n');
    expect(splits.firstPart(1)({ text })['text.txt']).toBe('first line\nsecond line\nthird\n');
  });

  it('to learn from are cut shorter while the last tenth stays', () => {
    const lines = numbers(20).map((n) => `line ${String(n).padStart(2, '0')}\n`);
    const text = written('twenty.txt', lines.join(''));
    // A cut in a line is after it.
    const half = splits.partWithLastTenth(0.5)({ text });
    expect(half['text.txt']).toBe(lines.slice(0, 10).join(''));
    expect(half['development.txt']).toBe(lines.slice(19).join(''));
    const whole = splits.partWithLastTenth(1)({ text });
    expect(whole['text.txt']).toBe(lines.slice(0, 19).join(''));
    expect(whole['development.txt']).toBe(half['development.txt']);
  });

  it('of tunes are parted by blank lines and begin with their number', () => {
    written('tunes/a.abc', '% by hand\nX: 1\nK:C\nCDE|\n\n\nX: 2\nK:G\nGAB|\n\njust words\n');
    expect(splits.tunes(join(folder, 'tunes'))['tunes.txt']).toBe(
      'X: 1\nK:C\nCDE|\n\nX: 2\nK:G\nGAB|\n',
    );
  });
});
