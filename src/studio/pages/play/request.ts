/** What the values of the view ask of the server. */
import type { SampleRequest } from '../../../protocol/language.ts';
import type { View } from '../../view/views.ts';

/** `\n`, `\t` and `\\` in a one-line field. */
export function unescapeText(text: string): string {
  const marks: Readonly<Record<string, string>> = { n: '\n', t: '\t', '\\': '\\' };
  return text.replace(/\\([nt\\])/g, (_, mark: string) => marks[mark]);
}

export const ALTERNATIVES = 8;

export function sampleRequestOf(view: View<'play'>): SampleRequest {
  const { input, length, temperature, topK, topP, minP, seed, stop, prefix } = view;
  return {
    prime: input,
    prefix: [...prefix],
    echo: true,
    length: Math.max(1, length - prefix.length),
    temperature,
    ...(topK > 0 && { topK }),
    ...(topP < 1 && { topP }),
    ...(minP > 0 && { minP }),
    stop: stop === '' ? [] : [unescapeText(stop)],
    seed,
    alternatives: ALTERNATIVES,
  };
}
