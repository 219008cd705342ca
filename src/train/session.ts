/** Everything that a run works with, put together: for a new run, or for one that goes on. */

import type { Backend } from '../backend/backend.ts';
import { createBackend } from '../backend/select.ts';
import { type Corpus, TextCodec } from '../data/index.ts';
import { loadCheckpoint } from '../files/checkpoint.ts';
import { writeWeights } from '../files/model-file.ts';
import {
  draftRun,
  openLanguageRun,
  readVocabulary,
  runFile,
  updateRun,
} from '../files/run-folder.ts';
import { modelMetadata } from '../generate/load.ts';
import type { LanguageModelConfig } from '../models/config.ts';
import { LanguageModel } from '../models/language-model.ts';
import { Predictor } from '../models/predictor.ts';
import { type Batches, openBatches } from './batches.ts';
import { closer } from './closer.ts';
import { type CorpusRecord, readCorpus, reopenCorpus } from './corpus.ts';
import { type Counters, newCounters } from './counters.ts';
import { resolveData, resolveModel, resolveTraining, withIntervals } from './defaults.ts';
import { totalSteps, withLimits } from './limits.ts';
import type { ComputeOptions, ResumeOptions, TrainOptions } from './options.ts';
import type { DataSettings, TrainSettings } from './settings.ts';
import { beginWith, languageStart } from './start.ts';
import { folderStore, memoryStore, type RunStore, restore, tokenFiles } from './store.ts';
import { Trainer } from './trainer.ts';
import { defaultValidation } from './validation-default.ts';
import { VERSION } from './version.ts';

export interface TrainingSession {
  backend: Backend;
  model: LanguageModel;
  trainer: Trainer;
  predictor: Predictor;
  codec: TextCodec;
  corpus: Corpus;
  record: CorpusRecord;
  batches: Batches;
  data: DataSettings;
  settings: TrainSettings;
  /** By steps and epochs; undefined where only minutes or patience end the run. */
  totalSteps: number | undefined;
  counters: Counters;
  store: RunStore;
  notes: string[];
  /** Frees everything but the store's contents. */
  close(): void;
}

/** Throws 'usage', 'data', 'encoding' or 'file'; then nothing is left behind. */
export async function newSession(options: TrainOptions): Promise<TrainingSession> {
  const undo: (() => void)[] = [];
  try {
    const start = options.from === undefined ? undefined : languageStart(options.from, options);
    const config = start?.config ?? resolveModel(options);
    const { encoding } = resolveData({ encoding: options.encoding });
    const data = start ? { ...start.data, encoding } : resolveData(options);
    const source = options.data ?? { sample: 'theatre' };
    const notes: string[] = [];
    const validation = options.validation ?? defaultValidation(source, notes);
    const draft = options.out === undefined ? undefined : draftRun(options.out);
    if (draft) undo.push(() => draft.discard());
    const { corpus, record } = await readCorpus({
      source,
      validation,
      data,
      codec: start?.codec,
      tokenFiles: draft && tokenFiles(draft.path),
      signal: options.signal,
    });
    undo.push(() => corpus.close());
    const { codec } = corpus;
    const resolved = resolveTraining({ ...options, validation: fractionOf(validation) }, data, {
      tokens: corpus.train.source.length,
      sequences: corpus.train.sequences?.count,
      beginning: beginningOf(corpus),
    });
    if (resolved.samples) codec.encode(resolved.samplePrime, { name: 'the prime of the samples' });
    const parts = await assemble({ config, settings: resolved, corpus, options, undo });
    parts.model.initialize(resolved.seed);
    if (start && options.from !== undefined) {
      notes.push(beginWith(parts.model.parameters, start.weights, options.from));
    }
    if (parts.batches.shrunk !== undefined) {
      const { requested, used } = parts.batches.shrunk;
      notes.push(
        `the text is too short for windows of ${requested} steps in ${resolved.batch} ${resolved.batch === 1 ? 'stream' : 'streams'}: the window is ${used}`,
      );
    }
    const settings = withIntervals(resolved, {
      totalSteps: parts.totalSteps,
      stepTokens: corpus.train.source.length / parts.batches.stepsPerEpoch,
      validationTokens: record.validationTokens,
    });
    const store =
      draft === undefined
        ? memoryStore()
        : folderStore(
            draft.commit(
              {
                unroll: VERSION,
                task: 'lm',
                ...(codec.icu === undefined ? {} : { icu: codec.icu }),
                model: config,
                data: { ...data },
                training: { ...settings },
                corpus: {
                  ...record,
                  ...(options.from === undefined ? {} : { from: options.from }),
                },
              },
              codec.toJSON(),
            ),
            { metadata: modelMetadata(config, codec) },
          );
    undo.push(() => store.close());
    return {
      ...parts,
      codec,
      corpus,
      record,
      data,
      settings,
      store,
      notes,
      counters: newCounters(),
      close: closer(undo),
    };
  } catch (error) {
    closer(undo)();
    throw error;
  }
}

