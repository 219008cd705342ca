/**
 * Events to everyone who listens, and the last ones again for who comes back. An id is the server's start and a
 * number; an id of another start, or one that is no longer held, is answered by `reset`.
 */
import type { StudioEvent } from '../protocol/events.ts';

const HELD = 5000;

export interface Numbered {
  id: string;
  event: StudioEvent;
}

export class EventLog {
  readonly #start: string;
  readonly #held: Numbered[] = [];
  #count = 0;
  readonly #listeners = new Set<(numbered: Numbered) => void>();

  /** `start` differs from server to server. */
  constructor(start: string) {
    this.#start = start;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  send(event: StudioEvent): void {
    const numbered = { id: this.#id(++this.#count), event };
    this.#held.push(numbered);
    if (this.#held.length > HELD) this.#held.splice(0, this.#held.length - HELD);
    for (const listener of this.#listeners) listener(numbered);
  }

  /**
   * Calls `listener` with what came after `lastId`, then with everything that comes, until the returned
   * function is called. Without `lastId` it begins now.
   */
  listen(listener: (numbered: Numbered) => void, lastId?: string): () => void {
    if (lastId !== undefined) for (const missed of this.#after(lastId)) listener(missed);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #after(lastId: string): Numbered[] {
    const [start, number] = lastId.split('.');
    const last = Number(number);
    const oldest = this.#count - this.#held.length;
    const known = start === this.#start && Number.isInteger(last) && last <= this.#count;
    if (!known || last < oldest) return [{ id: this.#id(this.#count), event: { type: 'reset' } }];
    return this.#held.slice(last - oldest);
  }

  #id(number: number): string {
    return `${this.#start}.${number}`;
  }
}
