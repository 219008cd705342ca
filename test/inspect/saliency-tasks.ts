/** A small untrained network of every task, in double precision, with an input for it. */
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import type { TaskName } from '../../src/files/task-names.ts';
import { type TrainedTask, trainedTask } from '../../src/tasks/load.ts';
import { modelSchemaOf, parseSettings } from '../../src/tasks/settings.ts';
import { taskNamed } from '../../src/tasks/table.ts';
import { source } from '../support/numbers.ts';

export interface Case {
  task: TaskName;
  data?: object;
  model?: object;
  /** As the lines of a JSONL file have them. */
  records: readonly object[];
  input: unknown;
}

const size = { hidden: 4 };
const embed = 3;
const wave = (t: number, f: number) => Math.sin(0.7 * t + f) + 0.1 * t;
const frames = (T: number, F = 2) =>
  Array.from({ length: T }, (_, t) => Array.from({ length: F }, (_, f) => wave(t, f)));
const column = (f: number) => frames(14).map((row) => row[f]);

const texts = [
  { text: 'a good film', label: 'good' },
  { text: 'a bad film', label: 'bad' },
  { text: 'the song is dull', label: 'bad' },
  { text: 'the film is fine', label: 'fine' },
];
const rated = texts.map(({ text }, n) => ({ text, label: 3.5 * n - 1 }));
const tagged = [
  { tokens: ['anna', 'went', 'to', 'rome'], tags: ['B-per', 'O', 'O', 'B-loc'] },
  { tokens: ['anna', 'lee', 'sang'], tags: ['B-per', 'I-per', 'O'] },
];
const pairs = [
  { source: 'one two', target: 'un deux' },
  { source: 'two three one', target: 'deux trois un' },
];
const captions = (condition: (n: number) => object) =>
  ['a red dot', 'a blue dot', 'two red dots'].map((caption, n) => ({ caption, ...condition(n) }));

export const cases: Record<string, Case> = {
  'classify texts': {
    task: 'classify',
    data: { level: 'word', minCount: 1 },
    model: { ...size, embed },
    records: texts,
    input: 'the good film is dull',
  },
  'classify texts, beside n-grams': {
    task: 'classify',
    data: { level: 'word', minCount: 1 },
    model: { ...size, embed, wide: 'both', wideBits: 6 },
    records: texts,
    input: 'the good film is dull',
  },
  'classify texts, one-hot, two classes, attention': {
    task: 'classify',
    data: { level: 'char' },
    model: { ...size, embed: 'onehot', pooling: 'attention' },
    records: texts.slice(0, 2),
    input: 'a bad gold',
  },
  'classify vectors': {
    task: 'classify',
    data: { input: 'vectors' },
    model: { ...size, project: 3 },
    records: [
      { frames: frames(4), label: 'up' },
      { frames: frames(3).reverse(), label: 'down' },
    ],
    input: { frames: frames(5) },
  },
  regress: {
    task: 'regress',
    data: { level: 'word', minCount: 1 },
    model: { ...size, embed },
    records: rated,
    input: 'a dull song',
  },
  'tag words and letters': {
    task: 'tag',
    data: { minCount: 1 },
    model: { ...size, embed, charEmbed: 2, charHidden: 2 },
    records: tagged,
    input: { tokens: ['anna', 'sang', 'somewhere'] },
  },
  'tag words, beside windows of them': {
    task: 'tag',
    data: { minCount: 1 },
    model: { ...size, embed, wide: 'window', wideBits: 6 },
    records: tagged,
    input: { tokens: ['anna', 'sang', 'somewhere'] },
  },
  'tag with a CRF': {
    task: 'tag',
    data: { minCount: 1 },
    model: { ...size, embed, crf: true },
    records: tagged,
    input: { tokens: ['anna', 'went', 'home'] },
  },
  translate: {
    task: 'translate',
    data: { level: 'word', minCount: 1 },
    model: { ...size, embed },
    records: pairs,
    input: 'two one four',
  },
  'caption a vector': {
    task: 'caption',
    data: { level: 'word', minCount: 1 },
    model: { ...size, embed },
    records: captions((n) => ({ vector: [n, 2 * n - 1, 0.5] })),
    input: { vector: [1.5, 0.5, 2] },
  },
  'caption a label': {
    task: 'caption',
    data: { level: 'char', condition: 'label' },
    model: { ...size, embed },
    records: captions((n) => ({ label: n % 2 === 0 ? 'one' : 'other' })),
    input: { label: 'other' },
  },
  transcribe: {
    task: 'transcribe',
    model: { ...size, stackFrames: 2 },
    records: [
      { frames: frames(12), text: 'ab' },
      { frames: frames(10), text: 'ba' },
    ],
    input: { frames: frames(9) },
  },
  'classify rows': {
    task: 'classify',
    data: { input: 'table' },
    model: { layers: 1, hidden: 3 },
    records: [
      { age: 30, weight: 70, work: 'desk', label: 'low' },
      { age: 50, weight: 95, work: 'field', label: 'high' },
      { age: 61, weight: 80, work: 'desk', label: 'high' },
    ],
    input: { age: 44, weight: 60, work: 'field' },
  },
  'tag vectors': {
    task: 'tag',
    data: { input: 'vectors' },
    model: { ...size },
    records: [{ frames: frames(4), labels: ['up', 'up', 'down', 'down'] }],
    input: { frames: frames(5) },
  },
  'tag words with vectors': {
    task: 'tag',
    data: { input: 'both', minCount: 1 },
    model: { ...size, embed },
    records: tagged.map((record) => ({ ...record, vectors: frames(record.tokens.length) })),
    input: { tokens: ['lee', 'went'], vectors: frames(2) },
  },
  'forecast, direct': {
    task: 'forecast',
    data: { window: 6, horizon: 3, targets: ['y'], features: ['z'], arOrder: 0 },
    model: { ...size, mode: 'direct' },
    records: [{ y: column(0), z: column(1) }],
    input: { y: column(0), z: column(1) },
  },
  'forecast, direct, with a highway': {
    task: 'forecast',
    data: { window: 6, horizon: 3, targets: ['y'], features: ['z'], arOrder: 0 },
    model: { ...size, mode: 'direct', highway: 4 },
    records: [{ y: column(0), z: column(1) }],
    input: { y: column(0), z: column(1) },
  },
  'forecast, recursive, relative': {
    task: 'forecast',
    data: { window: 6, horizon: 3, relative: true, arOrder: 0 },
    model: { ...size, mode: 'recursive', likelihood: 'student-t' },
    records: [{ y: column(0), z: column(1) }],
    input: { y: column(0), z: column(1) },
  },
};

/** The network of a case with random weights, those that begin at zero too. */
export async function openCase({
  task: name,
  data: given = {},
  model = {},
  records,
}: Case): Promise<TrainedTask> {
  const task = taskNamed(name);
  const data = parseSettings(task.dataSchema, given);
  const settings = parseSettings(modelSchemaOf(task, data), model);
  const place = { name: 'the records', line: 1 };
  const encodings = await task.fit(
    records.map((record) => task.parse(record, place, data)),
    data,
  );
  const backend = createReferenceBackend();
  const stored = JSON.parse(JSON.stringify(encodings));
  const opened = task.open({ backend, data, model: settings, encodings: stored, seed: 4 });
  const { parameters } = opened.network;
  const random = source(31);
  for (const { name: parameter, length } of parameters.entries()) {
    if (/bias|crf/.test(parameter)) parameters.write(parameter, random.values(length));
  }
  return trainedTask(task, { model: opened, data, settings }, () => backend.close());
}
