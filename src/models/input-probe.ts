/**
 * A tape on which the numbers that a network reads can be looked at, be changed, and have gradients,
 * position by position, whatever the network: embedded or one-hot tokens, features of letters, vectors,
 * rows of tables, conditions. Its recurrent layers can be watched besides. Everything else on it is as on any tape.
 */
import type { Backend, Floats } from '../backend/backend.ts';
import { WatchedTape, type Watcher } from '../nn/recurrent/watch.ts';
import type { Tape, TapeOptions } from '../tensor/tape.ts';
import { type Tensor, valuesOf } from '../tensor/tensor.ts';

/** `wide`: what features of the whole input add to the answers. */
export type InputKind = 'tokens' | 'letters' | 'vectors' | 'row' | 'condition' | 'wide';

export interface InputPlace {
  kind: InputKind;
  /** Name of the embedding, which tells the inputs of an encoder and a decoder apart; empty for others. */
  of: string;
  /** Of embedded tokens: the table (V, E). */
  table?: Tensor;
}

/** What stands at a place, (rows, columns) row-major and time-major; to be changed in place. */
export type InputChange = (place: InputPlace, values: Floats, columns: number) => void;

export interface ProbedInput extends InputPlace {
  /** Its gradient is there after `backward`. */
  tensor: Tensor;
}

export class ProbedTape extends WatchedTape {
  /** In the order in which the network read them. */
  readonly inputs: ProbedInput[] = [];
  private readonly change: InputChange | undefined;

  constructor(
    backend: Backend,
    {
      change,
      watcher = {},
      ...options
    }: TapeOptions & { change?: InputChange; watcher?: Watcher } = {},
  ) {
    super(backend, watcher, options);
    this.change = change;
  }

  /** `x` as the network is to read it. Gradients end here: what `x` was made from gets none. */
  read(place: InputPlace, x: Tensor): Tensor {
    const values = valuesOf(x);
    this.change?.(place, values, x.shape[x.shape.length - 1]);
    const tensor = this.variable(values, x.shape);
    this.inputs.push({ ...place, tensor });
    return tensor;
  }
}

/** Every network passes what it reads through here. */
export function readInput(tape: Tape, place: InputPlace, x: Tensor): Tensor {
  return tape instanceof ProbedTape ? tape.read(place, x) : x;
}
