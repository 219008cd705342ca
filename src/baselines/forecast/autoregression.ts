/**
 * AR(p), and VAR(p) of several variables: every variable as a linear function of the last p values of
 * all of them, by ridge regression on values scaled to mean 0 and deviation 1.
 *
 * - 'recursive': one regression to the next step, which reads its own forecasts from then on.
 * - 'direct': one regression for each step ahead up to `horizon`, all from values that are known. They
 *   share their examples: those that have all steps after them.
 */
import { expected, UnrollError } from '../../util/errors.ts';
import { float64FromBase64, toBase64 } from '../base64.ts';
import { NormalEquations } from './ridge.ts';
import { checkHistory, checkRows, expectCount, type Forecaster, type Series } from './series.ts';

export type MultiStep = 'recursive' | 'direct';

export interface AutoRegressionOptions {
  /** p: how many steps back it reads. */
  order: number;
  /** Share of |w|² in the loss, beside squared errors of values of deviation 1. Default 1e-4. */
  ridge?: number;
  /** Default 'recursive'. */
  method?: MultiStep;
  /** Steps ahead, of 'direct'. Default 1. */
  horizon?: number;
}

export interface AutoRegressionData {
  order: number;
  method: MultiStep;
  /** Steps ahead that have a regression each; 1 for 'recursive'. */
  horizon: number;
  means: number[];
  deviations: number[];
  /** (horizon·V, order·V + 1) in base64. */
  weights: string;
}

interface Fitted extends Omit<AutoRegressionData, 'weights'> {
  weights: Float64Array;
}

export class AutoRegression implements Forecaster {
  readonly name: string;
  readonly description: string;
  private readonly fitted: Fitted;

  private constructor(fitted: Fitted) {
    this.fitted = fitted;
    const { order, method, means } = fitted;
    const several = means.length > 1;
    this.name = `${several ? 'VAR' : 'AR'}(${order})${method === 'direct' ? ', direct' : ''}`;
    const what = several ? `all ${means.length} variables` : 'the variable';
    this.description = `linear in the last ${order} values of ${what}, by ridge regression`;
  }

  /** Error 'data' for a series too short for one example, or with a gap. */
  static fit(series: Series, options: AutoRegressionOptions): AutoRegression {
    return AutoRegression.fitAll([series], options);
  }

  /** From several series of the same variables; no example reaches from one into another. */
  static fitAll(all: readonly Series[], options: AutoRegressionOptions): AutoRegression {
    const { order, ridge = 1e-4, method = 'recursive' } = options;
    expectCount('order', order);
    if (method !== 'recursive' && method !== 'direct') {
      throw expected('method', 'recursive or direct', method);
    }
    const horizon = method === 'direct' ? (options.horizon ?? 1) : 1;
    expectCount('horizon', horizon);
    const longest = all.reduce((most, { length }) => Math.max(most, length), 0);
    if (longest < order + horizon) {
      throw new UnrollError(
        'data',
        `a regression on ${order} steps for ${horizon} ahead needs a series of ${order + horizon} steps, received ${longest}`,
      );
    }
    const rows = all.flat();
    checkRows(rows);
    const { means, deviations } = momentsOf(rows);
    const V = means.length;
    const equations = new NormalEquations({ inputs: order * V, outputs: horizon * V });
    for (const series of all) {
      const scaled = scaledRows(series, { means, deviations });
      for (let t = order; t + horizon <= series.length; t++) {
        equations.add(
          scaled.subarray((t - order) * V, t * V),
          scaled.subarray(t * V, (t + horizon) * V),
        );
      }
    }
    const weights = equations.solve(ridge);
    return new AutoRegression({ order, method, horizon, means, deviations, weights });
  }

  get historyLength(): number {
    return this.fitted.order;
  }

  get parameterCount(): number {
    return this.fitted.weights.length + 2 * this.fitted.means.length;
  }

  forecast(history: Series, steps: number): number[][] {
    const { order, method, horizon, means, deviations, weights } = this.fitted;
    const V = means.length;
    checkHistory(history, order, steps);
    const last = history.slice(history.length - order);
    if (last[0].length !== V) {
      throw new UnrollError(
        'shape',
        `expected histories of ${V} variables but received ${last[0].length}`,
      );
    }
    if (method === 'direct' && steps > horizon) {
      throw new UnrollError(
        'usage',
        `this direct regression was fitted for ${horizon} steps ahead, not ${steps}; fit it with a longer horizon`,
      );
    }
    // Known values, then forecasts, scaled.
    const values = new Float64Array((order + Math.max(steps, horizon)) * V);
    values.set(scaledRows(last, this.fitted));
    const inputs = order * V;
    // Each round forecasts `horizon` steps from the order before them.
    for (let done = 0; done < steps; done += horizon) {
      for (let o = 0; o < horizon * V; o++) {
        const row = o * (inputs + 1);
        let sum = weights[row + inputs];
        for (let i = 0; i < inputs; i++) sum += weights[row + i] * values[done * V + i];
        values[(order + done) * V + o] = sum;
      }
    }
    return Array.from({ length: steps }, (_, h) =>
      means.map((mean, v) => mean + deviations[v] * values[(order + h) * V + v]),
    );
  }

  toJSON(): AutoRegressionData {
    const { weights, ...rest } = this.fitted;
    return { ...rest, weights: toBase64(weights) };
  }

  /** Error 'format' for data whose parts do not fit together. */
  static fromJSON({ weights, ...rest }: AutoRegressionData): AutoRegression {
    const numbers = float64FromBase64(weights);
    const V = rest.means.length;
    if (numbers.length !== rest.horizon * V * (rest.order * V + 1)) {
      throw new UnrollError('format', 'the autoregression has not as many weights as it says');
    }
    return new AutoRegression({ ...rest, weights: numbers });
  }
}

interface Moments {
  means: number[];
  deviations: number[];
}

/** By variable; a variable that never changes has deviation 1, so that it stays 0 when scaled. */
function momentsOf(series: Series): Moments {
  const means = Array.from(series[0], () => 0);
  const deviations = means.slice();
  for (let v = 0; v < means.length; v++) {
    for (const row of series) means[v] += row[v] / series.length;
    for (const row of series) deviations[v] += (row[v] - means[v]) ** 2 / series.length;
    deviations[v] = Math.sqrt(deviations[v]) || 1;
  }
  return { means, deviations };
}

/** (T·V) */
function scaledRows(series: Series, { means, deviations }: Moments): Float64Array {
  const V = means.length;
  const scaled = new Float64Array(series.length * V);
  for (let t = 0; t < series.length; t++) {
    for (let v = 0; v < V; v++) scaled[t * V + v] = (series[t][v] - means[v]) / deviations[v];
  }
  return scaled;
}
