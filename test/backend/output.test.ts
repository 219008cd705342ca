import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import { createBackend } from '../../src/backend/select.ts';
import { backends } from '../support/backends.ts';
import { range } from '../support/naive-scan.ts';
import { expectClose, expectSame, fresh, put, putInts, source } from '../support/numbers.ts';

const IGNORED = -1;

interface Case {
  N: number;
  V: number;
  I: number;
  x: number[];
  /** (V, I) */
  weight: number[];
  bias?: number[];
  targets: number[];
  classWeights?: number[];
  scale: number;
  /** (N) */
  factors: number[];
}

function randomCase(N: number, V: number, I: number, size = 1): Case {
  const from = source(N + V + I);
  const targets = from.integers(N, 0, V);
  if (N > 2) targets[1] = IGNORED;
  return {
    N,
    V,
    I,
    x: from.values(N * I, size),
    weight: from.values(V * I),
    bias: from.values(V),
    targets,
    scale: 1 / 8,
    factors: from.values(N, 2),
  };
}

/** The definition in doubles: logits, log Σ e^x less the target's, and the derivative by hand. */
function naive({ N, V, I, x, weight, bias, targets, classWeights, scale, factors }: Case) {
  const losses: number[] = [];
  const dx = new Array<number>(N * I).fill(0);
  const dWeight = new Array<number>(V * I).fill(0);
  const dBias = new Array<number>(V).fill(0);
  for (let n = 0; n < N; n++) {
    const logits = range(V).map((v) =>
      range(I).reduce((sum, i) => sum + x[n * I + i] * weight[v * I + i], bias?.[v] ?? 0),
    );
    const max = Math.max(...logits);
    const total = logits.reduce((sum, logit) => sum + Math.exp(logit - max), 0);
    const y = targets[n];
    const w = y === IGNORED ? 0 : (classWeights?.[y] ?? 1);
    losses.push(y === IGNORED ? 0 : w * (max + Math.log(total) - logits[y]));
    for (let v = 0; v < V; v++) {
      const p = Math.exp(logits[v] - max) / total;
      const g = factors[n] * scale * w * (p - (v === y ? 1 : 0));
      dBias[v] += g;
      for (let i = 0; i < I; i++) {
        dx[n * I + i] += g * weight[v * I + i];
        dWeight[v * I + i] += g * x[n * I + i];
      }
    }
  }
  return { losses, dx, dWeight, dBias };
}

function run(backend: Backend, c: Case, { keep = true, start = 0 } = {}) {
  const { N, V, I, scale } = c;
  const x = put(backend, c.x);
  const weight = put(backend, c.weight);
  const into = (K: number, M: number) => fresh(backend, backend.packedLength(K, M));
  const targets = putInts(backend, c.targets);
  const losses = fresh(backend, N);
  const kept = keep ? fresh(backend, backend.outputKept(N, V)) : undefined;
  backend.outputLoss({
    N,
    V,
    I,
    x,
    weight: backend.pack({
      K: I,
      N: V,
      source: weight,
      ld: I,
      transposed: true,
      into: into(I, V),
    }),
    bias: c.bias && put(backend, c.bias),
    targets,
    ignoreIndex: IGNORED,
    classWeights: c.classWeights && put(backend, c.classWeights),
    losses,
    scale,
    kept,
  });
  if (kept === undefined) return { losses: [...losses.array()], dx: [], dWeight: [], dBias: [] };
  const [dx, dWeight, dBias] = [N * I, V * I, V].map((n) => fresh(backend, n, start));
  const shared = { N, V, I, targets, kept, factors: put(backend, c.factors) };
  const rows = backend.pack({ K: V, N: I, source: weight, ld: I, into: into(V, I) });
  backend.outputInputGradient({ ...shared, weight: rows, dx });
  const packedX = backend.pack({ K: N, N: I, source: x, ld: I, into: into(N, I) });
  backend.outputWeightGradient({ ...shared, x: packedX, dWeight, dBias });
  return {
    losses: [...losses.array()],
    dx: [...dx.array()],
    dWeight: [...dWeight.array()],
    dBias: [...dBias.array()],
  };
}

// One class, a few, one chunk of columns and several, rows of more than one block.
const sizes = [
  [1, 1, 1],
  [5, 3, 7],
  [33, 65, 17],
  [3, 513, 20],
  [300, 530, 9],
  [80, 1300, 13],
];

