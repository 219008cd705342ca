// How the real sets are divided, the same for everybody who makes the figures again: by a hash of what stands on one side
// only, or by the set's own files. Each function gives texts of files by name.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { generateAdding } from '../dist/data/generators/index.js';
import { generatePapers } from '../dist/data/generators/papers.js';
import { agreementText, generateAgreement } from '../dist/index.js';

/** A number in [0, 1) that belongs to a text. */
export function shareOf(text) {
  return createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32;
}

const lines = (rows) => rows.map((row) => `${row}\n`).join('');
const linesOf = (path, encoding = 'utf8') =>
  readFileSync(path, encoding)
    .split('\n')
    .filter((line) => line !== '');

/** Distinct pairs of name and language; a spelling is on one side only: a fifth for the test, 8 % for development. */
export function names(folder) {
  const parts = { train: [], development: [], test: [] };
  for (const file of readdirSync(folder).sort()) {
    const language = basename(file, '.txt');
    for (const name of new Set(linesOf(join(folder, file)).map((line) => line.trim()))) {
      const share = shareOf(`names:${name}`);
      const part = share < 0.2 ? 'test' : share < 0.28 ? 'development' : 'train';
      parts[part].push(`${language}\t${name}`);
    }
  }
  return textFiles(parts);
}

/** `label sentence` lines as they are, with a tab. */
export function sentiment({ train, development, test }) {
  const tabbed = (path) => linesOf(path).map((line) => line.replace(' ', '\t'));
  return textFiles({
    train: tabbed(train),
    development: tabbed(development),
    test: tabbed(test),
  });
}

/** Fold k of ten: sentences k, k + 10, … of each class are the test, those after them development. */
export function polarityFold({ positive, negative }, fold) {
  const parts = { train: [], development: [], test: [] };
  for (const [label, path] of Object.entries({ positive, negative })) {
    linesOf(path, 'latin1').forEach((line, n) => {
      const part = n % 10 === fold ? 'test' : n % 10 === (fold + 1) % 10 ? 'development' : 'train';
      parts[part].push(`${label}\t${line.trim()}`);
    });
  }
  return textFiles(parts);
}

/** Reviews with a label; a sixteenth of the training part, by the review's number, for development. */
export function reviews({ train, test }) {
  const rows = (path) =>
    linesOf(path)
      .slice(1)
      .map((line) => line.split('\t'));
  const parts = { train: [], development: [], test: [] };
  for (const [id, text, label] of rows(train)) {
    parts[shareOf(`nsmc:dev:${id}`) < 1 / 16 ? 'development' : 'train'].push(`${label}\t${text}`);
  }
  for (const [, text, label] of rows(test)) parts.test.push(`${label}\t${text}`);
  return textFiles(parts);
}

/** Words of a source, by which the test is divided once more. */
const LENGTHS = [
  [1, 4],
  [5, 6],
  [7, 8],
  [9, 10],
];

/**
 * Pairs whose source has at most `most` words; a source with all its references is on one side: 2 % for the test, 1 % for
 * development. Words and signs are parted by spaces and lower-case.
 */
export function pairs(path, { most }) {
  const references = new Map();
  for (const line of linesOf(path)) {
    const [source, target] = line.split('\t').map(wordsOf);
    if (source.split(' ').length > most) continue;
    if (!references.has(source)) references.set(source, new Set());
    references.get(source).add(target);
  }
  const parts = { train: [], development: [], test: [] };
  for (const [source, targets] of references) {
    const share = shareOf(`pairs:${source}`);
    const part = share < 0.02 ? 'test' : share < 0.03 ? 'development' : 'train';
    const row = [source, ...targets].join('\t');
    parts[part].push(row);
    if (part === 'test') {
      const [from, to] = LENGTHS.find(([, most]) => source.split(' ').length <= most);
      parts[`test-${from}-${to}`] ??= [];
      parts[`test-${from}-${to}`].push(row);
    }
  }
  return textFiles(parts);
}

/** The first part of a text, in whole lines. */
export const firstPart =
  (part) =>
  ({ text: path }) => {
    const text = readFileSync(path, 'utf8');
    const end = part === 1 ? text.length : text.indexOf('\n', part * text.length) + 1;
    return { 'text.txt': text.slice(0, end) };
  };

/** The first part of the first nine tenths of a text, in whole lines, and the last tenth for development. */
export const partWithLastTenth =
  (part) =>
  ({ text: path }) => {
    const text = readFileSync(path, 'utf8');
    const end = (share) => text.indexOf('\n', Math.floor(share * text.length)) + 1;
    return { 'text.txt': text.slice(0, end(0.9 * part)), 'development.txt': text.slice(end(0.9)) };
  };

