import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend, PairLoss } from '../../src/backend/backend.ts';
import { backends } from '../support/backends.ts';
import { range } from '../support/naive-scan.ts';
import { expectClose, fresh, put, putInts, source } from '../support/numbers.ts';

const sizes = [1, 3, 17, 33, 65, 130];
const IGNORED = -100;

/** log softmax of a row in doubles. */
function logSoftmax(row: number[]): number[] {
  const max = Math.max(...row);
  const total = row.reduce((sum, x) => sum + Math.exp(x - max), 0);
  return row.map((x) => x - max - Math.log(total));
}

interface Case {
  V: number;
  logits: number[];
  targets: number[];
  smoothing: number;
  classWeights?: number[];
  scale: number;
}

/** Torch's definition, and its derivative through the softmax's Jacobian. */
function naiveCrossEntropy({ V, logits, targets, smoothing, classWeights, scale }: Case) {
  const losses: number[] = [];
  const gradient: number[] = [];
  targets.forEach((target, n) => {
    const logP = logSoftmax(logits.slice(n * V, (n + 1) * V));
    /** How much −log p_v counts. */
    const counts = range(V).map(
      (v) => ((v === target ? 1 - smoothing : 0) + smoothing / V) * (classWeights?.[v] ?? 1),
    );
    const ignored = target === IGNORED;
    losses.push(ignored ? 0 : -counts.reduce((s, c, v) => s + (c === 0 ? 0 : c * logP[v]), 0));
    for (let j = 0; j < V; j++) {
      // d(−log p_v)/dx_j = p_j − [v = j]
      const slope = counts.reduce((s, c, v) => s + c * (Math.exp(logP[j]) - (v === j ? 1 : 0)), 0);
      gradient.push(ignored ? 0 : scale * slope);
    }
  });
  return { losses, gradient };
}

