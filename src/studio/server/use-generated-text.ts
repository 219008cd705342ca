/** A text of the model itself, always the same for the same length: something to look at before one has a text of one's own. */
import { sample } from './client.ts';
import { type Answered, useAnswer } from './use-answer.ts';

/** `length`: symbols; null: nothing is asked for. */
export function useGeneratedText(run: string, length: number | null): Answered<string> {
  return useAnswer(length === null ? null : `${run} ${length}`, async (signal) => {
    let text = '';
    const settings = { length: length ?? 0, temperature: 0.7, seed: 1, alternatives: 0 };
    for await (const line of sample(run, settings, signal)) text += line.text;
    return text;
  });
}
