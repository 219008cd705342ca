/** Forecasts that learn nothing: the last value, and the value of one season ago. */
import { checkHistory, expectCount, type Forecaster, type Series } from './series.ts';

/** What was last goes on for ever: the best there is for a random walk. */
export class LastValue implements Forecaster {
  readonly name = 'last value';
  readonly description = 'every step is as the last one known';
  readonly parameterCount = 0;
  readonly historyLength = 1;

  forecast(history: Series, horizon: number): number[][] {
    checkHistory(history, 1, horizon);
    const last = Array.from(history[history.length - 1]);
    return Array.from({ length: horizon }, () => [...last]);
  }

  toJSON(): Record<string, never> {
    return {};
  }

  static fromJSON(_: Record<string, never>): LastValue {
    return new LastValue();
  }
}

/** The last season goes on for ever: y_{T+h} is the last known value a whole number of periods before. */
export class SeasonalNaive implements Forecaster {
  readonly name: string;
  readonly description: string;
  readonly parameterCount = 0;
  readonly period: number;

  constructor(period: number) {
    expectCount('period', period);
    this.period = period;
    this.name = `seasonal naive (${period})`;
    this.description = `every step is as ${period} steps before`;
  }

  get historyLength(): number {
    return this.period;
  }

  forecast(history: Series, horizon: number): number[][] {
    checkHistory(history, this.period, horizon);
    const first = history.length - this.period;
    return Array.from({ length: horizon }, (_, h) =>
      Array.from(history[first + (h % this.period)]),
    );
  }

  toJSON(): { period: number } {
    return { period: this.period };
  }

  static fromJSON({ period }: { period: number }): SeasonalNaive {
    return new SeasonalNaive(period);
  }
}
