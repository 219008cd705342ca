/** What `unroll info` says of a run folder or of a safetensors file. */
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { TextCodec } from '../data/index.ts';
import { loadCheckpoint } from '../files/checkpoint.ts';
import { readJsonLines } from '../files/json-lines.ts';
import type { LanguageRunSettings, TaskRunSettings } from '../files/run-file.ts';
import { openRun, type Run, readVocabulary, runFile, runFileNames } from '../files/run-folder.ts';
import { type NamedTensor, readSafetensors } from '../files/safetensors.ts';
import { table } from '../util/text-table.ts';
import type { Report } from './commands/info.ts';
import { bytes, count, figures } from './format.ts';
import { icuRemark } from './model.ts';

/** A file to be listed by itself: not a folder, and not one of a run's own files. */
export function isTensorFile(path: string): boolean {
  if (!existsSync(path) || statSync(path).isDirectory()) return false;
  return (
    basename(path) === 'checkpoint.safetensors' || !existsSync(join(dirname(path), 'run.json'))
  );
}

export function tensorFileReport(path: string): Report {
  const { tensors, metadata } = readSafetensors(path);
  const size = statSync(path).size;
  const parameters = total(tensors);
  return {
    record: { file: path, bytes: size, numbers: parameters, metadata, tensors: list(tensors) },
    lines: [
      `file        ${path}, safetensors, ${bytes(size)}`,
      `numbers     ${count(parameters)} in ${tensors.size} tensors`,
      ...Object.entries(metadata).map(([key, value]) => `metadata    ${key}: ${shorten(value)}`),
      '',
      shapes(tensors),
    ],
  };
}

export function runReport(path: string): Report {
  const run = openRun(path);
  const { settings } = run;
  const weights = readWeights(run);
  const history = readHistory(run);
  const about = settings.task === 'lm' ? textFacts(run, settings) : taskFacts(settings);
  const files = Object.values(runFileNames)
    .map((name) => ({ name, path: join(run.path, name) }))
    .filter((file) => existsSync(file.path))
    .map(({ name, path: place }) => ({ name, bytes: statSync(place).size }));
  const parameters = total(weights);
  return {
    record: {
      run: run.path,
      settings,
      ...about.record,
      parameters,
      history,
      files,
      tensors: list(weights),
    },
    lines: [
      `run         ${run.path}, made by Unroll ${settings.unroll}`,
      ...about.lines,
      `parameters  ${parameters === 0 ? 'nothing saved yet' : count(parameters)}`,
      `training    ${settingsLine(settings.training)}`,
      ...historyLines(history),
      `files       ${files.map((file) => `${file.name} ${bytes(file.bytes)}`).join(', ')}`,
      ...(parameters === 0 ? [] : ['', shapes(weights)]),
    ],
  };
}

function textFacts(run: Run, { data, model: shape }: LanguageRunSettings): Report {
  const codec = TextCodec.fromJSON(readVocabulary(run));
  const vocabulary = codec.vocabulary.size;
  const input = shape.embed === 'onehot' ? 'one-hot input' : `embeddings of ${shape.embed}`;
  return {
    record: { vocabulary },
    lines: [
      `task        lm, level ${data.level}, vocabulary of ${count(vocabulary)}`,
      ...(codec.icuDiffers ? [`note        ${icuRemark(codec)}`] : []),
      `model       ${shape.cell} ${shape.layers}×${shape.hidden}, ${input}${shape.tie ? ', tied' : ''}`,
    ],
  };
}

function taskFacts({ task, corpus, data, model }: TaskRunSettings): Report {
  const { trainExamples, validationExamples } = corpus;
  return {
    record: {},
    lines: [
      `task        ${task}, ${count(trainExamples)} examples to train on, ${count(validationExamples)} to validate on`,
      `data        ${settingsLine(data)}`,
      `model       ${settingsLine(model)}`,
    ],
  };
}

/** The weights of the model, or of the checkpoint while there is no model; none at the very start. */
function readWeights(run: Run): ReadonlyMap<string, NamedTensor> {
  if (existsSync(runFile(run, 'model'))) return readSafetensors(runFile(run, 'model')).tensors;
  if (!existsSync(runFile(run, 'checkpoint'))) return new Map();
  return loadCheckpoint(run).groups.weights ?? new Map();
}

interface History {
  steps: number;
  train_loss: number | null;
  val_loss: number | null;
  best_val_loss: number | null;
  best_step: number | null;
}

/** The last and the best figures of `metrics.jsonl`. */
function readHistory(run: Run): History {
  const history: History = {
    steps: 0,
    train_loss: null,
    val_loss: null,
    best_val_loss: null,
    best_step: null,
  };
  for (const record of readJsonLines(runFile(run, 'metrics'))) {
    const step = typeof record.step === 'number' ? record.step : 0;
    history.steps = Math.max(history.steps, step);
    if (typeof record.loss === 'number') history.train_loss = record.loss;
    if (typeof record.val_loss !== 'number') continue;
    history.val_loss = record.val_loss;
    if (history.best_val_loss === null || record.val_loss < history.best_val_loss) {
      history.best_val_loss = record.val_loss;
      history.best_step = step;
    }
  }
  return history;
}

function historyLines({ steps, train_loss, best_val_loss, best_step }: History): string[] {
  if (steps === 0) return ['history     no step recorded yet'];
  const parts = [
    `${count(steps)} steps`,
    ...(train_loss === null ? [] : [`last training loss ${figures(train_loss)}`]),
    ...(best_val_loss === null
      ? []
      : [`best validation loss ${figures(best_val_loss)} at step ${count(best_step ?? 0)}`]),
  ];
  return [`history     ${parts.join(', ')}`];
}

/** The settings that are numbers other than 0 or words, as `name value`, in the order of the file. */
function settingsLine(settings: object): string {
  return Object.entries(settings)
    .filter(([name, value]) => name !== 'task' && value !== 0 && value !== '')
    .filter(([, value]) => typeof value === 'number' || typeof value === 'string')
    .map(([name, value]) => `${name} ${JSON.stringify(value).replaceAll('"', '')}`)
    .join(', ');
}

function total(tensors: ReadonlyMap<string, NamedTensor>): number {
  return [...tensors.values()].reduce((sum, { data }) => sum + data.length, 0);
}

function list(tensors: ReadonlyMap<string, NamedTensor>) {
  return [...tensors].map(([name, { shape }]) => ({ name, shape }));
}

function shapes(tensors: ReadonlyMap<string, NamedTensor>): string {
  const rows = [...tensors].map(([name, { shape, data }]) => [
    name,
    `(${shape.join(', ')})`,
    count(data.length),
  ]);
  return table([['tensor', 'shape', 'numbers'], ...rows], ['left', 'left', 'right']);
}

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
