/** What a table could teach: a series in time, a text with its answer, or an answer from numbers. */
import { parse } from 'csv-parse/sync';
import type { Guess } from '../../protocol/training.ts';

interface Column {
  name: string;
  values: string[];
  numeric: boolean;
  kinds: number;
  /** Characters of a value, on average. */
  length: number;
}

const textNames = /^(text|sentence|review|message|comment|content|body|title)$/i;
const answerNames = /^(label|class|category|target|y|sentiment|rating|score)$/i;
const sourceNames = /^(source|src|input)$/i;
const targetNames = /^(target|tgt|translation|output)$/i;

/** Undefined where it cannot be read as a table with a head line. */
export function guessTable(extension: string, lines: readonly string[]): Guess | undefined {
  const delimiter = extension === '.tsv' ? '\t' : ',';
  let rows: string[][];
  try {
    rows = parse(lines.join('\n'), { delimiter, relax_column_count: false });
  } catch {
    return undefined;
  }
  const [head, ...body] = rows;
  if (head === undefined || head.length < 2 || body.length === 0) return undefined;
  const columns = head.map((name, c) =>
    columnOf(
      name,
      body.map((row) => row[c]),
    ),
  );
  const names = columns.map(({ name }) => name);
  // Pairs of texts, with no head line.
  if (extension === '.tsv' && columns.length === 2 && !names.some(isKnown)) return undefined;
  const found = ofPairs(columns) ?? ofSeries(columns) ?? ofTexts(columns) ?? ofNumbers(columns);
  return { ...found, columns: names };
}

function isKnown(name: string): boolean {
  return [textNames, answerNames, sourceNames, targetNames].some((names) => names.test(name));
}

function columnOf(name: string, values: string[]): Column {
  const given = values.filter((value) => value !== '');
  return {
    name,
    values: given,
    numeric: given.length > 0 && given.every((value) => Number.isFinite(Number(value))),
    kinds: new Set(given).size,
    length: given.reduce((sum, value) => sum + value.length, 0) / Math.max(1, given.length),
  };
}

function ofPairs(columns: readonly Column[]): Guess | undefined {
  const source = columns.find(({ name, numeric }) => sourceNames.test(name) && !numeric);
  const target = columns.find(({ name, numeric }) => targetNames.test(name) && !numeric);
  if (source === undefined || target === undefined || target.kinds <= 10) return undefined;
  return {
    task: 'translate',
    why: {
      en: `The columns ${source.name} and ${target.name} are pairs of texts.`,
      ko: `${source.name} 열과 ${target.name} 열의 글이 짝을 이룹니다.`,
    },
    settings: {},
    others: ['classify'],
  };
}

/** The first column is a time that goes up, the others are numbers. */
function ofSeries(columns: readonly Column[]): Guess | undefined {
  const [time, ...others] = columns;
  const times = time.values.map((value) => Date.parse(value));
  const dated = !time.numeric && times.every((value) => !Number.isNaN(value));
  const rising = times.every((value, n) => n === 0 || value > times[n - 1]);
  if (!dated || !rising || time.kinds < 3 || !others.every(({ numeric }) => numeric)) {
    return undefined;
  }
  return {
    task: 'forecast',
    why: {
      en: `The column ${time.name} holds times that go up, and the others hold numbers.`,
      ko: `${time.name} 열에는 커지는 시각이, 다른 열에는 수가 있습니다.`,
    },
    settings: { timeColumn: time.name },
    others: ['regress'],
  };
}

function ofTexts(columns: readonly Column[]): Guess | undefined {
  const texts = columns.filter(({ numeric, length }) => !numeric && length > 12);
  const text =
    columns.find(({ name, numeric }) => textNames.test(name) && !numeric) ??
    texts.sort((a, b) => b.length - a.length)[0];
  if (text === undefined) return undefined;
  const others = columns.filter((one) => one !== text);
  const answer =
    others.find(({ name }) => answerNames.test(name)) ??
    others.sort((a, b) => a.kinds - b.kinds)[0];
  const task = answer.numeric && answer.kinds > 10 ? 'regress' : 'classify';
  return {
    task,
    why: {
      en: `The column ${text.name} holds texts, and ${answer.name} ${task === 'regress' ? 'a number' : `one of ${answer.kinds} labels`} for each.`,
      ko: `${text.name} 열에는 글이, ${answer.name} 열에는 ${task === 'regress' ? '글마다의 수가' : `${answer.kinds}가지 이름표 가운데 하나가`} 있습니다.`,
    },
    settings: { layout: 'table', textColumn: text.name, labelColumn: answer.name },
    others: task === 'regress' ? ['classify'] : ['regress'],
  };
}

function ofNumbers(columns: readonly Column[]): Guess {
  const answer =
    columns.find(({ name }) => answerNames.test(name)) ??
    columns.findLast(({ numeric }) => !numeric) ??
    columns[columns.length - 1];
  const task = answer.numeric && answer.kinds > 10 ? 'regress' : 'classify';
  return {
    task,
    why: {
      en: `Each row holds numbers or categories, and ${answer.name} is ${task === 'regress' ? 'a number that follows from them' : `one of ${answer.kinds} classes`}.`,
      ko: `행마다 수나 범주가 있고, ${answer.name}은(는) ${task === 'regress' ? '그로부터 나오는 수입니다' : `${answer.kinds}가지 부류 가운데 하나입니다`}.`,
    },
    settings: { input: 'table', labelColumn: answer.name },
    others: [task === 'regress' ? 'classify' : 'regress', 'forecast'],
  };
}
