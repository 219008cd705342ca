import { describe, expect, it } from 'vitest';
import { guess } from '../../../src/server/training/guess.ts';

const lines = (...all: string[]) => `${all.join('\n')}\n`;

describe('the task of a file', () => {
  it.each([
    [
      'novel.txt',
      'It was a dark night.\nThe wind blew over the long, flat and empty land.\n',
      'lm',
      {},
    ],
    [
      'names.txt',
      lines(...Array.from({ length: 60 }, (_, n) => `Name${n}`)),
      'lm',
      { lines: true },
    ],
    ['a.conllu', '1\tThe\n', 'tag', { layout: 'conllu' }],
    [
      'train.txt',
      lines('John B-PER', 'lives O', 'in O', 'Rome B-LOC', '', 'Yes O', ''),
      'tag',
      { layout: 'conll' },
    ],
    [
      'a.tsv',
      lines('May 3rd\t2020-05-03', 'June 4\t2019-06-04', 'July 7\t2011-07-07'),
      'translate',
      {},
    ],
    [
      'pairs.txt',
      lines('a cat\tein Hund', 'a dog\tein Kater', 'a cow\teine Kuh', 'x\ty', 'one\ttwo'),
      'translate',
      {},
    ],
    [
      'reviews.txt',
      lines('good\ta film', 'bad\tno film', 'good\twhat a film', 'bad\toh no'),
      'classify',
      { layout: 'label-tab-text' },
    ],
    [
      'reviews.txt',
      lines('a film\tgood', 'no film\tbad', 'what a film\tgood', 'oh no\tbad'),
      'classify',
      { layout: 'text-tab-label' },
    ],
    [
      'w.csv',
      lines('when,temp', '2020-01-01,1', '2020-01-02,2', '2020-01-03,4'),
      'forecast',
      { timeColumn: 'when' },
    ],
    [
      'p.csv',
      lines('age,weight,pressure', '30,80,high', '20,60,low', '25,70,high'),
      'classify',
      { input: 'table', labelColumn: 'pressure' },
    ],
    [
      'r.csv',
      lines(
        'review,stars',
        ...Array.from({ length: 20 }, (_, n) => `a long text about film ${n},${n / 2}`),
      ),
      'regress',
      { layout: 'table', textColumn: 'review', labelColumn: 'stars' },
    ],
    ['t.jsonl', lines('{"tokens":["a"],"tags":["O"]}'), 'tag', { layout: 'jsonl' }],
    ['t.jsonl', lines('{"source":"a","target":"b"}'), 'translate', {}],
    ['t.jsonl', lines('{"text":"a","label":"b"}'), 'classify', { layout: 'jsonl' }],
    ['t.jsonl', lines('{"text":"a","label":1.5}'), 'regress', { layout: 'jsonl' }],
    ['t.jsonl', lines('{"frames":[[1]],"text":"b"}'), 'transcribe', { layout: 'jsonl' }],
    ['t.jsonl', lines('{"vector":[1],"caption":"b"}'), 'caption', {}],
    ['empty.txt', '', 'lm', {}],
  ])('%s with %j is %s', (name, head, task, settings) => {
    const found = guess(`/uploads/${name}`, head);
    expect({ task: found.task, settings: found.settings }).toEqual({ task, settings });
    expect(found.why.en).toMatch(/\.$/);
    expect(found.why.ko).toMatch(/\p{sc=Hangul}.*\.$/u);
  });
});
