/** Records of tasks as commands take them: INPUT, or one of a file. */
import type { TrainedTask } from '../index.ts';
import { UnrollError } from '../util/errors.ts';
import type { Encoding } from './model.ts';

/** An object of JSON, or the text itself. */
export function parsedInput(input: string): unknown {
  if (!/^\s*\{/.test(input)) return input;
  try {
    return JSON.parse(input);
  } catch (cause) {
    throw new UnrollError(
      'data',
      `INPUT begins with { but is no JSON: ${(cause as Error).message}`,
      {
        cause,
      },
    );
  }
}

/** The first of a file's records, at most so many, with their answers. Throws 'data' where there is none. */
export async function firstRecords(
  { inside }: TrainedTask,
  file: string,
  { count, encoding }: { count: number; encoding?: Encoding },
): Promise<object[]> {
  const first: object[] = [];
  for await (const record of inside.records(file, { encoding, labelled: true })) {
    first.push(record);
    if (first.length === count) break;
  }
  if (first.length > 0) return first;
  throw new UnrollError('data', `there is no record in ${file}`);
}

/** Number `wanted` of a file's records, from 1. */
export async function recordOfFile(
  { inside }: TrainedTask,
  file: string,
  {
    record: wanted = 1,
    encoding,
    labelled,
  }: { record?: number; encoding?: Encoding; labelled?: boolean } = {},
): Promise<object> {
  let n = 0;
  for await (const record of inside.records(file, { encoding, labelled })) {
    n++;
    if (n === wanted) return record;
  }
  throw new UnrollError('data', `there is no record ${wanted} in ${file}, which has ${n}`);
}