/** One file to train on; another whose lines up to `line` are for development and the rest for the test. */
export const halves =
  ({ line }) =>
  ({ train, test }) => {
    const all = readFileSync(test, 'utf8').split('\n');
    return {
      'train.txt': readFileSync(train, 'utf8'),
      'development.txt': lines(all.slice(0, line)),
      'test.txt': all.slice(line).join('\n'),
    };
  };

/** All tunes of a folder, parted by blank lines, without comments. */
export function tunes(folder) {
  const files = readdirSync(folder).filter((name) => name.endsWith('.abc'));
  const texts = files.sort().map((name) => readFileSync(join(folder, name), 'latin1'));
  const all = texts.flatMap((text) => text.replace(/^%.*\r?\n/gm, '').split(/(?:\r?\n){2,}/));
  const whole = all.map((tune) => tune.trim()).filter((tune) => tune.startsWith('X:'));
  return { 'tunes.txt': `${whole.join('\n\n')}\n` };
}

/** Reviews with the middle of the ratings that their labels stand for: 9 or 10, and 1 to 4. */
export function ratings(paths) {
  return Object.fromEntries(
    Object.entries(reviews(paths)).map(([file, text]) => [
      file,
      text.replace(/^1\t/gm, '9.5\t').replace(/^0\t/gm, '2.5\t'),
    ]),
  );
}

/** The texts of reviews alone, a line each. */
export function reviewTexts({ train }) {
  return {
    'reviews.txt': lines(
      linesOf(train)
        .slice(1)
        .map((line) => line.split('\t')[1]),
    ),
  };
}

/** Sentences whose verb agrees; near subjects are more frequent, as in any language. */
export function agreementSentences() {
  const gaps = [8, 16, 30, 60];
  return {
    'text.txt': gaps
      .map((maxGap, k) => agreementText(generateAgreement({ seed: 1 + k, items: 6000, maxGap })))
      .join(''),
  };
}

/** Sequences of `length` pairs of a number and a mark, with the sum of the marked ones. */
export function addingProblem(length) {
  const sequences = (seed, items) =>
    lines(
      generateAdding({ seed, items, length }).map(({ inputs, target }) =>
        JSON.stringify({
          frames: Array.from({ length }, (_, t) => [inputs[2 * t], inputs[2 * t + 1]]),
          label: target,
        }),
      ),
    );
  return {
    'train.jsonl': sequences(1, 8000),
    'development.jsonl': sequences(2, 200),
    'test.jsonl': sequences(3, 500),
  };
}

/** Our own generated paper. */
export function paper() {
  return { 'paper.txt': generatePapers({ seed: 1, characters: 400_000 }) };
}

/** A set's own files under the names of their parts. */
export const copies = (ending) => (paths) =>
  Object.fromEntries(
    Object.entries(paths).map(([part, path]) => [`${part}${ending}`, readFileSync(path, 'utf8')]),
  );

/** Lower-case words and signs with a space between; a French elision ends its word (l' eau). */
function wordsOf(text) {
  return (
    text
      .normalize('NFC')
      .toLowerCase()
      .replaceAll('’', "'")
      .match(/[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*'?|[^\s\p{L}\p{N}]/gu)
      ?.join(' ') ?? ''
  );
}

/** Hours of a year, then of four months, then of four months, as Informer divides ETTh1; `before` hours are read first. */
export function hours(path, { before, columns }) {
  const [head, ...rows] = linesOf(path);
  const at = columns.map((name) => head.trim().split(',').indexOf(name));
  const taken = (from, to) => [
    columns.join(','),
    ...rows.slice(from, to).map((row) => {
      const fields = row.trim().split(',');
      return at.map((column) => fields[column]).join(',');
    }),
  ];
  const [year, months] = [365 * 24 - 5 * 24, 4 * 30 * 24]; // 12 months of 30 days
  const parts = {
    train: taken(0, year),
    development: taken(year - before, year + months),
    test: taken(year + months - before, year + 2 * months),
  };
  return Object.fromEntries(
    Object.entries(parts).map(([part, rows]) => [`${part}.csv`, lines(rows)]),
  );
}

function textFiles(parts) {
  return Object.fromEntries(
    Object.entries(parts).map(([part, rows]) => [`${part}.txt`, lines(rows)]),
  );
}
