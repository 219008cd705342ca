/** What a file could teach, guessed from its name and its first lines. It is a proposal, and says why. */
import { extname } from 'node:path';
import type { Guess } from '../../protocol/training.ts';
import { guessJson } from './guess-json.ts';
import { guessTable } from './guess-table.ts';

/** `head`: the first characters, of which the last line may be cut off. */
export function guess(path: string, head: string): Guess {
  const lines = head.split(/\r?\n/);
  if (lines.length > 1) lines.pop();
  const whole = lines.filter((line) => line.trim() !== '');
  const extension = extname(path).toLowerCase();
  return (
    guessConll(extension, lines) ??
    (extension === '.jsonl' || looksLikeJson(whole) ? guessJson(whole) : undefined) ??
    (extension === '.csv' || extension === '.tsv' ? guessTable(extension, whole) : undefined) ??
    guessTabs(whole) ??
    guessText(whole)
  );
}

function looksLikeJson(lines: readonly string[]): boolean {
  return lines.length > 0 && lines.every((line) => line.trim().startsWith('{'));
}

function guessConll(extension: string, lines: readonly string[]): Guess | undefined {
  const universal = extension === '.conllu';
  if (universal || extension === '.conll' || extension === '.bio') {
    const layout = universal ? 'conllu' : 'conll';
    return tags(layout, {
      en: `Files that end in ${extension} hold words with tags.`,
      ko: `${extension}로 끝나는 파일에는 꼬리표가 달린 낱말이 들어 있습니다.`,
    });
  }
  const sentences = lines.filter((line) => line.trim() !== '' && !line.startsWith('-DOCSTART-'));
  const columns = sentences.map((line) => line.trim().split(/[ \t]+/));
  const regular =
    sentences.length >= 4 &&
    sentences.length < lines.length - 1 &&
    columns[0].length >= 2 &&
    columns.every((row) => row.length === columns[0].length);
  const tagged = columns.filter((row) => /^([BIES]-\S+|O|[A-Z]+)$/.test(row.at(-1) ?? ''));
  if (!regular || tagged.length < 0.9 * columns.length) return undefined;
  return tags('conll', {
    en: 'Each line is a word and its tag, with blank lines between sentences.',
    ko: '줄마다 낱말과 꼬리표가 있고, 문장은 빈 줄로 나뉩니다.',
  });
}

function tags(layout: string, why: Guess['why']): Guess {
  return { task: 'tag', why, settings: { layout }, others: ['lm'] };
}

/** Lines of two fields: a label that comes again and again, or a pair of texts. */
function guessTabs(lines: readonly string[]): Guess | undefined {
  const rows = lines.map((line) => line.split('\t'));
  if (rows.length < 2 || !rows.every((row) => row.length === 2)) return undefined;
  const kinds = [0, 1].map((column) => new Set(rows.map((row) => row[column])).size);
  const few = (column: number) =>
    kinds[column] <= rows.length / 2 && kinds[column] <= Math.max(2, 2 * Math.sqrt(rows.length));
  const label = few(0) ? 0 : few(1) ? 1 : undefined;
  if (label === undefined) {
    return {
      task: 'translate',
      why: {
        en: 'Each line is a pair of texts with a tab between.',
        ko: '줄마다 탭으로 나뉜 두 글이 짝을 이룹니다.',
      },
      settings: {},
      others: ['lm'],
    };
  }
  const numbers = rows.every((row) => Number.isFinite(Number(row[label])));
  const layout = label === 0 ? 'label-tab-text' : 'text-tab-label';
  const task = numbers && kinds[label] > 10 ? 'regress' : 'classify';
  return {
    task,
    why: {
      en: `Each line is a text and one of ${kinds[label]} labels, with a tab between.`,
      ko: `줄마다 글 하나와 ${kinds[label]}가지 이름표 가운데 하나가 탭으로 나뉘어 있습니다.`,
    },
    settings: { layout },
    others: task === 'classify' ? ['regress', 'translate', 'lm'] : ['classify', 'translate', 'lm'],
  };
}

function guessText(lines: readonly string[]): Guess {
  const short = lines.length >= 50 && lines.every((line) => line.length <= 40);
  if (short) {
    return {
      task: 'lm',
      why: {
        en: 'The file is a list of short lines, so each line is learned as a text of its own.',
        ko: '짧은 줄의 목록이므로 줄마다 하나의 글로 배웁니다.',
      },
      settings: { lines: true },
      others: [],
    };
  }
  return {
    task: 'lm',
    why: {
      en: 'The file is plain text, so the network learns to go on with it.',
      ko: '보통 글이므로 신경망이 이어 쓰기를 배웁니다.',
    },
    settings: {},
    others: [],
  };
}
