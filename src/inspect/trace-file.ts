/**
 * Traces for other tools: `.npz` or `.safetensors` with an array for each gate and state of each layer, and
 * a JSON file beside it that says what they are. Memory does not grow with the text.
 */
import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { ArraySpool } from '../files/array-spool.ts';
import { writeAtomic } from '../files/atomic-write.ts';
import { withFile } from '../files/file-errors.ts';
import { npzPieces } from '../files/npz.ts';
import { type StoredTensor, safetensorsPieces } from '../files/safetensors.ts';
import { UnrollError } from '../util/errors.ts';
import { layerName } from './layer-values.ts';
import type { TraceChunk } from './trace-text.ts';

const formats: Readonly<
  Record<string, (arrays: readonly (readonly [string, StoredTensor])[]) => Iterable<Uint8Array>>
> = {
  '.npz': npzPieces,
  '.safetensors': (arrays) => safetensorsPieces(arrays),
};

/** What of a chunk is written; traces of tasks have layers alone. */
export type TracePart = Pick<TraceChunk, 'layers'> &
  Partial<Pick<TraceChunk, 'ids' | 'surprise' | 'distribution'>>;

export interface TraceFileOptions {
  /** Symbols of the vocabulary: what the numbers of the array `ids` mean. */
  vocabulary?: readonly string[];
}

/** What the JSON file beside the arrays holds. */
export interface TraceRecord {
  kind: 'trace';
  file: string;
  /** By name of the array. */
  arrays: Record<string, { shape: readonly number[]; what: string }>;
  layers: {
    /** The arrays of the layer are `${name}.${gate or state}`. */
    name: string;
    stack: string;
    layer: number;
    reverse: boolean;
    units: number[];
    gates: readonly string[];
    states: readonly string[];
  }[];
  vocabulary?: readonly string[];
}

/**
 * Writes `path` and `path.json`; gives what the second holds. Throws 'usage' for another ending of the
 * name, 'file' where it cannot be written, 'data' where nothing was read.
 */
export async function writeTrace(
  path: string,
  parts: AsyncIterable<TracePart> | Iterable<TracePart>,
  { vocabulary }: TraceFileOptions = {},
): Promise<TraceRecord> {
  const pieces = formatOf(path);
  const spool = new ArraySpool(path);
  try {
    const layers = new Map<string, TraceRecord['layers'][number]>();
    for await (const { layers: values, ids, surprise, distribution } of parts) {
      if (ids !== undefined) spool.append('ids', ids);
      if (surprise !== undefined) spool.append('surprise', surprise);
      if (distribution !== undefined && ids !== undefined) {
        spool.append('distribution', distribution, distribution.length / ids.length);
      }
      for (const one of values) {
        const { stack, layer, reverse, gates, states } = one;
        const name = layerName(one);
        const units = [...one.units];
        layers.set(name, { name, stack, layer, reverse, units, gates, states });
        for (const [key, numbers] of Object.entries(one.values)) {
          spool.append(`${name}.${key}`, numbers, units.length);
        }
      }
    }
    const arrays = spool.tensors();
    if (arrays.length === 0) throw new UnrollError('data', 'there is no text to trace');
    writeAtomic(path, pieces(arrays));
    const record: TraceRecord = {
      kind: 'trace',
      file: path,
      arrays: Object.fromEntries(
        arrays.map(([name, { shape }]) => [name, { shape, what: meaning(name) }]),
      ),
      layers: [...layers.values()],
      ...(vocabulary && { vocabulary }),
    };
    const json = `${path}.json`;
    withFile('write', json, () => writeFileSync(json, `${JSON.stringify(record, undefined, 1)}\n`));
    return record;
  } finally {
    spool.close();
  }
}

/** Throws 'usage' for a name with another ending. */
export function formatOf(path: string): (typeof formats)[string] {
  const format = formats[extname(path).toLowerCase()];
  if (format !== undefined) return format;
  throw new UnrollError(
    'usage',
    `expected the trace's file to end in .npz or .safetensors but received "${path}"`,
  );
}

function meaning(array: string): string {
  if (array === 'ids') return 'numbers of the symbols read, by step';
  if (array === 'surprise') return '-ln P of each symbol given all before it, nats';
  if (array === 'distribution') return 'probabilities of what comes after each step, by symbol';
  return 'by step and unit';
}
