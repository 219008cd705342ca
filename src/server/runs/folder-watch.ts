/** Notices runs that come, change and go without the Studio: trained in a terminal, copied, removed. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { RunSummary } from '../../protocol/runs.ts';
import type { EventLog } from '../event-log.ts';
import type { Trainings } from '../training/trainings.ts';
import type { RunStore } from './run-store.ts';

/** Milliseconds between two looks. */
const PACE = 2000;

interface Seen {
  /** Changes when a file of the run does. */
  stamp: number;
  state: RunSummary['state'];
}

export class FolderWatch {
  readonly #store: RunStore;
  readonly #trainings: Trainings;
  readonly #events: EventLog;
  /** Undefined before the first look, which tells nothing. */
  #seen: Map<string, Seen> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking = false;

  constructor({
    store,
    trainings,
    events,
  }: {
    store: RunStore;
    trainings: Trainings;
    events: EventLog;
  }) {
    this.#store = store;
    this.#trainings = trainings;
    this.#events = events;
  }

  open(): void {
    this.#timer = setInterval(() => void this.#look(), PACE);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Only while somebody listens, and without reading what has not changed. */
  async #look(): Promise<void> {
    if (this.#looking || this.#events.listeners === 0) return;
    this.#looking = true;
    try {
      const before = this.#seen;
      const now = new Map<string, Seen>();
      for (const name of this.#store.names()) {
        const stamp = stampOf(join(this.#store.folder, name));
        const known = before?.get(name);
        // One that trains elsewhere may end without changing a file.
        if (known !== undefined && known.stamp === stamp && known.state !== 'running') {
          now.set(name, known);
          continue;
        }
        const summary = await this.#trainings.summary(name);
        now.set(name, { stamp, state: summary.state });
        const changed = known?.stamp !== stamp || known.state !== summary.state;
        const own = this.#trainings.training === name;
        if (before !== undefined && changed && !own) {
          this.#events.send({ type: 'run', run: name, summary });
        }
      }
      for (const name of before?.keys() ?? []) {
        if (now.has(name) || this.#trainings.has(name)) continue;
        this.#events.send({ type: 'run', run: name, summary: null });
      }
      this.#seen = now;
    } catch {
      // The folder changed under the look: the next one sees what it is then.
    } finally {
      this.#looking = false;
    }
  }
}

function stampOf(path: string): number {
  const files = [path, join(path, 'metrics.jsonl'), join(path, 'run.json')];
  return Math.max(...files.map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0));
}
