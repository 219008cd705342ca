/**
 * A tape on which recurrent layers can be looked at while they walk, and cells be changed, whatever
 * network they belong to. Everything else on it is as on any tape.
 */
import type { Backend, Floats } from '../../backend/backend.ts';
import { Tape, type TapeOptions } from '../../tensor/tape.ts';
import type { Cell, CellStep } from '../cells/cell.ts';

/** One layer in one direction of one walk. */
export interface LayerPlace {
  /** Prefix of the stack's parameters, which tells stacks of one network apart: `rnn.`, `encoder.`. */
  stack: string;
  layer: number;
  reverse: boolean;
  /** Steps of this walk, sequences side by side, units. */
  T: number;
  B: number;
  H: number;
}

/** What a layer did, in the engine's own memory: valid during the call alone, not to be written to. */
export interface LayerView {
  /** Names of the gates, in the order of their blocks; empty for a user's cell that returns none. */
  gateNames: readonly string[];
  /** (T, B, G·H) activated gates; zero where a sequence has ended. */
  gates: Floats;
  /** By state name, (T, B, H) after each step. */
  states: Readonly<Record<string, Floats>>;
}

export interface Watcher {
  /** The cell that walks a layer in the place of its own. */
  cell?(place: LayerPlace, own: Cell): Cell;
  /** Told of each layer and direction as soon as it has walked. */
  walked?(place: LayerPlace, view: LayerView): void;
  /** Given the tensors of each step, by t, whose gradients are there after `backward`; plain operations then walk. */
  stepped?(place: LayerPlace, steps: readonly CellStep[]): void;
}

export class WatchedTape extends Tape {
  readonly watcher: Watcher;

  constructor(backend: Backend, watcher: Watcher, options: TapeOptions = {}) {
    super(backend, options);
    this.watcher = watcher;
  }
}

/** Who watches what is computed on this tape. */
export function watcherOf(tape: Tape): Watcher | undefined {
  return tape instanceof WatchedTape ? tape.watcher : undefined;
}
