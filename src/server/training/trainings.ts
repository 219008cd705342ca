/**
 * The runs that the Studio trains: one at a time, the others wait. Everything that has to outlive the server is in
 * the training records; a training goes on when the server is killed, and is found again by the next one.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { RunSummary } from '../../protocol/runs.ts';
import type { EventLog } from '../event-log.ts';
import { Refusal } from '../refusal.ts';
import { runPath } from '../runs/run-name.ts';
import { noRun, type RunStore } from '../runs/run-store.ts';
import { summaryOf } from '../runs/summary.ts';
import { TrainingFollower } from './training-follower.ts';
import { endTraining, isRunning, spawnTraining } from './training-process.ts';
import { type TrainingRecord, TrainingRecords } from './training-record.ts';
import { wordsToGoOn } from './words.ts';

export interface TrainingsOptions {
  store: RunStore;
  events: EventLog;
  program: readonly string[];
}

/** How often the output of what trains is looked at, in milliseconds; also the pace of step events. */
const PACE = 250;

export class Trainings {
  readonly #store: RunStore;
  readonly #events: EventLog;
  readonly #program: readonly string[];
  readonly #records: TrainingRecords;
  readonly #trainings = new Map<string, TrainingRecord>();
  #follower: TrainingFollower | undefined;
  #timer: NodeJS.Timeout | undefined;
  #polling = false;
  #closing = false;

  constructor({ store, events, program }: TrainingsOptions) {
    this.#store = store;
    this.#events = events;
    this.#program = program;
    this.#records = new TrainingRecords(store.folder);
  }

