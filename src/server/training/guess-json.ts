/** What lines of JSON could teach, by the names of their fields. */
import type { TaskName } from '../../protocol/tasks.ts';
import type { Guess, SettingValue } from '../../protocol/training.ts';

interface Sign {
  task: TaskName;
  fields: readonly string[];
  settings: (record: Readonly<Record<string, unknown>>) => Record<string, SettingValue>;
}

const jsonl = { layout: 'jsonl' } as const;

/** The first whose fields are all there. */
const signs: readonly Sign[] = [
  { task: 'tag', fields: ['tokens', 'tags'], settings: () => jsonl },
  { task: 'tag', fields: ['frames', 'labels'], settings: () => ({ ...jsonl, input: 'vectors' }) },
  { task: 'translate', fields: ['source', 'target'], settings: () => ({}) },
  { task: 'translate', fields: ['source', 'targets'], settings: () => ({}) },
  { task: 'caption', fields: ['vector', 'caption'], settings: () => ({}) },
  { task: 'caption', fields: ['vector', 'captions'], settings: () => ({}) },
  { task: 'caption', fields: ['label', 'caption'], settings: () => ({ condition: 'label' }) },
  { task: 'transcribe', fields: ['frames', 'text'], settings: () => jsonl },
  {
    task: 'classify',
    fields: ['frames', 'label'],
    settings: () => ({ input: 'vectors' }),
  },
  { task: 'classify', fields: ['text', 'label'], settings: () => jsonl },
];

/** Undefined where no line is JSON, or nothing is known of its fields. */
export function guessJson(lines: readonly string[]): Guess | undefined {
  const records = lines.map(parsed).filter((record) => record !== undefined);
  const [record] = records;
  if (record === undefined) return undefined;
  const sign = signs.find(({ fields }) => fields.every((field) => field in record));
  if (sign === undefined) return undefined;
  const numbers = records.every(({ label }) => typeof label === 'number');
  const task = sign.task === 'classify' && numbers ? 'regress' : sign.task;
  const [a, b] = sign.fields;
  return {
    task,
    why: {
      en: `Each line is a JSON object with the fields ${a} and ${b}.`,
      ko: `줄마다 ${a} 필드와 ${b} 필드가 있는 JSON 객체입니다.`,
    },
    settings: sign.settings(record),
    others: task === 'regress' ? ['classify'] : [],
    columns: Object.keys(record),
  };
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
