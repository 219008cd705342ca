/** Language models beside n-gram and fixed-window models of the same text, whatever their levels. */
import { statSync } from 'node:fs';
import { createBackend } from '../backend/select.ts';
import { arpaLines, type NgramModel } from '../baselines/index.ts';
import type { TextCodec } from '../data/index.ts';
import { writeAtomic } from '../files/atomic-write.ts';
import { openLanguageRun, runFile } from '../files/run-folder.ts';
import { evaluatePart } from '../generate/evaluate.ts';
import { load } from '../generate/load.ts';
import { Predictor } from '../models/predictor.ts';
import { tokenFiles } from '../train/store.ts';
import { type ComparedRow, type Comparison, concluded } from './comparison.ts';
import { trainingSeconds } from './history.ts';
import { figures, type OpenedText, openText } from './language-text.ts';
import { fitNgrams, measureNgrams, readNgrams, type Sum } from './ngrams.ts';
import { contentKey } from './same.ts';
import type { CompareOptions } from './tasks.ts';
import { timed } from './timed.ts';
import { fitWindow, measureWindow } from './window.ts';

export interface LanguageOptions extends CompareOptions {
  /** Of the n-gram models; absent: 5 for words and subwords, 8 for smaller symbols. */
  order?: number;
  /** Steps of training the fixed-window model; 0: none. */
  windowSteps?: number;
  /** An ARPA file to compare with. */
  arpa?: string;
  /** Where the n-gram model of the first run is written as ARPA. */
  arpaOut?: string;
}

const WINDOW_STEPS = 500;

/** One table for each text that runs were measured on. */
export async function compareLanguageRuns(
  paths: readonly string[],
  options: LanguageOptions,
): Promise<Comparison[]> {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const { settings } = openLanguageRun(path);
    const { files, sample, validation } = settings.corpus;
    const key = options.files ? '' : JSON.stringify([files, sample, validation]);
    groups.set(key, [...(groups.get(key) ?? []), path]);
  }
  const comparisons: Comparison[] = [];
  for (const group of groups.values()) {
    const first = comparisons.length === 0;
    const { arpaOut, ...others } = options;
    comparisons.push(await compareGroup(group, first ? options : others));
  }
  return comparisons;
}

async function compareGroup(
  paths: readonly string[],
  options: LanguageOptions,
): Promise<Comparison> {
  const rows: ComparedRow[] = [];
  const levels = new Set<string>();
  const learned = new Set<string>();
  let arpaOut = options.arpaOut;
  for (const path of paths) {
    options.signal?.throwIfAborted();
    const opened = await openText(path, options);
    try {
      const { level } = opened.codec.options;
      levels.add(level);
      options.progress?.(`measuring ${path}`);
      rows.push(await runRow(path, opened, options));
      const files = tokenFiles(opened.run.path);
      const key = contentKey([runFile(opened.run, 'vocabulary'), files.train]);
      if (options.baselines === false || learned.has(key)) continue;
      learned.add(key);
      rows.push(...(await baselineRows(opened, { ...options, arpaOut })));
      arpaOut = undefined;
    } finally {
      opened.corpus.close();
    }
  }
  const remarks: string[] = [];
  if (levels.size > 1 && options.files === undefined) {
    remarks.push(
      'Each level ends the training text at another place: --data FILE measures all on one text.',
    );
  }
  if (rows.some(({ metrics }) => metrics.unknown > 0)) {
    remarks.push('Unknown symbols are guessed as one: their words cost less than if spelled out.');
  }
  const measuredOn = options.files?.join(', ') ?? "the runs' validation text";
  return concluded({ task: 'lm', measuredOn, rows, remarks });
}

async function runRow(
  path: string,
  { run, codec, test, size }: OpenedText,
  options: LanguageOptions,
): Promise<ComparedRow> {
  const { backend, threads, weights, cells, signal } = options;
  const model = await load(path, { backend, threads, weights, cells });
  const predictor = new Predictor(model.network);
  try {
    const { tokens, logProbability } = await evaluatePart(predictor, test, signal);
    return {
      ...figures({ tokens, nats: -logProbability }, { codec, test, size }),
      name: path,
      kind: 'run',
      parameters: model.parameterCount,
      bytes: statSync(runFile(run, 'model'), { throwIfNoEntry: false })?.size ?? 0,
      seconds: trainingSeconds(run),
    };
  } finally {
    predictor.close();
    model.close();
  }
}

async function baselineRows(opened: OpenedText, options: LanguageOptions): Promise<ComparedRow[]> {
  const { codec, corpus, test, run } = opened;
  const { level } = codec.options;
  const large = level === 'word' || level === 'bpe';
  const { order = large ? 5 : 8, windowSteps = WINDOW_STEPS, signal, progress } = options;
  const rows: ComparedRow[] = [];
  const measured = (sum: Sum) => ({ ...figures(sum, opened), kind: 'baseline' as const });

  progress?.(`counting n-grams of ${run.path}`);
  const { value: ngrams, seconds } = timed(() =>
    fitNgrams(corpus.train.source, codec, { order, signal }),
  );
  if (options.arpaOut !== undefined) writeArpa(options.arpaOut, ngrams, codec);
  rows.push({
    ...measured(measureNgrams(ngrams, test.source, codec)),
    name: `${ngrams.name} of ${level}s, modified Kneser-Ney`,
    parameters: ngrams.parameterCount,
    bytes: JSON.stringify(ngrams).length,
    seconds,
  });
  if (options.arpa !== undefined) {
    const { model, ids } = await readNgrams(options.arpa, codec);
    rows.push({
      ...measured(measureNgrams(model, test.source, codec, ids)),
      name: `${model.name} of ${level}s, ${options.arpa}`,
      parameters: model.parameterCount,
      bytes: statSync(options.arpa).size,
      seconds: null,
    });
  }
  if (windowSteps > 0) rows.push(await windowRow(opened, { ...options, windowSteps }));
  return rows;
}

async function windowRow(
  opened: OpenedText,
  {
    windowSteps: steps,
    backend: name,
    threads,
    signal,
    progress,
  }: LanguageOptions & { windowSteps: number },
): Promise<ComparedRow> {
  const { codec, corpus, test, run } = opened;
  const { level } = codec.options;
  const window = level === 'word' || level === 'bpe' ? 4 : 8;
  progress?.(`training a fixed-window model on the text of ${run.path}`);
  const backend = await createBackend({ backend: name, threads });
  try {
    const parts = { train: corpus.train, validation: corpus.validation ?? test };
    const start = performance.now();
    const model = await fitWindow(backend, codec.vocabulary.size, parts, {
      window,
      steps,
      seed: 1,
      signal,
    });
    const seconds = (performance.now() - start) / 1000;
    try {
      const { count } = model.parameters;
      return {
        ...figures(await measureWindow(model, test, signal), opened),
        kind: 'baseline',
        name: `feed-forward, window of ${window} ${level}s`,
        parameters: count,
        bytes: 4 * count,
        seconds,
      };
    } finally {
      model.close();
    }
  } finally {
    backend.close();
  }
}

function writeArpa(path: string, model: NgramModel, { vocabulary }: TextCodec): void {
  const names = Array.from({ length: vocabulary.size }, (_, id) => vocabulary.token(id));
  writeAtomic(path, chunks(arpaLines(model, names)));
}

function* chunks(lines: Iterable<string>): Generator<Uint8Array> {
  let text = '';
  for (const line of lines) {
    text += `${line}\n`;
    if (text.length < 1 << 16) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}
