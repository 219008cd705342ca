/** `unroll gradients RUN INPUT` of other tasks than language models. */
import { basename } from 'node:path';
import {
  type GradientReach,
  type GradientReachOptions,
  recordsGradientReach,
} from '../../index.ts';
import { UnrollError } from '../../util/errors.ts';
import type { Io } from '../io.ts';
import { type Encoding, type ModelFlags, textOrStdin, withTask } from '../model.ts';
import { firstRecords, parsedInput, recordOfFile } from '../record.ts';

interface Given extends ModelFlags {
  file?: string;
  record?: number;
  encoding?: Encoding;
}

/** Records that are read where nobody says how many. */
const RECORDS = 64;

export async function gradientsOfTask(
  io: Io,
  { run, input }: { run: string; input: string | undefined },
  { file, record, encoding, backend, threads, weights }: Given,
  options: GradientReachOptions,
): Promise<GradientReach> {
  const wrong = (message: string) => new UnrollError('usage', message);
  if ((input === undefined) === (file === undefined)) {
    throw wrong(
      'this run is no language model, which could write a text itself: give INPUT, or --file with records; one of them',
    );
  }
  if (file === undefined && (record !== undefined || encoding !== undefined)) {
    throw wrong(`--${record === undefined ? 'encoding' : 'record'} is of --file: leave it out`);
  }
  const text = input === undefined ? '' : await textOrStdin(io, input);
  return withTask(run, { backend, threads, weights }, async (task) => {
    const records = async () => {
      if (file === undefined) return [task.inside.record(parsedInput(text))];
      if (record !== undefined) {
        return [await recordOfFile(task, file, { record, encoding, labelled: true })];
      }
      return firstRecords(task, file, { count: options.windows ?? RECORDS, encoding });
    };
    return recordsGradientReach(task, await records(), { name: basename(run), ...options });
  });
}
