/**
 * Optimizers over the flat blocks of `Parameters`: one kernel call for each run of parameters that
 * share their weight decay, which is one call unless some names are excluded from it. Formulas,
 * defaults and names of the state are torch's.
 */
import type { Block, Floats } from '../backend/backend.ts';
import type { Parameters } from '../tensor/parameters.ts';
import type { Span } from '../tensor/touched.ts';
import { expected, UnrollError } from '../util/errors.ts';
import { type AdagradConfig, adagrad } from './adagrad.ts';
import { type AdamConfig, adam } from './adam.ts';
import { type RmspropConfig, rmsprop } from './rmsprop.ts';
import { expectNumber, type Rule, type Segment } from './rule.ts';
import { type SgdConfig, sgd } from './sgd.ts';

export type OptimizerConfig = AdamConfig | SgdConfig | RmspropConfig | AdagradConfig;
export type OptimizerName = OptimizerConfig['name'];

export interface OptimizerOptions {
  /** Whether the weight decay applies to the parameter of this name; default: to all. */
  decay?: (name: string) => boolean;
}

export interface StepOptions {
  /** Learning rate of this step, from a schedule; default: the configuration's. */
  lr?: number;
  /** Multiplies the gradients, which stay as they are: the scale that `clipNorm` gives. Default 1. */
  gradScale?: number;
}

/** Checks the configuration; error 'usage' for a number that makes no sense. */
export function createOptimizer(
  config: OptimizerConfig,
  parameters: Parameters,
  options?: OptimizerOptions,
): Optimizer {
  expectNumber('lr', config.lr, { min: 0 });
  expectNumber('weightDecay', config.weightDecay ?? 0, { min: 0 });
  return new Optimizer(ruleOf(config), config.lr, parameters, options);
}

function ruleOf(config: OptimizerConfig): Rule {
  switch (config.name) {
    case 'adam':
    case 'adamw':
      return adam(config);
    case 'sgd':
      return sgd(config);
    case 'rmsprop':
      return rmsprop(config);
    case 'adagrad':
      return adagrad(config);
    default:
      config satisfies never;
      throw expected(
        'optimizer',
        'adam, adamw, sgd, rmsprop or adagrad',
        (config as { name: unknown }).name,
      );
  }
}

export class Optimizer {
  private readonly rule: Rule;
  private readonly lr: number;
  private readonly parameters: Parameters;
  /** One number per weight in each slot, in the order of the weights. */
  private readonly slots = new Map<string, Block>();
  private readonly decay: (name: string) => boolean;
  /** For the parameters that were not frozen then. */
  private segments: { of: Segment[]; frozen: ReadonlySet<string> } | undefined;
  private steps = 0;

  constructor(
    rule: Rule,
    lr: number,
    parameters: Parameters,
    { decay = () => true }: OptimizerOptions = {},
  ) {
    this.rule = rule;
    this.lr = lr;
    this.parameters = parameters;
    const { backend, count } = parameters;
    for (const { name, initial } of rule.slots) {
      const block = backend.floats(count);
      backend.fill(count, initial, block);
      this.slots.set(name, block);
    }
    this.decay = decay;
  }

  /** Steps taken so far, those before a `load` included. */
  get stepCount(): number {
    return this.steps;
  }

  /** Changes all weights that are not frozen by the gradients in `parameters`, which stay as they are. */
  step({ lr = this.lr, gradScale = 1 }: StepOptions = {}): void {
    this.steps++;
    const spans = this.parameters.spans();
    const { frozen } = this.parameters;
    if (this.segments?.frozen !== frozen) {
      this.segments = { of: segmentsOf(this.parameters, this.slots, this.decay), frozen };
    }
    for (const segment of this.segments.of) {
      const parts = this.rule.sparse(segment.decay) ? partsOf(segment, spans) : [segment];
      for (const part of parts) {
        this.rule.apply(this.parameters.backend, part, { lr, gradScale, step: this.steps });
      }
    }
    this.parameters.touch();
  }

  /**
   * Copies of all that the next step depends on besides the weights: `step` (one number) and
   * `<slot>.<parameter>` for each slot and parameter, for example `exp_avg.weight_ih_l0`.
   */
  state(): Record<string, Floats> {
    const state: Record<string, Floats> = { step: Float64Array.of(this.steps) };
    for (const [slot, block] of this.slots) {
      const array = block.array();
      for (const { name, offset, length } of this.parameters.entries()) {
        state[`${slot}.${name}`] = array.slice(offset, offset + length);
      }
    }
    return state;
  }

  /** Goes on from `state`. Error 'format', and no change, if it is of another optimizer or model. */
  load(state: Readonly<Record<string, ArrayLike<number>>>): void {
    const entries = this.parameters.entries();
    const wanted = new Map<string, number>([['step', 1]]);
    for (const slot of this.slots.keys()) {
      for (const { name, length } of entries) wanted.set(`${slot}.${name}`, length);
    }
    for (const [key, length] of wanted) {
      const found = state[key];
      if (found === undefined) throw foreign(`${key} is missing`);
      if (found.length !== length) {
        throw foreign(`${key} has ${found.length} numbers instead of ${length}`);
      }
    }
    const extra = Object.keys(state).find((key) => !wanted.has(key));
    if (extra !== undefined) throw foreign(`it also holds ${extra}`);
    this.steps = state.step[0];
    for (const [slot, block] of this.slots) {
      const array = block.array();
      for (const { name, offset } of entries) array.set(state[`${slot}.${name}`], offset);
    }
  }

  /** Returns the memory to the backend; the optimizer must not be used afterwards. */
  free(): void {
    for (const block of this.slots.values()) this.parameters.backend.free(block);
    this.slots.clear();
  }
}

function foreign(detail: string): UnrollError {
  return new UnrollError(
    'format',
    `the optimizer state belongs to another optimizer or model: ${detail}`,
  );
}

/** Runs of neighbouring parameters that move and agree about the decay, as views of the flat blocks. */
function segmentsOf(
  parameters: Parameters,
  slots: ReadonlyMap<string, Block>,
  decay: (name: string) => boolean,
): Segment[] {
  const runs: { start: number; length: number; decay: boolean }[] = [];
  for (const { name, offset, length } of parameters.entries()) {
    if (parameters.frozen.has(name)) continue;
    const last = runs.at(-1);
    const decays = decay(name);
    if (last?.decay === decays && last.start + last.length === offset) last.length += length;
    else runs.push({ start: offset, length, decay: decays });
  }
  return runs
    .filter(({ length }) => length > 0)
    .map(({ start, length, decay }) => ({
      start,
      n: length,
      decay,
      weights: parameters.weights.slice(start, length),
      gradient: parameters.gradients.slice(start, length),
      slots: Object.fromEntries(
        [...slots].map(([name, block]) => [name, block.slice(start, length)]),
      ),
    }));
}

/** What of a segment lies in the spans. */
function partsOf(segment: Segment, spans: readonly Span[]): Segment[] {
  const end = segment.start + segment.n;
  const parts: Segment[] = [];
  for (const span of spans) {
    const start = Math.max(segment.start, span.start);
    const n = Math.min(end, span.start + span.length) - start;
    if (n <= 0) continue;
    if (n === segment.n) return [segment];
    const part = (block: Block) => block.slice(start - segment.start, n);
    parts.push({
      start,
      n,
      decay: segment.decay,
      weights: part(segment.weights),
      gradient: part(segment.gradient),
      slots: Object.fromEntries(
        Object.entries(segment.slots).map(([name, block]) => [name, part(block)]),
      ),
    });
  }
  return parts;
}