/** Throws 'file' or 'format' where the folder is no run that can go on. */
export async function resumedSession(
  folder: string,
  options: ResumeOptions,
): Promise<TrainingSession> {
  const undo: (() => void)[] = [];
  try {
    let run = openLanguageRun(folder);
    const codec = TextCodec.fromJSON(readVocabulary(run));
    const path = runFile(run, 'checkpoint');
    const restored = restore(loadCheckpoint(run), path);
    const record = run.settings.corpus as CorpusRecord;
    const data = run.settings.data as unknown as DataSettings;
    const before = run.settings.training as unknown as TrainSettings;
    const settings = withLimits(before, options);
    const corpus = reopenCorpus(codec, record, tokenFiles(run.path));
    undo.push(() => corpus.close());
    const config = run.settings.model;
    const parts = await assemble({ config, settings, corpus, options, undo });
    writeWeights(parts.model.parameters, restored.weights, path);
    parts.trainer.load(restored.trainer);
    parts.batches.seek(restored.counters.position);
    // Only now that nothing can be refused any more: new limits that do not work leave the run as it was.
    if (JSON.stringify(settings) !== JSON.stringify(before)) {
      run = updateRun(run, { ...run.settings, training: { ...settings } });
    }
    const store = folderStore(run, {
      metadata: modelMetadata(config, codec),
      offsets: restored.offsets,
    });
    undo.push(() => store.close());
    const notes: string[] = [];
    return {
      ...parts,
      codec,
      corpus,
      record,
      data,
      settings,
      store,
      notes,
      counters: restored.counters,
      close: closer(undo),
    };
  } catch (error) {
    closer(undo)();
    throw error;
  }
}

interface AssembleOptions {
  config: LanguageModelConfig;
  settings: TrainSettings;
  corpus: Corpus;
  options: ComputeOptions & Pick<TrainOptions, 'cells'>;
  undo: (() => void)[];
}

async function assemble({ config, settings, corpus, options, undo }: AssembleOptions) {
  const batches = openBatches(corpus.train, settings);
  const total = totalSteps(settings, batches.stepsPerEpoch);
  const { backend: name, threads, cells } = options;
  const backend = await createBackend({ backend: name, threads, precision: settings.precision });
  undo.push(() => backend.close());
  const model = new LanguageModel(backend, config, corpus.codec.vocabulary.size, { cells });
  undo.push(() => model.close());
  const trainer = new Trainer(model, settings, total);
  undo.push(() => trainer.close());
  const predictor = new Predictor(model);
  undo.push(() => predictor.close());
  return { backend, batches, totalSteps: total, model, trainer, predictor };
}

function fractionOf(validation: NonNullable<TrainOptions['validation']>): number {
  return typeof validation === 'number' ? validation : 0;
}

/** The first symbols of the training text, up to its first line end: what samples begin with. */
function beginningOf({ codec, train }: Corpus): string {
  if (train.sequences !== undefined) return '';
  const { level } = codec.options;
  const few = level === 'word' || level === 'bpe' ? 5 : 20;
  const ids = new Int32Array(Math.min(train.source.length, few));
  train.source.read(0, ids);
  const [line] = codec.decode(ids).trimStart().split(/\r?\n/);
  // What is cut inside a character, or is no text, cannot be given back to the model.
  return line.includes('\ufffd') ? '' : line;
}
