/** Words of the command line with which a run goes on. */
import { existsSync } from 'node:fs';
import { runFile } from '../../files/run-folder.ts';

/**
 * `limits` are flags of `unroll resume`. A run that was ended before it had saved anything begins again, by the words
 * of its first start; undefined where those are not known.
 */
export function wordsToGoOn(
  path: string,
  { begin, limits = [] }: { begin: readonly string[]; limits?: readonly string[] },
): string[] | undefined {
  if (existsSync(runFile({ path }, 'checkpoint'))) return ['resume', path, ...limits, '--json'];
  return begin.length === 0 ? undefined : [...begin];
}
