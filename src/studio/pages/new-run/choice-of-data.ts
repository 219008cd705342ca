/** What a link says about the data, as the server takes it. */
import type { DataChoice } from '../../../protocol/training.ts';

export function dataChoiceOf(source: string): DataChoice | null {
  const [kind, ...rest] = source.split(':');
  const name = rest.join(':');
  if (name === '') return null;
  if (kind === 'sample') return { sample: name };
  return kind === 'file' ? { file: name } : null;
}
