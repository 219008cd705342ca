/**
 * Minimises a smooth function by L-BFGS (Nocedal and Wright 2006, algorithm 7.5) with backtracking
 * until the function falls enough (Armijo). Deterministic; meant for convex functions.
 */

/** The value at x; writes the gradient. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface LbfgsOptions {
  /** Default 200. */
  maxIterations?: number;
  /** Ends when no part of the gradient is larger. Default 1e-4. */
  tolerance?: number;
  /** Pairs of steps and gradient differences that are kept. Default 8. */
  memory?: number;
}

interface Pair {
  s: Float64Array;
  y: Float64Array;
  /** 1 / s·y */
  rho: number;
}

export interface LbfgsResult {
  value: number;
  iterations: number;
  /** Whether the gradient is as small as was asked. */
  converged: boolean;
}

/** Moves x to the minimum. */
export function lbfgs(
  objective: Objective,
  x: Float64Array,
  { maxIterations = 200, tolerance = 1e-4, memory = 8 }: LbfgsOptions = {},
): LbfgsResult {
  const gradient = new Float64Array(x.length);
  const pairs: Pair[] = [];
  let value = objective(x, gradient);
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    if (largest(gradient) <= tolerance) return { value, iterations: iteration, converged: true };
    const direction = newtonLike(gradient, pairs);
    const slope = dot(direction, gradient);
    let step = pairs.length === 0 ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient))) : 1;
    const from = x.slice();
    const before = gradient.slice();
    let next = value;
    for (;;) {
      for (let i = 0; i < x.length; i++) x[i] = from[i] + step * direction[i];
      next = objective(x, gradient);
      if (next <= value + 1e-4 * step * slope) break;
      step /= 2;
      if (step < 1e-12) {
        // No step makes it smaller: what rounding leaves.
        x.set(from);
        return { value, iterations: iteration, converged: false };
      }
    }
    value = next;
    const s = from;
    const y = before;
    for (let i = 0; i < x.length; i++) {
      s[i] = x[i] - from[i];
      y[i] = gradient[i] - before[i];
    }
    const curvature = dot(s, y);
    if (curvature > 1e-12 * dot(y, y)) {
      pairs.push({ s, y, rho: 1 / curvature });
      if (pairs.length > memory) pairs.shift();
    }
  }
  return { value, iterations: maxIterations, converged: largest(gradient) <= tolerance };
}

/** −H·gradient, H the approximate inverse Hessian of the pairs: the two loops of algorithm 7.4. */
function newtonLike(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const q = gradient.map((g) => -g);
  const alphas = new Array<number>(pairs.length);
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { s, y, rho } = pairs[k];
    alphas[k] = rho * dot(s, q);
    addScaled(q, -alphas[k], y);
  }
  const last = pairs.at(-1);
  if (last !== undefined) {
    const scale = 1 / (last.rho * dot(last.y, last.y));
    for (let i = 0; i < q.length; i++) q[i] *= scale;
  }
  for (let k = 0; k < pairs.length; k++) {
    const { s, y, rho } = pairs[k];
    addScaled(q, alphas[k] - rho * dot(y, q), s);
  }
  return q;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** a += c·b */
function addScaled(a: Float64Array, c: number, b: Float64Array): void {
  for (let i = 0; i < a.length; i++) a[i] += c * b[i];
}

function largest(a: Float64Array): number {
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]));
  return most;
}
