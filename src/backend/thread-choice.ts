/**
 * Whether a program or a scan that runs again and again is faster shared among threads or on one: it is tried.
 * Where other work keeps a core busy, threads that meet within a step wait for whole time slices. Results do not
 * depend on threads, so nothing but time depends on what is chosen here.
 */

/** Runs, or what else is counted, after which the way in use is judged, and of a trial. */
const WINDOW = 16;
/** Windows between trials of the other way. */
const PATIENCE = 64;

export class ThreadChoice {
  /** Whether the next run is shared. */
  shared: boolean;
  readonly #window: number;
  /** Milliseconds of one run, each way; not tried yet: 0, so that it is. */
  readonly #costs = { shared: 0, alone: 0 };
  #runs = 0;
  #spent = 0;
  #windows = 0;
  #trial = false;

  /** `shared`: which way is tried first. */
  constructor({ shared = false, window = WINDOW } = {}) {
    this.shared = shared;
    this.#window = window;
  }

  /** Tells what the last run took, in milliseconds, or so many at once. */
  took(milliseconds: number, runs = 1): void {
    this.#runs += runs;
    this.#spent += milliseconds;
    const { shared, alone } = this.#costs;
    const other = this.shared ? alone : shared;
    // A trial that has already lost is not finished.
    const lost = this.#trial && this.#spent > 2 * other * this.#window;
    if (this.#runs < this.#window && !lost) return;
    this.#costs[this.shared ? 'shared' : 'alone'] = this.#spent / this.#runs;
    const slower = this.#costs[this.shared ? 'shared' : 'alone'] > other;
    this.#runs = 0;
    this.#spent = 0;
    this.#windows++;
    const retry = !this.#trial && this.#windows >= PATIENCE;
    this.#trial = retry;
    if (slower || retry) {
      this.shared = !this.shared;
      this.#windows = 0;
    }
  }
}
