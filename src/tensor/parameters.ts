/**
 * All weights of a model in one block and all their gradients in another, with a named view for
 * each parameter: clipping and the optimizer are one kernel call over everything.
 */
import { type Backend, type Block, type Floats, SQUARES_RUN } from '../backend/backend.ts';
import { UnrollError } from '../util/errors.ts';
import { expectAxes, type Shape, showShape, sizeOf } from './shape.ts';
import type { Tensor } from './tensor.ts';
import { type Span, spansOf, TouchedRows } from './touched.ts';

export interface ParameterSpec {
  readonly name: string;
  readonly shape: Shape;
}

/** Where a parameter lies in the flat blocks, in elements. */
export interface ParameterEntry extends ParameterSpec {
  readonly offset: number;
  readonly length: number;
}

export class Parameters {
  readonly backend: Backend;
  readonly weights: Block;
  readonly gradients: Block;
  /** Numbers in all parameters together. */
  readonly count: number;
  private readonly table = new Map<string, { entry: ParameterEntry; tensor: Tensor }>();
  private readonly blocks = new Set<Block>();
  private changes = 0;
  private still: ReadonlySet<string> = new Set();
  /** What `spans` last gave, until other rows are touched. */
  private knownSpans: readonly Span[] | undefined;
  private readonly forgetSpans = () => {
    this.knownSpans = undefined;
  };

  /** Weights and gradients start at zero. Error 'usage' when a name occurs twice. */
  constructor(backend: Backend, specs: readonly ParameterSpec[]) {
    this.backend = backend;
    const entries: ParameterEntry[] = [];
    const seen = new Set<string>();
    let offset = 0;
    for (const { name, shape } of specs) {
      if (seen.has(name)) {
        throw new UnrollError('usage', `expected parameter names to differ but ${name} is twice`);
      }
      seen.add(name);
      expectAxes(shape);
      const length = sizeOf(shape);
      entries.push({ name, shape: [...shape], offset, length });
      offset += length;
    }
    this.count = offset;
    this.weights = backend.floats(offset);
    this.gradients = backend.floats(offset);
    backend.fill(offset, 0, this.weights);
    backend.fill(offset, 0, this.gradients);
    for (const entry of entries) {
      const data = this.weights.slice(entry.offset, entry.length);
      const grad = this.gradients.slice(entry.offset, entry.length);
      this.blocks.add(data);
      this.table.set(entry.name, {
        entry,
        tensor: { shape: entry.shape, data, grad, requiresGrad: true },
      });
    }
  }

  /** Moves on whenever a weight changes, so that what is derived from weights can be made again. */
  get version(): number {
    return this.changes;
  }

  /** Says that weights were changed in place; `write` and the optimizers do it themselves. */
  touch(): void {
    this.changes++;
  }

  /**
   * From now on exactly these parameters stay as they are: no gradient is made for them, so that none
   * counts in a norm, and optimizers leave them out, with their decay. Error 'usage' for a name that is
   * not there.
   */
  freeze(names: Iterable<string>): void {
    const still = new Set(names);
    for (const name of still) this.find(name);
    for (const { entry, tensor } of this.table.values()) {
      const frozen = still.has(entry.name);
      Object.assign(tensor, { requiresGrad: !frozen });
      if (!frozen) continue;
      this.backend.fill(entry.length, 0, this.gradients.slice(entry.offset, entry.length));
    }
    this.still = still;
  }

  /** What `freeze` was last given; a new set after each. */
  get frozen(): ReadonlySet<string> {
    return this.still;
  }

  names(): string[] {
    return [...this.table.keys()];
  }

  has(name: string): boolean {
    return this.table.has(name);
  }

  /** Always the same tensor for a name. Error 'usage' for a name that is not there. */
  get(name: string): Tensor {
    return this.find(name).tensor;
  }

  entries(): ParameterEntry[] {
    return [...this.table.values()].map(({ entry }) => entry);
  }

  /** Whether `block` is the data of one of the tensors that `get` returns. */
  owns(block: Block): boolean {
    return this.blocks.has(block);
  }

  zeroGradients(): void {
    for (const { start, length } of this.spans()) {
      this.backend.fill(length, 0, this.gradients.slice(start, length));
    }
    for (const { tensor } of this.table.values()) tensor.touched?.clear();
  }

  /**
   * From now on notes which rows of the matrices get a gradient. Whoever writes into `gradients`
   * other than through a tape must call it again.
   */
  trackRows(): void {
    for (const { entry, tensor } of this.table.values()) {
      if (entry.shape.length !== 2) continue;
      if (tensor.touched !== undefined) tensor.touched.addAll();
      else Object.assign(tensor, { touched: new TouchedRows(this.forgetSpans) });
    }
    this.forgetSpans();
  }

  /**
   * The parts of the flat gradient that may differ from zero, in order: all of it unless rows are
   * tracked. They begin at multiples of `SQUARES_RUN`, so that sums over them have the bits of sums over all.
   */
  spans(): readonly Span[] {
    this.knownSpans ??= this.findSpans();
    return this.knownSpans;
  }

  private findSpans(): Span[] {
    const { count } = this;
    const entries = [...this.table.values()];
    if (entries.every(({ tensor }) => tensor.touched === undefined))
      return [{ start: 0, length: count }];
    const runs = new Uint8Array(Math.ceil(count / SQUARES_RUN));
    for (const {
      entry: { offset, length, shape },
      tensor: { touched },
    } of entries) {
      const matrix = { offset, length, columns: shape[1] };
      if (touched !== undefined) touched.markRuns(runs, SQUARES_RUN, matrix);
      else
        runs.fill(1, Math.floor(offset / SQUARES_RUN), Math.ceil((offset + length) / SQUARES_RUN));
    }
    return spansOf(runs, SQUARES_RUN, count);
  }

  /** A copy, row-major. */
  read(name: string): Floats {
    return this.get(name).data.array().slice();
  }

  /** Replaces a parameter's numbers. Error 'shape' if there are too few or too many. */
  write(name: string, values: ArrayLike<number>): void {
    const { shape, data } = this.get(name);
    if (values.length !== data.length) {
      throw new UnrollError(
        'shape',
        `expected ${data.length} numbers for parameter ${name} with shape ${showShape(shape)} but received ${values.length}`,
      );
    }
    data.array().set(values);
    this.touch();
  }

  /** Returns the memory to the backend; the parameters must not be used afterwards. */
  free(): void {
    this.backend.free(this.weights);
    this.backend.free(this.gradients);
    this.table.clear();
    this.blocks.clear();
  }

  private find(name: string): { entry: ParameterEntry; tensor: Tensor } {
    const found = this.table.get(name);
    if (found === undefined) {
      throw new UnrollError(
        'usage',
        `no parameter is named ${JSON.stringify(name)}; there are ${this.names().join(', ') || 'none'}`,
      );
    }
    return found;
  }
}
