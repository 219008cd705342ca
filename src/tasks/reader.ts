/** Running a network without learning: a tape that records nothing, with packed weights kept. */
import type { Network } from '../models/network.ts';
import type { Trainable, WholeBatch } from '../models/trainable.ts';
import { PackCache } from '../tensor/pack-cache.ts';
import { Tape } from '../tensor/tape.ts';

export class Reader {
  private readonly packs: PackCache;
  private readonly tape: Tape;

  constructor({ backend, parameters }: Pick<Network, 'backend' | 'parameters'>) {
    this.packs = new PackCache(backend, parameters);
    this.tape = new Tape(backend, { recording: false, packs: this.packs });
  }

  /** What `work` makes of a fresh tape; tensors on it are gone with the next call. */
  run<T>(work: (tape: Tape) => T): T {
    this.tape.reset();
    return work(this.tape);
  }

  close(): void {
    this.tape.close();
    this.packs.close();
  }
}

interface Closable {
  close(): void;
}

/** The network as training sees it; closing it first closes what reads it. */
export function closingWith<B extends WholeBatch>(
  network: Trainable<B> & Closable,
  readers: readonly Closable[],
): Trainable<B> & Closable {
  return {
    parameters: network.parameters,
    config: network.config,
    part: (batch, from, to) => network.part(batch, from, to),
    weight: (batch) => network.weight(batch),
    forward: (tape, batch) => network.forward(tape, batch),
    loss: (tape, batch, options) => network.loss(tape, batch, options),
    close() {
      for (const reader of readers) reader.close();
      network.close();
    },
  };
}
