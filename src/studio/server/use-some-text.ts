/** Something to look at before one has a text of one's own; the same at every visit. */
import type { SampleRequest } from '../../protocol/language.ts';
import { get, ServerError, sample } from './client.ts';
import { type Answered, useAnswer } from './use-answer.ts';

/** A text that the model writes; `length` in symbols, null: nothing is asked for. */
export function useGeneratedText(run: string, length: number | null): Answered<string> {
  const key = length === null ? null : `generated ${run} ${length}`;
  return useAnswer(key, (signal) => generated(run, length ?? 0, signal));
}

/**
 * The end of the text that the run learned from, on which it validates; where that is no longer there the
 * model writes one. `length` in characters, null: nothing is asked for.
 */
export function useTextOfRun(run: string, length: number | null): Answered<string> {
  const key = length === null ? null : `data ${run} ${length}`;
  return useAnswer(key, async (signal) => {
    try {
      return (await get('text', [run, length ?? 0], signal)).text;
    } catch (error) {
      if (!(error instanceof ServerError) || error.code === 'unreachable') throw error;
      return await generated(run, length ?? 0, signal);
    }
  });
}

async function generated(run: string, length: number, signal: AbortSignal): Promise<string> {
  const settings: SampleRequest = { length, temperature: 0.7, seed: 1, alternatives: 0 };
  let text = '';
  for await (const line of sample(run, settings, signal)) text += line.text;
  return text;
}
