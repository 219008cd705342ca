/**
 * Records that a task's run was validated on: as they are, or in the form in which `predict` takes them,
 * answers left out. Of a run without validation data those that it learned from.
 */
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { runFile } from '../../files/run-folder.ts';
import type { TaskName } from '../../files/task-names.ts';
import type { StoredRun } from './run-store.ts';

const MOST = 5;
/** Of the file of records that are looked at. */
const BYTES = 1 << 20;
/** Of a series, which may be long, the last steps beside those that a forecast is made from. */
const STEPS_MORE = 150;

type Fields = Readonly<Record<string, unknown>>;

/** Texts as strings, everything else as objects. None of a run that keeps none, or of a language model. */
export function examplesOf({ path, settings }: StoredRun): unknown[] {
  if (settings.task === 'lm') return [];
  const toInput = inputs[settings.task];
  return firstRecords({ path }, MOST).map((record) => toInput(record, settings.data));
}

/** At most `count` of those in the first MiB, as the task reads records from files. */
export function firstRecords({ path }: Pick<StoredRun, 'path'>, count: number): Fields[] {
  const validation = runFile({ path }, 'validation');
  const lines = [validation, runFile({ path }, 'examples')]
    .filter((file) => existsSync(file))
    .map((file) => wholeLines(file))
    .find((found) => found.length > 0);
  return (lines ?? []).slice(0, count).map((line) => JSON.parse(line));
}

const inputs: { readonly [T in TaskName]: (record: Fields, data: Fields) => unknown } = {
  classify: textOrVectors,
  regress: textOrVectors,
  tag: (record, data) =>
    record.tokens === undefined
      ? framesOf(record, data)
      : { [String(data.tokenColumn ?? 'tokens')]: record.tokens },
  translate: ({ source }) => source,
  caption: ({ vector, label, prime }, data) => ({
    ...(vector === undefined ? {} : { [String(data.vector)]: vector }),
    ...(label === undefined ? {} : { [String(data.labelColumn)]: label }),
    ...(prime === undefined ? {} : { prime }),
  }),
  transcribe: framesOf,
  forecast: seriesOf,
};

function textOrVectors(record: Fields, data: Fields): unknown {
  return record.text ?? record.cells ?? framesOf(record, data);
}

function framesOf({ frames, width }: Fields, data: Fields): Fields {
  const numbers = frames as readonly number[];
  const size = Number(width);
  const rows = Array.from({ length: numbers.length / size }, (_, t) =>
    numbers.slice(t * size, (t + 1) * size),
  );
  return { [String(data.frames)]: rows };
}

/** A list for each column, and one of the times. */
function seriesOf({ columns, times, values }: Fields, { timeColumn, window }: Fields): Fields {
  const names = columns as readonly string[];
  const numbers = values as readonly number[];
  const steps = numbers.length / names.length;
  const from = Math.max(0, steps - Number(window) - STEPS_MORE);
  const list = (column: number) =>
    Array.from({ length: steps - from }, (_, t) => numbers[(from + t) * names.length + column]);
  return {
    ...(times === undefined
      ? {}
      : { [String(timeColumn ?? 'time')]: (times as readonly string[]).slice(from) }),
    ...Object.fromEntries(names.map((name, column) => [name, list(column)])),
  };
}

function wholeLines(path: string): string[] {
  const descriptor = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(BYTES);
    const text = new TextDecoder().decode(bytes.subarray(0, readSync(descriptor, bytes)));
    return text.split('\n').slice(0, -1);
  } finally {
    closeSync(descriptor);
  }
}
