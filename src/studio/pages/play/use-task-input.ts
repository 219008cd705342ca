/** The input that a page of a task is about: that of the link, or the first example of the run's data. */
import type { TaskInput } from '../../../protocol/predict.ts';
import type { RunDetail } from '../../../protocol/runs.ts';
import { type LinkedText, useLinkedText } from '../../view/use-linked-text.ts';
import { oneInputOf, tryOut } from './predict-input.ts';

export interface LinkedInput extends LinkedText {
  /** As the server takes it; undefined where there is none. */
  input: TaskInput | undefined;
}

/** `link` writes a text into the link. */
export function useTaskInput(
  { examples: [example] }: RunDetail,
  linked: string,
  link: (text: string) => void,
): LinkedInput {
  const { text, ...rest } = useLinkedText(linked, link);
  const shown = text !== '' || example === undefined ? text : tryOut(example);
  return { ...rest, text: shown, input: oneInputOf(shown) };
}
