/**
 * One golden case while it is being checked: hands out its settings and tensors, collects every
 * disagreement, and at the end complains about settings or tensors that nobody looked at, so that
 * a case cannot pass by leaving something out.
 */
import type { Block } from '../../src/backend/backend.ts';
import type { GoldenCase, GoldenTensor } from './fixture.ts';

export class Subject {
  readonly name: string;
  readonly op: string;
  /** |a − b| <= tolerance · max(1, |b|) */
  readonly tolerance: number;
  readonly problems: string[] = [];
  #hyper: Record<string, unknown>;
  #tensors: Map<string, GoldenTensor>;
  #seenHyper = new Set<string>();
  #seenTensors = new Set<string>();

  constructor(golden: GoldenCase, tensors: Map<string, GoldenTensor>, tolerance: number) {
    this.name = golden.name;
    this.op = golden.op;
    this.tolerance = tolerance;
    this.#hyper = golden.hyper;
    this.#tensors = tensors;
  }

  has(name: string): boolean {
    return this.#tensors.has(name);
  }

  names(): string[] {
    return [...this.#tensors.keys()];
  }

  tensor(name: string): GoldenTensor {
    this.#seenTensors.add(name);
    const tensor = this.#tensors.get(name);
    if (tensor === undefined) throw new Error(`the case ${this.name} has no tensor ${name}`);
    return tensor;
  }

  values(name: string): Float64Array {
    return this.tensor(name).values;
  }

  ints(name: string): Int32Array {
    return Int32Array.from(this.values(name));
  }

  number(key: string, fallback?: number): number {
    const value = this.#take(key) ?? fallback;
    if (typeof value !== 'number') {
      throw new Error(`the case ${this.name} has no number "${key}": ${JSON.stringify(value)}`);
    }
    return value;
  }

  flag(key: string, fallback = false): boolean {
    const value = this.#take(key) ?? fallback;
    if (typeof value !== 'boolean') {
      throw new Error(`the case ${this.name} has no flag "${key}": ${JSON.stringify(value)}`);
    }
    return value;
  }

  setting(key: string): unknown {
    return this.#take(key);
  }

  /** Settings that describe the case or repeat what its tensors say, and change no arithmetic. */
  describes(...keys: string[]): void {
    for (const key of keys) this.#seenHyper.add(key);
  }

  #take(key: string): unknown {
    this.#seenHyper.add(key);
    return this.#hyper[key];
  }

  /** Compares with the tensor `name` of the case. */
  check(name: string, actual: ArrayLike<number> | number): void {
    this.compare(name, actual, this.values(name));
  }

  compare(what: string, actual: ArrayLike<number> | number, wanted: ArrayLike<number>): void {
    const found = typeof actual === 'number' ? [actual] : actual;
    if (found.length !== wanted.length) {
      this.problems.push(`${what}: ${found.length} values instead of ${wanted.length}`);
      return;
    }
    let wrong = 0;
    let worst = -1;
    let where = 0;
    for (let i = 0; i < wanted.length; i++) {
      const error = Math.abs(found[i] - wanted[i]) / Math.max(1, Math.abs(wanted[i]));
      if (error <= this.tolerance || Object.is(found[i], wanted[i])) continue;
      wrong += 1;
      const size = Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
      if (size > worst) {
        worst = size;
        where = i;
      }
    }
    if (wrong > 0) {
      this.problems.push(
        `${what}: ${wrong} of ${wanted.length} values differ, worst at [${where}]: ${found[where]} instead of ${wanted[where]}`,
      );
    }
  }

  /** What is left to complain about once the case was run. */
  finish(): string[] {
    const settings = Object.keys(this.#hyper).filter((key) => !this.#seenHyper.has(key));
    if (settings.length > 0) this.problems.push(`settings not looked at: ${settings.join(', ')}`);
    const tensors = this.names().filter((name) => !this.#seenTensors.has(name));
    if (tensors.length > 0) this.problems.push(`tensors not looked at: ${tensors.join(', ')}`);
    return this.problems;
  }
}

/** (B, T, …) to (T, B, …) or back: swaps the first two axes. */
export function swapFirstAxes(values: Float64Array, shape: readonly number[]): Float64Array {
  const [outer, inner, ...rest] = shape;
  const size = rest.reduce((product, n) => product * n, 1);
  const swapped = new Float64Array(values.length);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const from = (o * inner + i) * size;
      swapped.set(values.subarray(from, from + size), (i * outer + o) * size);
    }
  }
  return swapped;
}

export function read(block: Block): Float64Array {
  return Float64Array.from(block.array());
}
