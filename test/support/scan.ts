/** Calls `scan` and `scanBackward` of a backend with plain arrays. */
import type { Backend, Block, Packed } from '../../src/backend/backend.ts';
import {
  gatesOf,
  hasCellState,
  hasExtra,
  hasPeepholes,
  range,
  type ScanCase,
  type ScanData,
  type ScanResult,
} from './naive-scan.ts';
import { fresh, put, putInts, source } from './numbers.ts';

export function describeCase({ kind, T, B, H, reverse, lengths }: ScanCase): string {
  const ragged = lengths ? ` lengths ${lengths}` : '';
  return `${kind} T${T} B${B} H${H}${reverse ? ' reverse' : ''}${ragged}`;
}

/** Kind × size × direction × lengths. */
export function casesOf(kind: ScanCase['kind'], sizes: [number, number, number][]): ScanCase[] {
  return sizes.flatMap(([T, B, H]) =>
    [false, true].flatMap((reverse) =>
      [false, true].map((ragged) => ({
        kind,
        T,
        B,
        H,
        reverse,
        // every length from T down to 0, in no order
        lengths: ragged ? range(B).map((b) => (T + 3 * b) % (T + 1)) : undefined,
      })),
    ),
  );
}

export function randomData({ kind, T, B, H }: ScanCase, seed: number): ScanData {
  const from = source(seed);
  const G = gatesOf[kind];
  return {
    gates: from.values(T * B * G * H, 2),
    U: from.values(G * H * H, 1.5 / Math.sqrt(H)),
    bias: seed % 3 === 0 ? undefined : from.values(G * H),
    peepholes: hasPeepholes(kind) ? from.values(3 * H) : undefined,
    h0: from.values(B * H),
    c0: hasCellState(kind) ? from.values(B * H) : new Array(B * H).fill(0),
  };
}

/** The memory of a scan, for looking at it and for going backward. */
export interface ScanBlocks {
  gates: Block;
  h: Block;
  c?: Block;
  extra?: Block;
  output: Block;
  ldOutput: number;
}

export function runScan(backend: Backend, scan: ScanCase, data: ScanData): ScanBlocks {
  const { kind, T, B, H, reverse, lengths } = scan;
  const U = put(backend, data.U);
  const parts = recurrentParts(backend, scan, U, true);
  const states = (initial: number[]) => {
    const block = fresh(backend, (T + 1) * B * H);
    block.array().set(initial, reverse ? T * B * H : 0);
    return block;
  };
  const ldOutput = H + (B % 3);
  const blocks: ScanBlocks = {
    gates: put(backend, data.gates),
    h: states(data.h0),
    c: hasCellState(kind) ? states(data.c0) : undefined,
    extra: hasExtra(kind) ? fresh(backend, T * B * H) : undefined,
    output: fresh(backend, T * B * ldOutput, 7),
    ldOutput,
  };
  backend.scan({
    kind,
    T,
    B,
    H,
    reverse,
    lengths: lengths && putInts(backend, lengths),
    ...parts,
    bias: data.bias && put(backend, data.bias),
    peepholes: data.peepholes && put(backend, data.peepholes),
    ...blocks,
  });
  return blocks;
}

/** What a scan left, with zeros at ended steps of gates and extra (their content is nobody's business). */
export function resultOf(scan: ScanCase, blocks: ScanBlocks): ScanResult {
  const { T, B, H } = scan;
  const running = (t: number, b: number) => !scan.lengths || t < scan.lengths[b];
  const masked = (block: Block | undefined, columns: number) =>
    range(T * B).flatMap((row) => {
      const values = block ? [...block.array().subarray(row * columns, (row + 1) * columns)] : [];
      if (values.length === 0) return new Array(columns).fill(0);
      return running(Math.floor(row / B), row % B) ? values : values.map(() => 0);
    });
  const output = blocks.output.array();
  return {
    gates: masked(blocks.gates, gatesOf[scan.kind] * H),
    h: [...blocks.h.array()],
    c: blocks.c ? [...blocks.c.array()] : new Array((T + 1) * B * H).fill(0),
    extra: masked(blocks.extra, H),
    output: range(T * B).flatMap((row) => [
      ...output.subarray(row * blocks.ldOutput, row * blocks.ldOutput + H),
    ]),
  };
}

export interface Cotangents {
  /** (T, B, H) */
  output: number[];
  /** (B, H) */
  h: number[];
  c: number[];
}

export function randomCotangents({ kind, T, B, H }: ScanCase, seed: number): Cotangents {
  const from = source(seed + 1_000_000);
  return {
    output: from.values(T * B * H),
    h: from.values(B * H),
    c: hasCellState(kind) ? from.values(B * H) : new Array(B * H).fill(0),
  };
}

export interface ScanGradients {
  /** (T, B, G·H) of the pre-activations on the input side */
  gates: number[];
  /** gru-torch: of U_n h + b_n; else as `scan` left it (0 where ended) */
  extra: number[];
  h0: number[];
  c0: number[];
}

/** Backward after `runScan`; the gradients of ended outputs are NaN and must not be read. */
export function runScanBackward(
  backend: Backend,
  scan: ScanCase,
  data: ScanData,
  blocks: ScanBlocks,
  cotangents: Cotangents,
): ScanGradients {
  const { kind, T, B, H, reverse, lengths } = scan;
  const ldOutput = H + 1;
  const dOutput = fresh(backend, T * B * ldOutput);
  const values = dOutput.array();
  for (let row = 0; row < T * B; row++) {
    if (lengths && Math.floor(row / B) >= lengths[row % B]) continue;
    for (let j = 0; j < H; j++) values[row * ldOutput + j] = cotangents.output[row * H + j];
  }
  const dh = put(backend, cotangents.h);
  const dc = hasCellState(kind) ? put(backend, cotangents.c) : undefined;
  backend.scanBackward({
    kind,
    T,
    B,
    H,
    reverse,
    lengths: lengths && putInts(backend, lengths),
    ...recurrentParts(backend, scan, put(backend, data.U), false),
    peepholes: data.peepholes && put(backend, data.peepholes),
    gates: blocks.gates,
    h: blocks.h,
    c: blocks.c,
    extra: blocks.extra,
    dOutput,
    ldOutput,
    dh,
    dc,
    scratch: fresh(backend, B * 2 * H),
  });
  return {
    gates: [...blocks.gates.array()],
    extra: blocks.extra ? [...blocks.extra.array()] : new Array(T * B * H).fill(0),
    h0: [...dh.array()],
    c0: dc ? [...dc.array()] : new Array(B * H).fill(0),
  };
}

/** U (G·H, H) packed for the forward walk (as Uᵀ) or for the backward one. */
function recurrentParts(
  backend: Backend,
  { kind, H }: ScanCase,
  U: Block,
  transposed: boolean,
): { recurrent: Packed; recurrentCandidate?: Packed } {
  const rows = gatesOf[kind] * H;
  const pack = (from: number, count: number): Packed => {
    const [K, N] = transposed ? [H, count] : [count, H];
    const into = fresh(backend, backend.packedLength(K, N));
    return backend.pack({ K, N, source: U.slice(from * H, count * H), ld: H, transposed, into });
  };
  if (kind !== 'gru') return { recurrent: pack(0, rows) };
  return { recurrent: pack(0, 2 * H), recurrentCandidate: pack(2 * H, H) };
}
