/**
 * The bytes of a trace: the length of a JSON head (4 bytes, little-endian), the head with spaces up to a
 * multiple of four, then per column and at last for `ends` 4 bytes a symbol, little-endian.
 */
import type { TraceAnswer } from './cells.ts';

interface Head {
  symbols: number;
  what: string[];
}

export function encodeTrace({ what, columns, ends }: TraceAnswer): Uint8Array<ArrayBuffer> {
  const symbols = ends.length;
  const json = JSON.stringify({ symbols, what } satisfies Head);
  const head = new TextEncoder().encode(json + ' '.repeat((4 - (json.length % 4)) % 4));
  const bytes = new Uint8Array(4 + head.length + 4 * symbols * (columns.length + 1));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, head.length, true);
  bytes.set(head, 4);
  let at = 4 + head.length;
  for (const column of columns) {
    for (let i = 0; i < symbols; i++, at += 4) view.setFloat32(at, column[i], true);
  }
  for (let i = 0; i < symbols; i++, at += 4) view.setUint32(at, ends[i], true);
  return bytes;
}

/** Throws a RangeError where bytes are missing. */
export function decodeTrace(buffer: ArrayBuffer): TraceAnswer {
  const view = new DataView(buffer);
  const length = view.getUint32(0, true);
  const head: Head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  let at = 4 + length;
  const columns = head.what.map(() => {
    const column = new Float32Array(head.symbols);
    for (let i = 0; i < column.length; i++, at += 4) column[i] = view.getFloat32(at, true);
    return column;
  });
  const ends = new Uint32Array(head.symbols);
  for (let i = 0; i < ends.length; i++, at += 4) ends[i] = view.getUint32(at, true);
  return { what: head.what, columns, ends };
}
