/** The text of the page: given in the link, kept in this browser, or written by the model. */
import { keptText } from '../../prefs/kept-texts.ts';
import type { ServerError } from '../../server/client.ts';
import { useGeneratedText } from '../../server/use-generated-text.ts';
import type { View } from '../../view/views.ts';

/** Symbols that the model writes where nobody gave a text. */
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
  const length = Number(/^generated:(\d+)$/.exec(source)?.[1] ?? STANDARD_LENGTH);
  const given = text !== '' ? text : kept === undefined ? undefined : keptText(kept);
  const asked = text === '' && kept === undefined;
  const generated = useGeneratedText(run, asked ? length : null);
  return {
    name: text !== '' ? `text:${text}` : source,
    text: asked ? generated.value : given,
    missing: kept !== undefined && text === '' && given === undefined,
    error: generated.error,
    again: generated.again,
  };
}
