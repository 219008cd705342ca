/** Names for people of what the steps of a traced example read, and the example with the task's own answer. */
import type { TrainedTask } from '../tasks/load.ts';
import type { Question } from '../tasks/question.ts';
import type { Prediction } from '../tasks/task.ts';
import { type ExampleTrace, traceExample } from './example-trace.ts';
import type { Wanted } from './layer-values.ts';
import { type Part, partReading } from './network-parts.ts';

/** By part, a name for each step: a symbol, a word, the number or time of a vector. */
export type StepNames = ReadonlyMap<Part, readonly string[]>;

/** None of a network without steps. */
export function stepNames({ inputs }: Pick<Question, 'inputs'>): StepNames {
  const names = new Map<Part, readonly string[]>();
  for (const { by, of, positions } of inputs) {
    const part = by === 'rows' ? partReading(of) : undefined;
    if (part !== undefined && !names.has(part)) names.set(part, positions);
  }
  return names;
}

export interface NamedTrace {
  prediction: Prediction;
  trace: ExampleTrace;
  symbols: StepNames;
}

/** Of a record as `task.inside.record` makes it; errors are those of `predict`. */
export function namedTrace(task: TrainedTask, record: object, wanted?: Wanted): NamedTrace {
  const { model } = task.inside;
  const [prediction] = model.predict([model.encode(record, { labelled: false })]);
  const trace = traceExample(task, record, wanted);
  return { prediction, trace, symbols: stepNames(trace.question) };
}
