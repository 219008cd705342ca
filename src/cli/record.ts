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

/** Number `wanted` of a file's records, from 1. */
export async function recordOfFile(
  { inside }: TrainedTask,
  file: string,
  { record: wanted = 1, encoding }: { record?: number; encoding?: Encoding } = {},
): Promise<object> {
  let n = 0;
  for await (const record of inside.records(file, { encoding })) {
    n++;
    if (n === wanted) return record;
  }
  throw new UnrollError('data', `there is no record ${wanted} in ${file}, which has ${n}`);
}
