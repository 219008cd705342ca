/**
 * Whether a program or a scan that runs again and again is faster shared among threads or on one: it is tried.
 * Where other work keeps a core busy, threads that meet within a step wait for whole time slices. Results do not
 * depend on threads, so nothing but time depends on what is chosen here.
 */

/** Runs, or what else is counted, after which the way in use is judged, and of a trial. */
const WINDOW = 16;
/** Windows between trials of the other way: few after a change, which may be due to chance, twice as many after each trial that lost. */
const PATIENCE = { first: 4, most: 64 };
/** Shared runs that take no more of the time of one thread than this need no further trial of that: it does not become faster. */
const CLEARLY = 0.8;

type Way = 'shared' | 'alone';

export class ThreadChoice {
  readonly #window: number;
  #way: Way;
  /** Milliseconds of one run in the last two windows of each way. */
  readonly #costs: { [way in Way]: number[] } = { shared: [], alone: [] };
  #runs = 0;
  #spent = 0;
  #windows = 0;
  #patience = PATIENCE.first;
  #trial = false;
  /** Threads that slept are woken by the next run. */
  #waking = true;

  /** `shared`: which way is tried first. */
  constructor({ shared = false, window = WINDOW } = {}) {
    this.#way = shared ? 'shared' : 'alone';
    this.#window = window;
  }

  /** Whether the next run is shared. */
  get shared(): boolean {
    return this.#way === 'shared';
  }

  /** Tells what the last run took, in milliseconds, or so many at once. */
  took(milliseconds: number, runs = 1): void {
    const waking = this.#waking && runs < this.#window;
    this.#waking = false;
    if (waking) return;
    this.#runs += runs;
    this.#spent += milliseconds;
    // What has already lost is not finished.
    const lost = this.#spent > 2 * this.#costOf(this.#other) * this.#window;
    if (this.#runs < this.#window && !lost) return;
    const [last] = this.#costs[this.#way];
    this.#costs[this.#way] = [
      this.#spent / this.#runs,
      ...(last === undefined || this.#trial ? [] : [last]),
    ];
    this.#runs = 0;
    this.#spent = 0;
    this.#windows++;
    this.#judge();
  }

  #judge(): void {
    if (this.#costs[this.#other].length === 0) {
      this.#change({ trial: true });
      return;
    }
    const slower = this.#costOf(this.#way) > this.#costOf(this.#other);
    if (this.#trial && slower) this.#patience = Math.min(2 * this.#patience, PATIENCE.most);
    else if (this.#trial || slower) this.#patience = PATIENCE.first;
    if (slower) this.#change({ trial: false });
    else if (this.#windows >= this.#patience && !this.#isClear()) this.#change({ trial: true });
    else this.#trial = false;
  }

  #change({ trial }: { trial: boolean }): void {
    this.#way = this.#other;
    this.#trial = trial;
    this.#windows = 0;
    this.#waking = true;
  }

  #isClear(): boolean {
    return this.shared && this.#costOf('shared') < CLEARLY * this.#costOf('alone');
  }

  get #other(): Way {
    return this.shared ? 'alone' : 'shared';
  }

  /** The better of the last windows: other work slows a window by chance, nothing makes it faster. Not tried: infinite. */
  #costOf(way: Way): number {
    return Math.min(...this.#costs[way]);
  }
}