describe.each(await backends())('losses on $name', ({ create, tolerance }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await create();
  });
  afterAll(() => backend.close());

  function run(c: Case, place: 'own' | 'over logits' | 'none') {
    const N = c.targets.length;
    const logits = put(backend, c.logits);
    const gradient = place === 'own' ? fresh(backend, N * c.V) : logits;
    const losses = fresh(backend, N);
    backend.crossEntropy({
      N,
      V: c.V,
      logits,
      targets: putInts(backend, c.targets),
      ignoreIndex: IGNORED,
      smoothing: c.smoothing,
      classWeights: c.classWeights && put(backend, c.classWeights),
      losses,
      gradient: place === 'none' ? undefined : gradient,
      scale: c.scale,
    });
    return { losses: [...losses.array()], gradient: [...gradient.array()] };
  }

  it('cross-entropy equals its definition, with ignored targets, smoothing and class weights', () => {
    for (const [index, V] of [...sizes, ...sizes, ...sizes, ...sizes].entries()) {
      const variant = Math.floor(index / sizes.length);
      const from = source(index);
      const N = [1, 5, 18, 33][variant];
      const targets = from.integers(N, 0, V);
      if (N > 2) targets[2] = IGNORED;
      const c: Case = {
        V,
        logits: from.values(N * V, 4),
        targets,
        smoothing: variant % 2 ? 0.125 : 0,
        classWeights: variant > 1 ? from.values(V).map((w) => w + 1.5) : undefined,
        scale: 1 / 8,
      };
      const wanted = naiveCrossEntropy(c);
      for (const place of ['own', 'over logits'] as const) {
        const actual = run(c, place);
        expectClose(actual.losses, wanted.losses, tolerance, `V ${V}: loss`);
        expectClose(actual.gradient, wanted.gradient, tolerance, `V ${V}: gradient`);
      }
      const alone = run(c, 'none');
      expectClose(alone.losses, wanted.losses, tolerance, `V ${V}: loss alone`);
      expect(alone.gradient).toEqual(c.logits);
    }
  });

  it('cross-entropy neither overflows nor loses huge logits', () => {
    for (const size of [100, 1e4, 1e30]) {
      const logits = source(3).values(6 * 37, size);
      const c = { V: 37, logits, targets: [0, 5, 36, 8, IGNORED, 20], smoothing: 0, scale: 1 };
      const wanted = naiveCrossEntropy(c);
      const actual = run(c, 'own');
      expectClose(actual.losses, wanted.losses, tolerance, `size ${size}`);
      expectClose(actual.gradient, wanted.gradient, tolerance, `size ${size}`);
    }
  });

  it('an impossible class (logit −∞) costs nothing unless it is the target', () => {
    const impossible = Number.NEGATIVE_INFINITY;
    const logits = [1, impossible, 2, impossible, 0, 1];
    const c = { V: 3, logits, targets: [0, 0], smoothing: 0, scale: 1 };
    const { losses, gradient } = run(c, 'own');
    expectClose(losses.slice(0, 1), [Math.log(1 + Math.E)], tolerance);
    expect(losses[1]).toBe(Number.POSITIVE_INFINITY);
    expectClose(gradient.slice(0, 3), [-1 / (1 + 1 / Math.E), 0, 1 / (1 + 1 / Math.E)], tolerance);
  });

  it('NaN in a row of logits stays in that row', () => {
    const logits = source(4).values(3 * 20);
    logits[25] = Number.NaN;
    const c = { V: 20, logits, targets: [1, 2, 3], smoothing: 0, scale: 1 };
    const { losses, gradient } = run(c, 'own');
    expect(losses.map(Number.isNaN)).toEqual([false, true, false]);
    expect(gradient.findIndex(Number.isNaN)).toBe(20);
    expect(gradient.filter(Number.isNaN).length).toBe(20);
  });

  it('log softmax and its gradient equal the definition', () => {
    for (const [index, V] of sizes.entries()) {
      const N = 1 + 2 * index;
      const from = source(index);
      const x = from.values(N * V, index % 2 ? 50 : 3);
      const dy = from.values(N * V);
      const dx = from.values(N * V);
      const y = fresh(backend, N * V);
      backend.logSoftmax({ N, V, x: put(backend, x), y });
      const rows = range(N).map((n) => logSoftmax(x.slice(n * V, (n + 1) * V)));
      expectClose(y.array(), rows.flat(), tolerance, 'log softmax');

      const out = put(backend, dx);
      backend.logSoftmaxBackward({ N, V, y, dy: put(backend, dy), dx: out });
      const wanted = rows.flatMap((row, n) => {
        const total = dy.slice(n * V, (n + 1) * V).reduce((s, g) => s + g, 0);
        return row.map((logP, v) => dx[n * V + v] + dy[n * V + v] - Math.exp(logP) * total);
      });
      expectClose(out.array(), wanted, tolerance, 'gradient of log softmax');
    }
  });

  const pairs: {
    [K in PairLoss]: [(x: number, y: number) => number, (x: number, y: number) => number];
  } = {
    mse: [(x, y) => (x - y) ** 2, (x, y) => 2 * (x - y)],
    l1: [(x, y) => Math.abs(x - y), (x, y) => Math.sign(x - y)],
    huber: [
      (x, y) => (Math.abs(x - y) <= 0.75 ? (x - y) ** 2 / 2 : 0.75 * (Math.abs(x - y) - 0.375)),
      (x, y) => Math.max(-0.75, Math.min(0.75, x - y)),
    ],
    bce: [
      (x, y) => y * Math.log1p(Math.exp(-x)) + (1 - y) * Math.log1p(Math.exp(x)),
      (x, y) => 1 / (1 + Math.exp(-x)) - y,
    ],
  };

  for (const kind of Object.keys(pairs) as PairLoss[]) {
    it(`${kind} and its gradient equal the definition`, () => {
      for (const n of sizes) {
        const from = source(n);
        const x = [...from.values(n - 1, 4), 0.5];
        const target = [...from.values(n - 1).map((v) => (v + 1) / 2), 0.5];
        const losses = fresh(backend, n);
        const gradient = fresh(backend, n);
        backend.pairLoss({
          kind,
          n,
          x: put(backend, x),
          target: put(backend, target),
          delta: 0.75,
          losses,
          gradient,
          scale: 0.25,
        });
        const [loss, slope] = pairs[kind];
        expectClose(
          losses.array(),
          x.map((v, i) => loss(v, target[i])),
          tolerance,
          'loss',
        );
        expectClose(
          gradient.array(),
          x.map((v, i) => slope(v, target[i]) / 4),
          tolerance,
          'slope',
        );
      }
    });
  }

  it('binary cross-entropy does not overflow', () => {
    const losses = fresh(backend, 4);
    const gradient = fresh(backend, 4);
    const x = put(backend, [1e4, -1e4, 1e4, -1e4]);
    const target = put(backend, [1, 1, 0, 0]);
    backend.pairLoss({ kind: 'bce', n: 4, x, target, delta: 1, losses, gradient, scale: 1 });
    expectClose(losses.array(), [0, 1e4, 1e4, 0], tolerance);
    expectClose(gradient.array(), [0, -1, 1, 0], tolerance);
  });
});
