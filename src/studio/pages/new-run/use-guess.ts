/** The task of a file by the server's guess; a built-in sample knows its own. */
import type { DataChoice, Guess } from '../../../protocol/training.ts';
import { get, post, ServerError } from '../../server/client.ts';
import { useAnswer } from '../../server/use-answer.ts';

/** `why` is absent where nothing was guessed. */
export type KnownTask = Omit<Guess, 'why'> & Partial<Pick<Guess, 'why'>>;

export function useGuess(data: DataChoice): {
  guess: KnownTask | undefined;
  error: ServerError | undefined;
  again: () => void;
} {
  const { value, error, again } = useAnswer<KnownTask>(JSON.stringify(data), async (signal) => {
    if ('file' in data) return post('guess', { file: data.file }, signal);
    const samples = await get('builtInSamples', [], signal);
    const sample = samples.find((one) => one.sample === data.sample);
    if (sample === undefined)
      throw new ServerError('missing', `no sample is called ${data.sample}`);
    return { task: sample.task, settings: {}, others: [] };
  });
  return { guess: value, error, again };
}
