/** Cells: activations over a text, and the search for units that mean something. */
import { z } from 'zod';
import { taskInput } from './predict.ts';

const weights = z.enum(['best', 'last']).optional();
const text = z.string().min(1).max(4_000_000);

export const traceRequest = z.strictObject({
  weights,
  text,
  /** From 1. */
  layer: z.int().min(1).max(64),
  /** From 0. */
  unit: z.int().min(0).max(65535),
  /** Of the unit: `h`, `c` (as tanh(c)), gates; `surprise` in nats. Their columns come in this order. */
  what: z.array(z.string().min(1).max(8)).min(1).max(16),
});
export type TraceRequest = z.input<typeof traceRequest>;

/** Answer to `POST /api/runs/:name/trace`: binary, see `decodeTrace`. */
export interface TraceAnswer {
  what: string[];
  /** One for each of `what`, a value for each symbol. */
  columns: Float32Array[];
  /** Where each symbol ends in the text, in UTF-16 units: symbol i is `text.slice(ends[i - 1] ?? 0, ends[i])`. */
  ends: Uint32Array;
}

export const taskTraceRequest = z.strictObject({
  weights,
  input: taskInput,
  /** Absent: that of a network with one part. */
  part: z.enum(['network', 'encoder', 'decoder']).default('network'),
  /** From 1. */
  layer: z.int().min(1).max(64),
  reverse: z.boolean().default(false),
  /** From 0; absent: the first of `telling`. */
  unit: z.int().min(0).max(65535).optional(),
});
export type TaskTraceRequest = z.input<typeof taskTraceRequest>;

/** One unit of another task's network over one input. */
export interface TaskTraceAnswer {
  unit: number;
  /** Units of the same layer and direction whose h is strong and steady over this input, the most telling first. */
  telling: number[];
  /** What each step reads. */
  symbols: string[];
  /** `h`, `c` (as tanh(c)) and the gates; a value for each step. */
  what: string[];
  columns: number[][];
  /** What the task answers to the input, for people. */
  answer: string;
}

export const cellsRequest = z.strictObject({
  weights,
  text,
  /** Built-in probes by name; absent: all that occur in the text. */
  probes: z.array(z.string().min(1).max(64)).max(64).optional(),
  /** Places of one's own by a regular expression, `g` and `u` are added. */
  pattern: z.string().min(1).max(1000).optional(),
  /** Examples chosen by hand, in UTF-16 units: units that are on in these and off elsewhere. */
  spans: z
    .array(z.tuple([z.int().min(0), z.int().min(0)]))
    .max(10_000)
    .optional(),
  /** So many units of each probe. */
  top: z.int().min(1).max(1000).default(20),
});
export type CellsRequest = z.input<typeof cellsRequest>;

export interface CellsAnswer {
  symbols: number;
  /** Symbols that figures are from; units and thresholds were chosen on the others. 0 for spans, which are too few to be parted. */
  heldOut: number;
  probes: ProbeAnswer[];
}

export interface ProbeAnswer {
  /** `quotes`, or `pattern`, or `spans`. */
  probe: string;
  /** Whether it says yes or no at each symbol, or a number. */
  kind: 'binary' | 'number';
  /** Symbols that figures are from where it is on. */
  positives: number;
  /** The best first. */
  units: UnitScore[];
  /** Of the best unit for the same probe turned round against the text: chance. */
  control: { auc: number; correlation: number; f1: number };
}

export interface UnitScore {
  /** From 1. */
  layer: number;
  /** From 0. */
  unit: number;
  /** `h`, or `c` for tanh(c). */
  what: string;
  /** −1: the unit is low where the probe is on. */
  sign: 1 | -1;
  correlation: number;
  auc: number;
  f1: number;
  /** On at it and above, or with sign −1 below it; of `c` for tanh(c). */
  threshold: number;
}
