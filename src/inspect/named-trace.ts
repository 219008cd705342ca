/** A traced example with the task's own answer and the names of what its steps read. */
import type { TrainedTask } from '../tasks/load.ts';
import type { Prediction } from '../tasks/task.ts';
import { type Ids, isBlock } from '../tensor/tensor.ts';
import { answerOf, type ExampleTrace, traceExample } from './example-trace.ts';
import type { Wanted } from './layer-values.ts';
import type { PlanBox } from './network-plan.ts';

export type Part = PlanBox['part'];

export interface NamedTrace {
  prediction: Prediction;
  trace: ExampleTrace;
  /** By part, a name for each step; none of a network without steps. */
  symbols: ReadonlyMap<Part, readonly string[]>;
}

/** Of a record as `task.inside.record` makes it; errors are those of `predict`. */
export function namedTrace(task: TrainedTask, record: object, wanted?: Wanted): NamedTrace {
  const prediction = answerOf(task, record);
  const trace = traceExample(task, record, { wanted, prediction });
  return { prediction, trace, symbols: symbolsOf(task, record, { trace, prediction }) };
}

/** As questions to the task name what it reads; what a network has written, by its symbols. */
function symbolsOf(
  task: TrainedTask,
  record: object,
  { trace, prediction }: Omit<NamedTrace, 'symbols'>,
): NamedTrace['symbols'] {
  const { model } = task.inside;
  const batch = trace.batch as { inputs?: Ids; decoder?: { inputs: Ids } };
  const written = (ids: Ids) =>
    Array.from(isBlock(ids) ? ids.array() : ids, (id) => model.classes?.[id] ?? '');
  if (task.task === 'caption') return new Map([['network', written(batch.inputs ?? [])]]);
  const example = model.encode(record, { labelled: false });
  const answer = task.task === 'translate' ? String(prediction.translation) : undefined;
  const { inputs } = model.question(example, { answer });
  const read = inputs.find(({ by }) => by === 'rows')?.positions ?? [];
  if (task.task !== 'translate') return new Map([['network', read]]);
  return new Map([
    ['encoder', read],
    ['decoder', written(batch.decoder?.inputs ?? [])],
  ]);
}
