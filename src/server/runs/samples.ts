/** `samples.jsonl`: what the network wrote while it learned. */
import { readJsonLines } from '../../files/json-lines.ts';
import { runFile } from '../../files/run-folder.ts';
import type { RunSample } from '../../protocol/runs.ts';

/** Throws 'format' naming the line of a file that was changed by hand. */
export function samplesOf({ path }: { path: string }): RunSample[] {
  return readJsonLines(runFile({ path }, 'samples')).flatMap(({ step, prime, text }) =>
    typeof step === 'number' && typeof text === 'string'
      ? [{ step, prime: typeof prime === 'string' ? prime : '', text }]
      : [],
  );
}
