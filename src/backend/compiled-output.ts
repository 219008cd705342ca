/** The output layer with its loss as rows of numbers for the compiled kernels (kernels/output.h). */
import type { Block } from './backend.ts';
import { address, type Call } from './compiled-call.ts';
import { OPERATIONS } from './operations.ts';
import type {
  OutputGradientArgs,
  OutputInputGradientArgs,
  OutputLossArgs,
  OutputWeightGradientArgs,
} from './output-args.ts';

/** Columns of a chunk of logits, and rows made at once: a block of 144 KiB, which the second-level cache holds. */
const CHUNK = 512;
const ROWS = 72;

function chunksOf(V: number): { width: number; chunks: number } {
  if (V >= CHUNK) return { width: CHUNK, chunks: Math.ceil(V / CHUNK) };
  return { width: Math.ceil(V / 16) * 16, chunks: 1 };
}

/** The exponentials, and beside them a number for each row and chunk, and one for each row. */
export function keptLength(N: number, V: number): number {
  const { width, chunks } = chunksOf(V);
  return N * (chunks * width + chunks + 1);
}

/** `working` gives memory for this call. */
export function loss(
  call: Call,
  { N, V, I, kept, ...a }: OutputLossArgs,
  threads: number,
  working: (length: number) => Block,
): void {
  const { width, chunks } = chunksOf(V);
  const ofRows = N * (chunks + 1);
  const blocks = threads * ROWS * width;
  const sums = working(N * chunks + blocks + (kept === undefined ? ofRows : 0)).address;
  const blocksAt = sums + 4 * N * chunks;
  const keptAt = kept?.address ?? blocksAt + 4 * blocks;
  const keep = Number(kept !== undefined);
  const targets = a.targets.address;
  call(
    OPERATIONS.output,
    (N * V * I) / 8,
    N,
    V,
    I,
    width,
    a.x.address,
    a.weight.block.address,
    address(a.bias),
    targets,
    keptAt,
    keep,
    sums,
    ROWS,
    blocksAt,
  );
  const weights = address(a.classWeights);
  const results = [keptAt, keep, sums, a.losses.address, a.scale];
  call(
    OPERATIONS.outputLoss,
    N * chunks * 8,
    N,
    V,
    width,
    targets,
    a.ignoreIndex,
    weights,
    ...results,
  );
}

function shared({ N, V, I, targets, kept, factors }: OutputGradientArgs): number[] {
  const { width } = chunksOf(V);
  return [(N * V * I) / 8, N, V, I, width, targets.address, kept.address, factors.address];
}

export function inputGradient(call: Call, args: OutputInputGradientArgs): void {
  const [work, ...values] = shared(args);
  call(OPERATIONS.outputInputGradient, work, ...values, args.weight.block.address, args.dx.address);
}

export function weightGradient(call: Call, args: OutputWeightGradientArgs): void {
  const { x, dWeight, dBias } = args;
  const [work, ...values] = shared(args);
  const results = [address(dWeight), address(dBias)];
  call(OPERATIONS.outputWeightGradient, work, ...values, x.block.address, ...results);
}
