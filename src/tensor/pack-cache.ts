/**
 * Weights laid out for products, kept between calls while no weight changes: sampling, scoring and
 * serving pack once, not once per symbol. An entry belongs to one parameter view and one layout; it
 * is packed again, in place, when `parameters.version` has moved on.
 */
import type { Backend, Block, Packed } from '../backend/backend.ts';
import { blockFrom } from './block.ts';
import type { Parameters } from './parameters.ts';

export interface PackRequest {
  K: number;
  N: number;
  /** The tensor's own block (the object is the key), not a slice made for the call. */
  source: Block;
  /** Where in `source` the matrix starts. */
  offset?: number;
  /** Distance between rows in `source`. */
  ld: number;
  /** `source` holds (N, K) instead of (K, N). */
  transposed?: boolean;
}

interface Entry {
  version: number;
  block: Block;
}

/** Lays the requested matrix out in `into`, which holds at least `packedLength(K, N)` numbers. */
export function packInto(backend: Backend, request: PackRequest, into: Block): Packed {
  const { K, N, source, offset = 0, ld, transposed = false } = request;
  const matrix = blockFrom(source, offset);
  return backend.pack({ K, N, source: matrix, ld, transposed, into });
}

export class PackCache {
  private readonly backend: Backend;
  private readonly parameters: Parameters;
  private readonly entries = new Map<Block, Map<string, Entry>>();

  constructor(backend: Backend, parameters: Parameters) {
    this.backend = backend;
    this.parameters = parameters;
  }

  /** Whether `source` is the block of one of the parameters, so that its packs may be kept. */
  holds(source: Block): boolean {
    return this.parameters.owns(source);
  }

  packed(request: PackRequest): Packed {
    const { K, N, source, offset = 0, ld, transposed = false } = request;
    const layout = `${offset} ${K} ${N} ${ld} ${transposed}`;
    const length = Math.max(1, this.backend.packedLength(K, N));
    const block = this.derived(source, { layout, length }, (into) =>
      packInto(this.backend, request, into),
    );
    return { K, N, block };
  }

  /** What `fill` makes from parameters, `source` being one of them; made again when weights have changed. */
  derived(
    source: Block,
    { layout, length }: { layout: string; length: number },
    fill: (into: Block) => void,
  ): Block {
    const { version } = this.parameters;
    let layouts = this.entries.get(source);
    if (layouts === undefined) {
      layouts = new Map();
      this.entries.set(source, layouts);
    }
    let entry = layouts.get(layout);
    if (entry === undefined || entry.version !== version) {
      const block = entry?.block ?? this.backend.floats(length);
      fill(block);
      entry = { version, block };
      layouts.set(layout, entry);
    }
    return entry.block;
  }

  /** Returns the memory to the backend; the cache starts empty again. */
  close(): void {
    for (const layouts of this.entries.values()) {
      for (const { block } of layouts.values()) this.backend.free(block);
    }
    this.entries.clear();
  }
}
