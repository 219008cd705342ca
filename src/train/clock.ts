/** Time for people and for the limit in minutes; nothing that is learned depends on it. */
export class Clock {
  private readonly start = performance.now();
  private readonly firstStep: number;
  private computing = 0;
  private sinceLast = 0;
  private tokensAtLast = 0;
  /** Trained on in this session. */
  tokens = 0;

  constructor(firstStep: number) {
    this.firstStep = firstStep;
  }

  measure<T>(work: () => T): T {
    const before = performance.now();
    const result = work();
    const spent = (performance.now() - before) / 1000;
    this.computing += spent;
    this.sinceLast += spent;
    return result;
  }

  /** Seconds. */
  elapsed(): number {
    return (performance.now() - this.start) / 1000;
  }

  /** Tokens per second of training since the last call. */
  rate(): number {
    const rate = (this.tokens - this.tokensAtLast) / Math.max(this.sinceLast, 1e-9);
    this.tokensAtLast = this.tokens;
    this.sinceLast = 0;
    return rate;
  }

  rateOfAll(): number {
    return this.computing === 0 ? 0 : this.tokens / this.computing;
  }

  left(step: number, totalSteps: number | undefined, minutes: number): number | null {
    const elapsed = this.elapsed();
    const byTime = minutes > 0 ? minutes * 60 - elapsed : Number.POSITIVE_INFINITY;
    const perStep = elapsed / Math.max(1, step - this.firstStep);
    const bySteps =
      totalSteps === undefined ? Number.POSITIVE_INFINITY : (totalSteps - step) * perStep;
    const left = Math.min(byTime, bySteps);
    return left === Number.POSITIVE_INFINITY ? null : Math.max(0, left);
  }
}
