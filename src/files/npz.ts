/**
 * NumPy's .npz: a zip archive with one .npy file for each array (numpy.lib.format, version 1.0), stored
 * without compression. Written as a stream; the format holds at most 4 GiB.
 */
import { Zip, ZipPassThrough } from 'fflate';
import { UnrollError } from '../util/errors.ts';
import type { StoredTensor } from './safetensors.ts';
import type { Dtype } from './safetensors-dtypes.ts';

const types: { readonly [Name in Dtype]?: string } = {
  F64: '<f8',
  F32: '<f4',
  I64: '<i8',
  U64: '<u8',
  I32: '<i4',
  U32: '<u4',
  I16: '<i2',
  U16: '<u2',
  I8: '|i1',
  U8: '|u1',
  BOOL: '|b1',
};

/** Entries of a zip archive have 32-bit sizes and places; headers take a little of them. */
const MOST_BYTES = 2 ** 32 - 2 ** 20;
/** Zip keeps a time of day for each file: this one, so that equal arrays make equal bytes. */
const TIME = new Date(1980, 0, 1);

/** Throws 'data' where the arrays do not fit in a zip archive. */
export function* npzPieces(
  tensors: readonly (readonly [string, StoredTensor])[],
): Generator<Uint8Array, void, void> {
  const made: Uint8Array[] = [];
  let failure: Error | null = null;
  let total = 0;
  const zip = new Zip((error, piece) => {
    failure ??= error;
    made.push(piece);
  });
  for (const [name, tensor] of tensors) {
    const entry = new ZipPassThrough(`${name}.npy`);
    entry.mtime = TIME;
    zip.add(entry);
    entry.push(npyHeader(tensor));
    for (const piece of tensor.pieces()) {
      total += piece.length;
      if (total > MOST_BYTES) {
        throw new UnrollError(
          'data',
          'the arrays take more than 4 GiB, the most that .npz holds; ask for fewer layers or units, or write .safetensors',
        );
      }
      entry.push(piece);
      yield* made.splice(0);
    }
    entry.push(new Uint8Array(0), true);
    yield* made.splice(0);
  }
  zip.end();
  if (failure !== null) throw failure;
  yield* made.splice(0);
}

/** `\x93NUMPY`, the version, the length of a Python dictionary, and that, padded to 64 bytes. */
function npyHeader({ dtype, shape }: StoredTensor): Uint8Array {
  const descr = types[dtype];
  if (descr === undefined) throw new UnrollError('usage', `.npz has no numbers of type ${dtype}`);
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64;
  const bytes = new TextEncoder().encode(`??????????${text.padEnd(length - 11)}\n`);
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0]);
  new DataView(bytes.buffer).setUint16(8, length - 10, true);
  return bytes;
}
