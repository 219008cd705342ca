/** How far gradients reach in a run of another task, over an input or the records that it validates on. */
import { basename } from 'node:path';
import { recordsGradientReach } from '../../inspect/task-reach.ts';
import type { GradientsAnswer } from '../../protocol/network.ts';
import { UnrollError } from '../../util/errors.ts';
import { firstRecords } from '../runs/examples.ts';
import type { Operations } from './operations.ts';
import type { Question } from './question.ts';
import { recordOf } from './task-input.ts';

export function taskGradients({
  path,
  request: { weights, of, ...asked },
  cache,
  signal,
}: Question<Operations['task-gradients']['request']>): Promise<GradientsAnswer> {
  return cache.useTask(path, weights, async (task) => {
    const records =
      'input' in of ? [await recordOf(task, of.input, signal)] : recordsOf(path, of.validation);
    return { reaches: [recordsGradientReach(task, records, { ...asked, name: basename(path) })] };
  });
}

function recordsOf(path: string, count: number): object[] {
  const records = firstRecords({ path }, count);
  if (records.length > 0) return records;
  throw new UnrollError(
    'data',
    'the run keeps no record, or none that ends in the first MiB of its file: give an input',
  );
}
