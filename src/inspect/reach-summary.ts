/** What is said of the norms of one state by lag, and of the recurrent weights behind it. */
import type { Cell } from '../nn/cells/cell.ts';
import type { Parameters } from '../tensor/parameters.ts';
import { exp, log } from '../util/maths.ts';
import type { RecurrentBlock, StateReach } from './gradient-reach.ts';
import { largestSingularValue, spectralRadius } from './spectral-radius.ts';

/** Of the first lag, below which a gradient counts as gone. */
const GONE = 0.01;

/** At most `count` whole numbers from `first` to `last`, evenly spread, both ends among them. */
export function spread(first: number, last: number, count: number): number[] {
  const steps = Math.min(count, last - first + 1);
  if (steps === 1) return [last];
  return Array.from({ length: steps }, (_, i) =>
    Math.round(first + (i * (last - first)) / (steps - 1)),
  );
}

/** Rows by lag up to `lags`, with NaN where a layer has no state. */
export function stateReach(state: string, norms: number[][], lags: number): StateReach {
  const byLag = Array.from({ length: lags + 1 }, (_, k) =>
    norms.flatMap((row) => (k < row.length && !Number.isNaN(row[k]) ? [row[k]] : [])),
  );
  const mean = byLag.map((values) => values.reduce((sum, x) => sum + x, 0) / values.length);
  const median = byLag.map(medianOf);
  const first = firstLag(median);
  const gone = median.findIndex(
    (value, k) => k >= first && !Number.isNaN(value) && !(value >= GONE * median[first]),
  );
  const last = median.findLastIndex((value) => !Number.isNaN(value));
  return {
    state,
    norms,
    mean,
    median,
    perStep: factorPerStep(median),
    reach: gone < 0 ? Math.max(0, last) : Math.max(0, gone - 1),
  };
}

/** The first lag at which there is a state. */
export function firstLag(median: readonly number[]): number {
  return Math.max(
    0,
    median.findIndex((value) => !Number.isNaN(value)),
  );
}

function medianOf(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** exp of the slope of ln(median) over the lag, by least squares; lags whose median is 0 or ∞ are left out. */
function factorPerStep(median: readonly number[]): number | undefined {
  const points = median.flatMap((value, k) =>
    k > 0 && value > 0 && Number.isFinite(value) ? [{ k, y: log(value) }] : [],
  );
  if (points.length < 3) return undefined;
  const meanK = points.reduce((sum, { k }) => sum + k, 0) / points.length;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  const above = points.reduce((sum, { k, y }) => sum + (k - meanK) * (y - meanY), 0);
  const below = points.reduce((sum, { k }) => sum + (k - meanK) ** 2, 0);
  return exp(above / below);
}

/** Of the parameter of this name, by gate; none where it is no stack of (H, H) blocks. */
export function recurrentBlocks(
  parameters: Parameters,
  { name, H, cell }: { name: string; H: number; cell: Cell },
): RecurrentBlock[] {
  const { backend } = parameters;
  const [rows, columns] = parameters.has(name) ? parameters.get(name).shape : [];
  if (columns !== H || rows % H !== 0) return [];
  const weights = parameters.read(name);
  return Array.from({ length: rows / H }, (_, g): RecurrentBlock => {
    const block = weights.subarray(g * H * H, (g + 1) * H * H);
    return {
      gate: cell.fused?.gates[g] ?? `${g + 1}`,
      spectralRadius: spectralRadius(backend, block, H),
      spectralNorm: largestSingularValue(backend, block, H),
    };
  });
}