  /** Finds what an earlier server began: what still trains is followed, what waits goes on. */
  open(): void {
    for (const record of this.#records.all()) this.#trainings.set(record.run, record);
    for (const record of this.#trainings.values()) {
      if (record.state !== 'running') continue;
      if (record.pid !== null && isRunning(record.pid, record.command)) this.#follow(record);
      else this.#ended(record, null);
    }
    this.#timer = setInterval(() => void this.#poll(), PACE);
    this.#next();
  }

  /** Saves what trains and puts it before those that wait, so that the next server goes on with it. */
  async close(): Promise<void> {
    this.#closing = true;
    const record = this.#running();
    if (record !== undefined) {
      record.told ??= 'shutdown';
      this.#records.write(record);
      this.#end(record);
      while (record.state === 'running') {
        await this.#poll();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    clearInterval(this.#timer);
  }

  get queue(): string[] {
    return this.#waiting().map(({ run }) => run);
  }

  /** Of a run that trains now. */
  get training(): string | undefined {
    return this.#running()?.run;
  }

  has(name: string): boolean {
    return this.#trainings.has(name);
  }

  /** The lines that the training printed for people. */
  log(name: string): string[] {
    return this.#trainings.has(name) ? this.#records.logLines(name) : [];
  }

  async list(): Promise<RunSummary[]> {
    const names = new Set([...this.#store.names(), ...this.#trainings.keys()]);
    const summaries: RunSummary[] = [];
    for (const name of names) summaries.push(await this.summary(name));
    return summaries;
  }

  /** Throws 'missing' when there is no such run. */
  async summary(name: string): Promise<RunSummary> {
    const exists = this.#store.has(name);
    const training = this.#trainings.get(name);
    if (!exists && training === undefined) throw noRun(name);
    const at = this.queue.indexOf(name);
    return summaryOf({
      name,
      stored: exists ? await this.#store.read(name) : undefined,
      training,
      queuePosition: at < 0 ? null : at + 1,
      now: Date.now(),
    });
  }

  /** A new run; `words` are those of `unroll train` that make this run. */
  begin(run: string, words: string[]): Promise<RunSummary> {
    if (this.#store.has(run) || this.#trainings.has(run)) {
      throw new Refusal('state', `there is a run called ${run} already: choose another name`);
    }
    return this.#queue({ run, begin: words, command: words });
  }

  /** Goes on with a run of whatever origin; `limits` are flags of `unroll resume`. */
  async resume(run: string, limits: readonly string[] = []): Promise<RunSummary> {
    const { state, resumable } = await this.summary(run);
    const further = state === 'finished' && limits.length > 0;
    if (!resumable && !further) {
      const remedy = state === 'finished' ? ': give it more steps, epochs or minutes' : '';
      throw new Refusal('state', `${run} is ${state} and cannot go on now${remedy}`);
    }
    const before = this.#trainings.get(run);
    const begin = before?.begin ?? [];
    const command = wordsToGoOn(runPath(this.#store.folder, run), { begin, limits });
    if (command === undefined) throw new Refusal('state', `${run} has nothing to go on from`);
    return this.#queue({ run, begin, command });
  }

  /** Ends it, everything saved; one that waits does no longer. */
  async end(run: string, told: 'pause' | 'stop'): Promise<RunSummary> {
    const record = this.#trainings.get(run);
    if (record === undefined || record.state === 'ended') {
      const { state } = await this.summary(run);
      const where = state === 'running' ? ', but not by the Studio' : '';
      throw new Refusal('state', `${run} is ${state}${where}: there is nothing to ${told}`);
    }
    const summary = await this.summary(run);
    record.told = told;
    if (record.state === 'queued') {
      record.state = 'ended';
      record.endedAt = Date.now();
      if (told === 'stop' && !this.#store.has(run)) {
        this.#trainings.delete(run);
        this.#records.remove(run);
        this.#events.send({ type: 'run', run, summary: null });
        this.#tellQueue();
        return { ...summary, state: 'stopped', resumable: false, queuePosition: null };
      }
      this.#records.write(record);
      this.#tellQueue();
      return this.#tell(run);
    }
    this.#records.write(record);
    this.#end(record);
    await this.#untilEnded(record);
    return this.summary(run);
  }

  async #queue(what: Pick<TrainingRecord, 'run' | 'begin' | 'command'>): Promise<RunSummary> {
    const order = this.#lastOrder() + 1;
    const nothing = { told: null, pid: null, endedAt: null, failure: null };
    const record: TrainingRecord = { ...what, state: 'queued', order, ...nothing };
    this.#trainings.set(record.run, record);
    this.#records.write(record);
    this.#next();
    this.#tellQueue();
    return this.#tell(record.run);
  }

  #running(): TrainingRecord | undefined {
    return [...this.#trainings.values()].find(({ state }) => state === 'running');
  }

  #waiting(): TrainingRecord[] {
    const waiting = [...this.#trainings.values()].filter(({ state }) => state === 'queued');
    return waiting.sort((a, b) => a.order - b.order);
  }

  #lastOrder(): number {
    return Math.max(0, ...[...this.#trainings.values()].map(({ order }) => order));
  }

  /** Begins the first that waits, unless another trains. */
  #next(): void {
    if (this.#closing || this.#running() !== undefined) return;
    const [record] = this.#waiting();
    if (record === undefined) return;
    const events = this.#records.events(record.run);
    mkdirSync(dirname(events), { recursive: true });
    record.state = 'running';
    record.told = null;
    record.pid = spawnTraining({
      program: this.#program,
      words: record.command,
      events,
      log: this.#records.log(record.run),
      onExit: (code) => this.#ended(record, code),
    });
    this.#records.write(record);
    this.#follow(record);
    void this.#tell(record.run);
    this.#tellQueue();
  }

  #follow({ run }: TrainingRecord): void {
    this.#follower = new TrainingFollower(run, this.#records.events(run), this.#events);
  }

  /** Passes on what the training has said, and notices the end of one that another server began. */
  async #poll(): Promise<void> {
    const record = this.#running();
    if (record === undefined || this.#polling) return;
    this.#polling = true;
    try {
      const changed = await this.#follower?.read();
      if (changed) await this.#tell(record.run);
    } finally {
      this.#polling = false;
    }
    const gone = record.pid === null || !isRunning(record.pid, record.command);
    if (gone && record.state === 'running') this.#ended(record, null);
  }

  #end(record: TrainingRecord): void {
    if (record.pid !== null) endTraining(record.pid);
  }

  async #untilEnded(record: TrainingRecord): Promise<void> {
    while (record.state === 'running') await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** `code`: null where it is not known, or a signal ended it. */
  #ended(record: TrainingRecord, code: number | null): void {
    if (record.state !== 'running') return;
    const again = record.told === 'shutdown';
    record.state = again ? 'queued' : 'ended';
    record.pid = null;
    record.endedAt = Date.now();
    const failed = code !== null && ![0, 130, 143].includes(code);
    record.failure = failed ? this.#records.reason(record.run) : null;
    if (again) {
      const path = runPath(this.#store.folder, record.run);
      record.command = wordsToGoOn(path, record) ?? record.begin;
    }
    this.#records.write(record);
    const follower = this.#follower;
    this.#follower = undefined;
    void (async () => {
      await follower?.read();
      await this.#tell(record.run);
      this.#next();
      this.#tellQueue();
    })();
  }

  async #tell(run: string): Promise<RunSummary> {
    const summary = await this.summary(run);
    this.#events.send({ type: 'run', run, summary });
    return summary;
  }

  #tellQueue(): void {
    this.#events.send({ type: 'queue', queue: this.queue });
  }
}
