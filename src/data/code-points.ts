/** The order of strings that is the same on every machine and in every locale. */

/** By code points. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    if (a.charCodeAt(i) !== b.charCodeAt(i)) {
      // A surrogate (≥ 0xD800) stands for a code point above every other unit.
      const rank = (unit: number) => ((unit & 0xf800) === 0xd800 ? unit + 0x10000 : unit);
      return rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
    }
  }
  return a.length - b.length;
}
