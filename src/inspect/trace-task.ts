/** Every layer and direction of a task's network over one input, with the names of its steps. */
import type { TrainedTask } from '../tasks/load.ts';
import { UnrollError } from '../util/errors.ts';
import { type TracedLayer, traceExample } from './example-trace.ts';
import type { Wanted } from './layer-values.ts';
import { stepNames } from './named-trace.ts';

export interface TaskWalk extends TracedLayer {
  /** What the stack reads at each step: a symbol, a word, the number or time of a vector. */
  symbols: readonly string[];
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
  const { layers, names, question } = traceExample(task, record, wanted);
  if (names.length === 0) throw noSteps(task);
  if (layers.length === 0) {
    throw new UnrollError(
      'usage',
      `there is no layer ${wanted.layers?.join(', ')}: this network has ${names.join(', ')}`,
    );
  }
  const symbols = stepNames(question);
  return layers.map((layer) => ({ ...layer, symbols: symbols.get(layer.part) ?? [] }));
}

/** Of networks that read all of a record at once. */
export function noSteps({ task }: TrainedTask): UnrollError {
  return new UnrollError(
    'unsupported',
    `this network reads a row at once and has no recurrent layer (task ${task} over a table): there are no steps to look at`,
  );
}
