/** What every network owns: the parameters of its parts, in the order of one flat block. */
import type { Backend } from '../backend/backend.ts';
import type { Cell } from '../nn/cells/cell.ts';
import { type InitScheme, initialize, type ParameterSpec } from '../nn/init.ts';
import { Parameters } from '../tensor/parameters.ts';

export interface NetworkOptions {
  /** Of the first weights; absent: all weights are zero, to be written from a file. */
  seed?: number;
  /** Cells made by `defineCell` that `config.cell` may name. */
  cells?: readonly Cell[];
}

export class Network {
  readonly backend: Backend;
  readonly parameters: Parameters;
  private readonly specs: readonly ParameterSpec[];
  private readonly scheme: InitScheme;

  constructor(
    backend: Backend,
    specs: readonly ParameterSpec[],
    { init, seed }: { init: InitScheme; seed: number | undefined },
  ) {
    this.backend = backend;
    this.specs = specs;
    this.scheme = init;
    this.parameters = new Parameters(backend, specs);
    if (seed !== undefined) this.initialize(seed);
  }

  /** Writes the first weights, a function of the seed and the configuration. */
  initialize(seed: number): void {
    initialize(this.parameters, this.specs, { scheme: this.scheme, seed });
  }

  close(): void {
    this.parameters.free();
  }
}
