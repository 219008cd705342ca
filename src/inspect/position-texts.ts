/** The steps of what a network reads as running text. */
import { BOS, EOS, UNK } from '../data/index.ts';

/** Of words that stood together with a neighbour. */
export const JOINER = '￭';

const special: readonly string[] = [BOS, EOS, UNK];

/** What each position is in a line: single characters side by side, anything longer parted by spaces. */
export function positionTexts(positions: readonly string[]): string[] {
  const apart = positions.some((one) => [...one].length > 1 && !special.includes(one));
  const plain = positions.map((position) => position.replaceAll(JOINER, ''));
  const last = plain.length - 1;
  return apart ? plain.map((position, n) => (n < last ? `${position} ` : position)) : plain;
}
