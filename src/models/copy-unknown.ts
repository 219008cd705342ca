/** Words that a translator has no symbol for, taken over from the source. */
import { UnrollError } from '../util/errors.ts';
import type { Written } from './row-decoder.ts';

export interface CopyOptions {
  /** The symbol that stands for what the vocabulary does not hold. */
  unknown: number;
  /** The source as it was written, one string a step. */
  source: readonly string[];
  /** The text of a symbol. */
  token: (id: number) => string;
}

/**
 * The text of each symbol; in place of `unknown` stands the source's at the step that attention looked at
 * most, the first of equals (Jean et al. 2015, §3.3). Error 'usage' without
 * attention, 'shape' when the source has not the steps that attention looked at.
 */
export function copyUnknown(
  { ids, attention }: Written,
  { unknown, source, token }: CopyOptions,
): string[] {
  return Array.from(ids, (id, t) => {
    if (id !== unknown) return token(id);
    const weights = attention?.[t];
    if (weights === undefined) {
      throw new UnrollError(
        'usage',
        'unknown symbols are copied from where attention looks, and this network has no attention: train one with attention, or leave them as they are',
      );
    }
    if (weights.length !== source.length) {
      throw new UnrollError(
        'shape',
        `expected a source of ${weights.length} symbols, as many as attention looked at, but received ${source.length}`,
      );
    }
    return source[weights.indexOf(Math.max(...weights))];
  });
}
