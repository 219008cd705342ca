/**
 * What a run may begin with in place of random weights (`from`): another run. Fine-tuning a language
 * model goes on with its vocabulary and its network; a classifier or regression takes both of a language
 * model, as in Dai and Le 2015 ("Semi-supervised sequence learning") and Howard and Ruder 2018 (ULMFiT).
 */
import type { TextCodec } from '../data/index.ts';
import type { TensorGroup } from '../files/checkpoint.ts';
import { floatsOf } from '../files/model-file.ts';
import { openRun, readVocabulary } from '../files/run-folder.ts';
import { isModelFile, type OpenedModel, openModel } from '../generate/load.ts';
import { openTaskRun, weightsOf } from '../tasks/load.ts';
import type { NameOf } from '../tasks/settings.ts';
import type { Encodings, Task } from '../tasks/task.ts';
import type { Parameters } from '../tensor/parameters.ts';
import { UnrollError } from '../util/errors.ts';
import { defined } from '../util/records.ts';
import type { TrainOptions } from './options.ts';
import type { DataSettings, Unit } from './settings.ts';

/** What the shapes of a network's weights depend on, and what they were learned for. */
const NETWORK = [
  'cell',
  'layers',
  'hidden',
  'embed',
  'tie',
  'residual',
  'outputLayers',
  'nonlinearity',
  'peepholeOutput',
  'init',
] as const;

/** How text becomes symbols. */
const TEXT = [
  'level',
  'unit',
  'minCount',
  'maxVocabulary',
  'lowercase',
  'punctuation',
  'split',
  'wordVectors',
] as const;

const UNITS: Readonly<Record<string, Unit>> = { lines: 'line', documents: 'document' };

export interface LanguageStart extends OpenedModel {
  data: DataSettings;
}

/** Throws 'usage' for options that the other run has decided; 'file' and 'format' as `load`. */
export function languageStart(from: string, options: TrainOptions): LanguageStart {
  refuseDecided(from, options);
  const opened = openModel(from);
  const { dropout, wordDrop, weightDrop, variational } = options;
  const { embed } = opened.config;
  const embedDropout = options.embedDropout ?? (embed === 'onehot' ? undefined : dropout);
  const regularised = { dropout, embedDropout, wordDrop, weightDrop, variational };
  return {
    ...opened,
    config: { ...opened.config, ...defined(regularised) },
    data: { ...textSettings(opened.codec), encoding: 'utf8' },
  };
}

export interface TaskStart {
  /** Settings that stand where the caller gives none. */
  data: object;
  model: object;
  /** Those of the other run; absent: learned anew, but for the codec. */
  encodings?: Encodings;
  /** Of a language model. */
  codec?: TextCodec;
  weights: TensorGroup;
}

/** From a run of the same task, or from a language model where the task can read as one. */
export function taskStart(from: string, task: Task, given: object, nameOf: NameOf): TaskStart {
  const language = isModelFile(from) || openRun(from).settings.task === 'lm';
  if (language) return startFromLanguage(from, task, given, nameOf);
  const run = openTaskRun(from);
  if (run.settings.task !== task.name) {
    throw new UnrollError(
      'usage',
      `"${from}" is a run of task ${run.settings.task}, and this is ${task.name}: begin with a run of ${task.name}${task.readsAsLanguage ? ' or with a language model' : ''}`,
    );
  }
  return {
    data: run.settings.data,
    model: run.settings.model,
    encodings: readVocabulary(run) as Encodings,
    weights: weightsOf(run).tensors,
  };
}

function startFromLanguage(from: string, task: Task, given: object, nameOf: NameOf): TaskStart {
  if (!task.readsAsLanguage) {
    throw new UnrollError(
      'usage',
      `"${from}" is a language model, and ${task.name} cannot begin with one: begin with a run of ${task.name}`,
    );
  }
  refuseDecided(from, given, nameOf);
  const { config, codec, weights } = openModel(from);
  const { cell, layers, hidden, embed, residual, nonlinearity, peepholeOutput } = config;
  const { unit: _, ...data } = textSettings(codec);
  return {
    data,
    model: {
      ...{ cell, layers, hidden, embed, residual, nonlinearity, peepholeOutput },
      bidirectional: false,
    },
    codec,
    weights: new Map([...weights].filter(([name]) => /^(embedding|rnn)\./.test(name))),
  };
}

/**
 * Writes the weights of the other run into the network; gives a line for people. Throws 'usage' where one does not
 * fit: a setting changes the network's sizes.
 */
export function beginWith(parameters: Parameters, weights: TensorGroup, from: string): string {
  const written = [...weights.keys()].filter((name) => parameters.has(name));
  for (const name of written) {
    const tensor = weights.get(name);
    const { shape } = parameters.get(name);
    const { data, shape: other = [] } = tensor ?? {};
    const numbers = floatsOf(name, data, from);
    if (other.join() !== shape.join()) {
      throw new UnrollError(
        'usage',
        `${name} is (${other.join(', ')}) in "${from}" and would be (${shape.join(', ')}) here: leave out what changes the network's sizes`,
      );
    }
    parameters.write(name, numbers);
  }
  const all = parameters.names().length;
  const rest = written.length === all ? '' : '; the others begin at random';
  return `${from}: ${written.length} of ${all} weights begin as they are there${rest}`;
}

/** Throws 'usage' for an option that the other run has decided. */
export function refuseDecided(
  from: string,
  given: object,
  nameOf: NameOf = (option) => option,
): void {
  const options = given as Readonly<Record<string, unknown>>;
  const decided = [...NETWORK, ...TEXT].find((name) => options[name] !== undefined);
  if (decided === undefined) return;
  throw new UnrollError(
    'usage',
    `${nameOf(decided)} was decided when "${from}" was trained: leave it out`,
  );
}

/** The settings of text that a codec was made with. */
function textSettings({ options }: TextCodec): Omit<DataSettings, 'encoding'> {
  const { level, sequences, split = 'unicode', punctuation = true } = options;
  return {
    level,
    unit: UNITS[sequences ?? ''] ?? 'stream',
    minCount: options.minCount ?? 1,
    maxVocabulary: options.vocabularySize ?? 0,
    lowercase: options.lowerCase ?? false,
    punctuation,
    split,
  };
}
