/**
 * First values of parameters. Each parameter says what it is for (`Init`); a scheme says what that
 * means in numbers: 'torch' is what `torch.nn` does, 'unroll' is our own default.
 *
 * Every parameter draws from its own stream, keyed by the seed and its index, so that the values do
 * not depend on the order in which they are made.
 */
import type { Floats } from '../backend/backend.ts';
import type { Parameters } from '../tensor/parameters.ts';
import { keyFor, Rng } from '../util/rng.ts';
import { orthogonal } from './orthogonal.ts';

export type InitScheme = 'torch' | 'unroll';

/** What a parameter is for. `hidden` is H, `gates` the number of gate blocks along the first axis. */
export type Init =
  /** `onehot`: all columns belong to a one-hot vector, or the first so many. */
  | { kind: 'input-weight'; gates: number; hidden: number; onehot?: boolean | number }
  | { kind: 'recurrent-weight'; gates: number; hidden: number }
  /** `ones`: gate blocks that start at 1 under 'unroll': what keeps the state (forget and update
   *  gate: Jozefowicz et al. 2015). */
  | { kind: 'recurrent-bias'; hidden: number; ones?: readonly number[] }
  | { kind: 'peephole'; hidden: number }
  | { kind: 'linear-weight' }
  | { kind: 'linear-bias'; fanIn: number }
  | { kind: 'embedding' }
  | { kind: 'constant'; value: number };

export interface ParameterSpec {
  name: string;
  shape: readonly number[];
  init: Init;
}

export interface InitOptions {
  scheme?: InitScheme;
  seed: number;
}

/** Writes the first values of all parameters named in `specs`. */
export function initialize(
  parameters: Parameters,
  specs: readonly ParameterSpec[],
  { scheme = 'unroll', seed }: InitOptions,
): void {
  specs.forEach((spec, index) => {
    const rng = new Rng(keyFor(seed, 'init', index));
    const size = spec.shape.reduce((a, b) => a * b, 1);
    // As wide as the parameter: a large table is not held twice as wide as it will be.
    const single = parameters.backend.precision === 'single';
    const values = single ? new Float32Array(size) : new Float64Array(size);
    parameters.write(spec.name, initialValues(spec, values, { scheme, rng }));
  });
}

/** The first values of one parameter, row-major, written into `values`, which are 0. */
export function initialValues<Values extends Floats>(
  { shape, init }: Omit<ParameterSpec, 'name'>,
  values: Values,
  { scheme, rng }: { scheme: InitScheme; rng: Rng },
): Values {
  draw(values, { shape, init }, scheme, rng);
  return values;
}

function draw(
  values: Floats,
  { shape, init }: Omit<ParameterSpec, 'name'>,
  scheme: InitScheme,
  rng: Rng,
): Floats {
  if (init.kind === 'constant') return values.fill(init.value);
  if (init.kind === 'embedding') return normal(values, 1, rng);
  return scheme === 'torch' ? torch(values, shape, init, rng) : unroll(values, shape, init, rng);
}

type Drawn = Exclude<Init, { kind: 'constant' | 'embedding' }>;

/** `nn.RNN`, `nn.GRU`, `nn.LSTM`: U(±1/√H) throughout; `nn.Linear`: U(±1/√fan_in). */
function torch(values: Floats, shape: readonly number[], init: Drawn, rng: Rng) {
  switch (init.kind) {
    case 'linear-weight':
      return uniform(values, 1 / Math.sqrt(shape[1]), rng);
    case 'linear-bias':
      return uniform(values, 1 / Math.sqrt(init.fanIn), rng);
    default:
      return uniform(values, 1 / Math.sqrt(init.hidden), rng);
  }
}

/**
 * Glorot-uniform inputs per gate. A one-hot input has one active column, so its weights have
 * variance 1, as if a standard normal embedding had been projected: characters are learned several
 * times faster than with weights as small as their number suggests. Orthogonal recurrent matrices
 * per gate (Saxe et al. 2014), biases 0 except gates that should start open, small output weights.
 */
function unroll(values: Floats, shape: readonly number[], init: Drawn, rng: Rng) {
  switch (init.kind) {
    case 'input-weight': {
      const [, columns] = shape;
      const picked = init.onehot === true ? columns : Number(init.onehot ?? 0);
      const dense = Math.sqrt(6 / (columns - picked + init.hidden));
      for (let i = 0; i < values.length; i++) {
        const bound = i % columns < picked ? Math.sqrt(3) : dense;
        values[i] = (2 * rng.uniform() - 1) * bound;
      }
      return values;
    }
    case 'recurrent-weight':
      for (let gate = 0; gate < init.gates; gate++) {
        values.set(orthogonal(init.hidden, rng), gate * init.hidden * init.hidden);
      }
      return values;
    case 'recurrent-bias':
      for (const gate of init.ones ?? []) {
        values.fill(1, gate * init.hidden, (gate + 1) * init.hidden);
      }
      return values;
    case 'linear-weight':
      return uniform(values, 1 / Math.sqrt(shape[1]), rng);
    case 'peephole':
    case 'linear-bias':
      return values;
    default:
      return init satisfies never;
  }
}

function uniform(values: Floats, bound: number, rng: Rng): Floats {
  for (let i = 0; i < values.length; i++) values[i] = (2 * rng.uniform() - 1) * bound;
  return values;
}

function normal(values: Floats, deviation: number, rng: Rng): Floats {
  for (let i = 0; i < values.length; i++) values[i] = rng.normal() * deviation;
  return values;
}
