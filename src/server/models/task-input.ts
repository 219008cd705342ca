/** What a user gives to a task, as its records. */
import type { RecordSource } from '../../data/index.ts';
import type { TaskInput } from '../../protocol/predict.ts';
import type { TrainedTask } from '../../tasks/load.ts';
import { UnrollError } from '../../util/errors.ts';

/** A text in the form of the task's files. */
export function textSource(task: TrainedTask, text: string): RecordSource {
  return { name: `the text${extension(task)}`, pieces: [text] };
}

/** The one record of an input, of a text its first. Error 'data' for a text without any. */
export async function recordOf(
  task: TrainedTask,
  input: TaskInput,
  signal: AbortSignal,
): Promise<object> {
  if (typeof input !== 'string') return task.inside.record(input);
  for await (const record of task.inside.records(textSource(task, input), { signal })) {
    return record;
  }
  throw new UnrollError('data', 'there is nothing to read in the text: give a line, or a record');
}

/** What the text would end in as a file, which says how it is read. */
function extension({ task, data }: TrainedTask): string {
  const rows = task === 'forecast' || ('input' in data && data.input === 'table');
  return rows ? '.csv' : '.txt';
}