const problems = sizes.map(([N, V, I], index) => {
  const c = randomCase(N, V, I);
  if (index % 2 === 1)
    c.classWeights = source(index)
      .values(V)
      .map((w) => w + 1.5);
  if (index === 2) c.bias = undefined;
  return { c, wanted: naive(c) };
});

describe.each(await backends())('the output layer on $name', ({ create, tolerance }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await create();
  });
  afterAll(() => backend.close());

  it('has the loss and the gradients of its definition', () => {
    for (const { c, wanted } of problems) {
      const { N, V, I } = c;
      const actual = run(backend, c, { start: 0.5 });
      for (const name of ['losses', 'dx', 'dWeight', 'dBias'] as const) {
        const before = name === 'losses' ? 0 : 0.5;
        const values = wanted[name].map((value) => value + before);
        expectClose(actual[name], values, 4 * tolerance, `${N}, ${V}, ${I}: ${name}`);
      }
      expectSame(run(backend, c, { keep: false }).losses, actual.losses, `${N}, ${V}: loss alone`);
    }
  });

  it('neither overflows nor loses huge logits', () => {
    const c = randomCase(20, 700, 8, 1e4);
    const wanted = naive(c);
    const actual = run(backend, c);
    expectClose(actual.losses, wanted.losses, 4 * tolerance, 'loss');
    expectClose(
      actual.dWeight.map((g) => g / 1e4),
      wanted.dWeight.map((g) => g / 1e4),
      1e-4,
    );
  });

  it('impossible classes (bias −∞) cost nothing, also where they fill a chunk', () => {
    const c = randomCase(6, 1100, 5);
    const bias = range(1100).map((v) => (v < 600 ? Number.NEGATIVE_INFINITY : v / 1000));
    c.bias = bias;
    c.targets = range(6).map((n) => 700 + n);
    const wanted = naive(c);
    const actual = run(backend, c);
    expectClose(actual.losses, wanted.losses, 4 * tolerance, 'loss');
    expectClose(actual.dBias, wanted.dBias, 4 * tolerance, 'dBias');
    expectClose(actual.dx, wanted.dx, 4 * tolerance, 'dx');
  });

  it('NaN in a row stays in that row, and out of ignored rows', () => {
    const c = randomCase(8, 520, 4);
    c.targets = [1, 2, 3, IGNORED, 4, 5, 6, 7];
    c.x[2 * 4 + 1] = Number.NaN;
    c.x[3 * 4] = Number.NaN; // ignored: as if it were not there
    const { losses, dx } = run(backend, c);
    expect(losses.map(Number.isNaN)).toEqual(range(8).map((n) => n === 2));
    expect(range(8).map((n) => Number.isNaN(dx[n * 4]))).toEqual(range(8).map((n) => n === 2));
  });

  it('a row has the same bits alone and among others', () => {
    const [N, V, I] = [90, 700, 21];
    const c = randomCase(N, V, I);
    const together = run(backend, c);
    for (const [first, count] of [
      [0, 1],
      [89, 1],
      [10, 7],
      [5, 80],
    ]) {
      const part = {
        ...c,
        N: count,
        x: c.x.slice(first * I, (first + count) * I),
        targets: c.targets.slice(first, first + count),
        factors: c.factors.slice(first, first + count),
      };
      const alone = run(backend, part);
      expectSame(alone.losses, together.losses.slice(first, first + count), 'loss');
      expectSame(alone.dx, together.dx.slice(first * I, (first + count) * I), 'dx');
    }
  });
});

describe.each(['native', 'wasm'] as const)('the output layer on threads of %s', (name) => {
  const start = (threads: number) => createBackend({ backend: name, threads }).catch(() => null);

  it('in any number gives the same bits', async ({ skip }) => {
    const one = await start(1);
    if (!one) return skip(`${name} does not start`);
    const cases = [randomCase(130, 65, 40), randomCase(75, 5000, 21), randomCase(7, 4200, 100)];
    const wanted = cases.map((c) => run(one, c));
    one.close();
    for (const threads of [2, 3]) {
      const backend = await start(threads);
      if (!backend) continue;
      for (const [index, c] of cases.entries()) {
        const actual = run(backend, c);
        for (const what of ['losses', 'dx', 'dWeight', 'dBias'] as const) {
          expectSame(actual[what], wanted[index][what], `${what} on ${threads} threads`);
        }
        expectSame(run(backend, c, { keep: false }).losses, wanted[index].losses, 'loss alone');
      }
      backend.close();
    }
  });
});
