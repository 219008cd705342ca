/** The text of the page: given in the link, kept in this browser, of the run's data, or written by the model. */
import { keptText } from '../../prefs/kept-texts.ts';
import type { ServerError } from '../../server/client.ts';
import { useGeneratedText, useTextOfRun } from '../../server/use-some-text.ts';
import type { View } from '../../view/views.ts';

/** Characters of the run's own text where nobody gave one. */
export const STANDARD_LENGTH = 4000;

export interface CellText {
  /** Says which text it is; the same name, the same text. */
  name: string;
  text: string | undefined;
  /** Kept, but not in this browser. */
  missing: boolean;
  error: ServerError | undefined;
  again: () => void;
}

export function useCellText({ run, text, source }: View<'cells'>): CellText {
  const kept = /^kept:(.+)$/.exec(source)?.[1];
  const length = /^generated:(\d+)$/.exec(source)?.[1];
  const characters = Number(/^data:(\d+)$/.exec(source)?.[1] ?? STANDARD_LENGTH);
  const given = text !== '' ? text : kept === undefined ? undefined : keptText(kept);
  const asked = text === '' && kept === undefined;
  const generated = useGeneratedText(run, asked && length !== undefined ? Number(length) : null);
  const own = useTextOfRun(run, asked && length === undefined ? characters : null);
  const answer = length === undefined ? own : generated;
  return {
    name: text !== '' ? `text:${text}` : source,
    text: asked ? answer.value : given,
    missing: kept !== undefined && text === '' && given === undefined,
    error: answer.error,
    again: answer.again,
  };
}
