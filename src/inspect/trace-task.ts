/**
 * What the network of a task does with one record: every layer and direction of its stacks at each step.
 * A network that writes a sequence reads the right one, as in training, or its own where none is given.
 */
import type { TaskName } from '../files/task-names.ts';
import type { Cell } from '../nn/cells/cell.ts';
import { WatchedTape } from '../nn/recurrent/watch.ts';
import type { TrainedTask } from '../tasks/load.ts';
import type { Question } from '../tasks/question.ts';
import { UnrollError } from '../util/errors.ts';
import {
  checkWanted,
  type LayerValues,
  layerName,
  pickValues,
  type Wanted,
} from './layer-values.ts';

/** One layer and direction over all its steps. */
export interface TaskWalk extends LayerValues {
  /** `l0`, `l0_reverse`, `encoder.l0`. */
  name: string;
  cell: Cell;
  /** What the stack reads at each step: a symbol, a word, the number or time of a vector. */
  symbols: readonly string[];
}

/** Where records hold what is written. */
const WRITTEN: { readonly [Name in TaskName]?: 'targets' | 'captions' } = {
  translate: 'targets',
  caption: 'captions',
};

/** The part of what is read that each stack walks over, by its embedding. */
const READ: Readonly<Record<string, string>> = {
  'rnn.': 'embedding',
  'encoder.': 'source_embedding',
  'decoder.': 'target_embedding',
};

/** Whether a stack walks over the steps of the record, not over the letters of single words. */
export function walksOverSteps({ stack }: Pick<LayerValues, 'stack'>): boolean {
  return Object.hasOwn(READ, stack);
}

/**
 * The walks in their order: of a translator those of the encoder, then those of the decoder. The input is as
 * for `predict`; layers over the letters of single words are left out. Errors as of `predict`; 'unsupported' for a
 * network without recurrent layers, 'usage' for a layer or unit that there is not.
 */
export function traceTask(task: TrainedTask, input: unknown, wanted: Wanted = {}): TaskWalk[] {
  return traceRecord(task, task.inside.record(input), wanted);
}

/** The same of a record as the task reads it from files. */
export function traceRecord(task: TrainedTask, record: object, wanted: Wanted = {}): TaskWalk[] {
  const question = questionOf(task, record);
  const walks: TaskWalk[] = [];
  const names: string[] = [];
  let cell: Cell | undefined;
  const tape = new WatchedTape(
    task.inside.model.network.parameters.backend,
    {
      cell(_, own) {
        cell = own;
        return own;
      },
      walked(place, view) {
        const symbols = symbolsOf(question, place.stack);
        if (symbols === undefined || cell === undefined) return;
        const name = layerName(place);
        names.push(name);
        const { layers } = wanted;
        if (layers !== undefined && !layers.includes(place.layer) && !layers.includes(name)) return;
        checkWanted({ units: wanted.units }, { layers: 1, hidden: place.H });
        const picked = pickValues(place, view, wanted);
        if (picked !== undefined) walks.push({ ...picked, name, cell, symbols });
      },
    },
    { recording: false },
  );
  try {
    question.score(tape);
  } finally {
    tape.close();
  }
  if (names.length === 0) throw noSteps(task);
  if (walks.length > 0) return walks;
  throw new UnrollError(
    'usage',
    `there is no layer ${wanted.layers?.join(', ')}: this network has ${names.join(', ')}`,
  );
}

/** What the task's answer to the record depends on; a record that has what is to be written is asked about that. */
function questionOf({ task, inside: { model } }: TrainedTask, record: object): Question {
  const field = WRITTEN[task];
  if (field === undefined) return model.question(model.encode(record, { labelled: false }));
  const { [field]: texts, prime, ...rest } = record as Readonly<Record<string, unknown>>;
  const answer = (texts as readonly string[] | undefined)?.[0];
  // A caption that is given has what it begins with.
  const given = answer === undefined ? { ...rest, prime } : rest;
  return model.question(model.encode(given, { labelled: false }), { answer });
}

function symbolsOf({ inputs }: Question, stack: string): readonly string[] | undefined {
  return inputs.find(({ of, by }) => by === 'rows' && of === READ[stack])?.positions;
}

/** Of networks that read all of a record at once. */
export function noSteps({ task }: TrainedTask): UnrollError {
  return new UnrollError(
    'unsupported',
    `this network reads a row at once and has no recurrent layer (task ${task} over a table): there are no steps to look at`,
  );
}
