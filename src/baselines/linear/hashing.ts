/**
 * The hash of features ("hashing trick", Weinberger et al. 2009): a feature is a kind and a text, and
 * its number the low bits of 32-bit FNV-1a over the kind and the text's UTF-16 code units, its high
 * bits mixed into the low ones. Two features with the same number share a weight.
 */

/** The hash of no text yet; kinds keep equal texts apart. */
export function hashStart(kind: number): number {
  return hashUnit(0x811c9dc5, kind);
}

export function hashUnit(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193);
}

export function hashText(hash: number, text: string): number {
  let h = hash;
  for (let i = 0; i < text.length; i++) h = hashUnit(h, text.charCodeAt(i));
  return h;
}

/** The feature's number, below 2^bits. */
export function bucketOf(hash: number, bits: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) & (2 ** bits - 1);
}
