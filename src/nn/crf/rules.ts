/** Which tags may follow which. */
import { UnrollError } from '../../util/errors.ts';

/** Whether tag `to` may follow tag `from`; 'start' stands before the first tag, 'end' after the last. */
export type TagRule = (from: number | 'start', to: number | 'end') => boolean;

/**
 * For chunks written as B-x (first), I-x (inside) and O (outside): I-x only after B-x or I-x
 * (Ramshaw and Marcus 1995, in the form in which every chunk begins with B). `labels` are the tags in
 * the order of their ids. Error 'data' for a label of another form, or an I-x without its B-x.
 */
export function bioRule(labels: readonly string[]): TagRule {
  const parts = labels.map((label) => {
    const match = /^(?:([BI])-(.+)|O)$/.exec(label);
    if (match === null) {
      throw new UnrollError(
        'data',
        `expected tags to be O, B-… or I-… but received ${JSON.stringify(label)}`,
      );
    }
    return { position: match[1] ?? 'O', kind: match[2] };
  });
  for (const { position, kind } of parts) {
    if (position === 'I' && !labels.includes(`B-${kind}`)) {
      throw new UnrollError('data', `expected a tag B-${kind} because there is I-${kind}`);
    }
  }
  return (from, to) => {
    if (to === 'end' || parts[to].position !== 'I') return true;
    return from !== 'start' && parts[from].kind === parts[to].kind;
  };
}
