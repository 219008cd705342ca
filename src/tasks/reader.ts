/** Running a network without learning: a tape that records nothing, with packed weights kept. */
import type { Network } from '../models/network.ts';
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
