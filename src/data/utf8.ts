/**
 * Where UTF-8 ends or breaks. Well-formed sequences are those of table 3-7 of the Unicode
 * standard (no overlong forms, no surrogates, nothing above U+10FFFF).
 */

/** Length of the sequence that `lead` begins, or 0 if it begins none. */
function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xc2) return 0;
  if (lead < 0xe0) return 2;
  if (lead < 0xf0) return 3;
  return lead < 0xf5 ? 4 : 0;
}

/** Whether `byte` may follow `lead` directly. */
function allowedSecond(lead: number, byte: number): boolean {
  if (lead === 0xe0) return byte >= 0xa0 && byte <= 0xbf;
  if (lead === 0xed) return byte >= 0x80 && byte <= 0x9f;
  if (lead === 0xf0) return byte >= 0x90 && byte <= 0xbf;
  if (lead === 0xf4) return byte >= 0x80 && byte <= 0x8f;
  return byte >= 0x80 && byte <= 0xbf;
}

/** How many of the last bytes (0 to 3) begin a sequence that could still be completed. */
export function unfinishedTail(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const lead = bytes[bytes.length - back];
    if (lead < 0x80) return 0;
    if (lead < 0xc0) continue;
    if (sequenceLength(lead) <= back) return 0;
    return back === 1 || allowedSecond(lead, bytes[bytes.length - back + 1]) ? back : 0;
  }
  return 0;
}

/** The first byte of the first ill-formed sequence, or −1. */
export function firstInvalidUtf8(bytes: Uint8Array): number {
  let i = 0;
  while (i < bytes.length) {
    const length = sequenceLength(bytes[i]);
    if (length === 0) return i;
    for (let k = 1; k < length; k++) {
      const byte = bytes[i + k]; // undefined past the end: no comparison holds
      const good = k === 1 ? allowedSecond(bytes[i], byte) : byte >= 0x80 && byte <= 0xbf;
      if (!good) return i;
    }
    i += length;
  }
  return -1;
}
