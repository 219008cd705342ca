/** The CRF against all tag sequences one by one, its gradients against differences, and its limits. */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { Backend } from '../../../src/backend/backend.ts';
import { createReferenceBackend } from '../../../src/backend/js/reference.ts';
import { Crf, type CrfConfig } from '../../../src/nn/crf/crf.ts';
import { bioRule, type TagRule } from '../../../src/nn/crf/rules.ts';
import { checkGradients } from '../../../src/tensor/check-gradients.ts';
import { Tape } from '../../../src/tensor/tape.ts';
import { gradientOf, item, type Tensor, valuesOf } from '../../../src/tensor/tensor.ts';
import { backends } from '../../support/backends.ts';
import { range } from '../../support/naive-scan.ts';
import { expectClose, source } from '../../support/numbers.ts';

interface Scores {
  emissions: number[];
  transitions: number[];
  start: number[];
  end: number[];
}

function randomScores(T: number, B: number, C: number, size = 1.5): Scores {
  const random = source(T + 10 * C);
  return {
    emissions: random.values(T * B * C, size),
    transitions: random.values(C * C, size),
    start: random.values(C, size),
    end: random.values(C, size),
  };
}

/** Every sequence of n tags that the rule allows, with its score, in the order of the tags. */
function enumerate(s: Scores, [B, C]: [number, number], b: number, n: number, rule?: TagRule) {
  const found: { tags: number[]; score: number }[] = [];
  const walk = (tags: number[], score: number): void => {
    const t = tags.length;
    const from = t === 0 ? 'start' : tags[t - 1];
    if (t === n) {
      if (rule?.(from, 'end') ?? true) {
        found.push({ tags, score: score + (from === 'start' ? 0 : s.end[from]) });
      }
      return;
    }
    for (const j of range(C)) {
      if (rule?.(from, j) === false) continue;
      const step = from === 'start' ? s.start[j] : s.transitions[from * C + j];
      walk([...tags, j], score + step + s.emissions[(t * B + b) * C + j]);
    }
  };
  walk([], 0);
  return found;
}

const logSum = (scores: number[]) => {
  const max = Math.max(...scores);
  return max + Math.log(scores.reduce((sum, x) => sum + Math.exp(x - max), 0));
};

function crfOn(tape: Tape, s: Scores, config: CrfConfig) {
  const { tags: C } = config;
  const tensors: Record<string, Tensor> = {
    'crf.transitions': tape.variable(s.transitions, [C, C]),
    'crf.start_transitions': tape.variable(s.start, [C]),
    'crf.end_transitions': tape.variable(s.end, [C]),
  };
  return new Crf(config, { get: (name) => tensors[name] }, 'crf.');
}

/** No tag twice in a row, nothing begins with tag 1, nothing ends with tag 0. */
const rule: TagRule = (from, to) =>
  from === 'start' ? to !== 1 : to === 'end' ? from !== 0 : from !== to;

describe.each(await backends())('the CRF on $name', ({ create, tolerance }) => {
  let backend: Backend;
  let tape: Tape;
  beforeAll(async () => {
    backend = await create();
    tape = new Tape(backend);
  });
  afterAll(() => {
    tape.close();
    backend.close();
  });

  it.each([
    ['', undefined],
    [' under a rule', rule],
  ] as const)('sums and maximises over all tag sequences%s', (_, allowed) => {
    for (const [T, B, C, lengths] of [
      [1, 1, 3, undefined],
      [4, 3, 3, [4, 0, 2]],
      [5, 2, 4, [3, 5]],
    ] as const) {
      tape.reset();
      const s = randomScores(T, B, C);
      const crf = crfOn(tape, s, { tags: C, allowed });
      const emissions = tape.constant(s.emissions, [T, B, C]);
      const options = { lengths };
      const all = range(B).map((b) => enumerate(s, [B, C], b, lengths?.[b] ?? T, allowed));
      const logZ = all.map((paths) => logSum(paths.map(({ score }) => score)));
      expectClose(valuesOf(crf.logPartition(tape, emissions, options)), logZ, tolerance, 'ln Z');

      const best = all.map((paths) => paths.reduce((a, b) => (b.score > a.score ? b : a)));
      const found = crf.decode(tape, emissions, options);
      expect(found.map(({ tags }) => tags)).toEqual(best.map(({ tags }) => tags));
      const scores = best.map(({ score }) => score);
      expectClose(
        found.map(({ score }) => score),
        scores,
        tolerance,
        'best score',
      );

      // The best tags also serve as given ones; what stands past a length is no tag.
      const tags = new Array(T * B).fill(-7);
      best.forEach((path, b) => {
        path.tags.forEach((tag, t) => {
          tags[t * B + b] = tag;
        });
      });
      expectClose(valuesOf(crf.score(tape, emissions, tags, options)), scores, tolerance, 'score');
      const losses = logZ.map((z, b) => z - scores[b]);
      const loss = (reduction: 'mean' | 'sum' | 'none') =>
        valuesOf(crf.loss(tape, emissions, tags, { lengths, reduction }));
      const sum = losses.reduce((a, b) => a + b, 0);
      expectClose(loss('none'), losses, tolerance, 'losses');
      expectClose(loss('sum'), [sum], tolerance, 'sum');
      expectClose(loss('mean'), [sum / B], tolerance, 'mean');

      const marginals = new Array(T * B * C).fill(0);
      all.forEach((paths, b) => {
        for (const { tags, score } of paths) {
          for (const [t, tag] of tags.entries()) {
            marginals[(t * B + b) * C + tag] += Math.exp(score - logZ[b]);
          }
        }
      });
      expectClose(valuesOf(crf.marginals(tape, emissions, options)), marginals, tolerance, 'P');
    }
  });

  it('is exact for scores whose exponentials no double can hold', () => {
    tape.reset();
    // Each part prefers another tag by far more than e^±745 can tell.
    const s = {
      emissions: [900, 0, 0, 3, 1, 2, 0, 800, 0],
      transitions: [-2000, -1500, -1800, 400, 0, 0, 300, -1000, -900],
      start: [0, -1200, -1100],
      end: [-700, 600, 0],
    };
    const C = 3;
    const crf = crfOn(tape, s, { tags: C });
    const emissions = tape.variable(s.emissions, [3, 1, C]);
    const all = enumerate(s, [1, C], 0, 3);
    const logZ = logSum(all.map(({ score }) => score));
    const logPartition = crf.logPartition(tape, emissions);
    expectClose(valuesOf(logPartition), [logZ], 1e-6);
    const best = all.reduce((a, b) => (b.score > a.score ? b : a));
    expect(crf.decode(tape, emissions)[0].tags).toEqual(best.tags);
    const expectedCounts = new Array(9).fill(0);
    for (const { tags, score } of all) {
      for (const [t, tag] of tags.entries()) expectedCounts[t * C + tag] += Math.exp(score - logZ);
    }
    tape.backward(logPartition);
    expectClose(gradientOf(emissions), expectedCounts, 1e-6);
  });

  it('hands no gradient to later steps, and does not read them', () => {
    const [T, B, C] = [4, 2, 3];
    const s = randomScores(T, B, C);
    const runs = [0, Number.NaN].map((padding) => {
      tape.reset();
      const values = s.emissions.map((x, k) =>
        Math.floor(k / C) % B === 1 && k >= 2 * B * C ? padding : x,
      );
      const emissions = tape.variable(values, [T, B, C]);
      const crf = crfOn(tape, s, { tags: C });
      const loss = crf.loss(tape, emissions, [0, 1, 2, 0, 1, 9, 2, 9], { lengths: [4, 2] });
      tape.backward(loss);
      return { loss: item(loss), gradient: [...gradientOf(emissions)] };
    });
    expect(runs[1]).toEqual(runs[0]);
    for (const t of [2, 3]) {
      expect(runs[0].gradient.slice((t * B + 1) * C, (t * B + 2) * C)).toEqual([0, 0, 0]);
    }
  });

  it('needs no more memory for later steps', () => {
    const s = randomScores(30, 4, 9);
    const own = new Tape(backend);
    const sizes = range(4).map(() => {
      own.reset();
      const emissions = own.variable(s.emissions, [30, 4, 9]);
      const crf = crfOn(own, s, { tags: 9 });
      own.backward(crf.loss(own, emissions, new Array(120).fill(2)));
      return own.arena.bytes;
    });
    expect(new Set(sizes).size).toBe(1);
    own.close();
  });
});

describe('gradients equal differences', () => {
  const [T, B, C] = [5, 3, 4];
  const s = randomScores(T, B, C);
  const inputs = [
    { name: 'emissions', shape: [T, B, C], values: s.emissions },
    { name: 'transitions', shape: [C, C], values: s.transitions },
    { name: 'start_transitions', shape: [C], values: s.start },
    { name: 'end_transitions', shape: [C], values: s.end },
  ];
  // Sequence by sequence: 2 0 1 3 2, 0 2 3, 3 1 … with neighbours that differ, as the rule wants.
  const tags = [2, 0, 3, 0, 2, 1, 1, 3, 0, 3, 0, 0, 2, 0, 0];
  const sums = {
    loss: (crf: Crf, tape: Tape, x: Tensor, lengths?: number[]) =>
      crf.loss(tape, x, tags, { lengths }),
    'loss of each': (crf: Crf, tape: Tape, x: Tensor, lengths?: number[]) =>
      crf.loss(tape, x, tags, { lengths, reduction: 'none' }),
    logPartition: (crf: Crf, tape: Tape, x: Tensor, lengths?: number[]) =>
      crf.logPartition(tape, x, { lengths }),
    score: (crf: Crf, tape: Tape, x: Tensor, lengths?: number[]) =>
      crf.score(tape, x, tags, { lengths }),
  };
  for (const [name, f] of Object.entries(sums)) {
    for (const lengths of [undefined, [5, 3, 0]]) {
      for (const allowed of [undefined, lengths && rule]) {
        if (allowed === undefined || lengths !== undefined) {
          test(`${name}${lengths ? ', lengths' : ''}${allowed ? ', rule' : ''}`, () => {
            const { maxRelativeError, where, checked } = checkGradients((tape, tensors) => {
              const get = (key: string) => tensors[inputs.findIndex((input) => input.name === key)];
              return f(new Crf({ tags: C, allowed }, { get }, ''), tape, tensors[0], lengths);
            }, inputs);
            expect(checked).toBe(T * B * C + C * C + 2 * C);
            expect(maxRelativeError, where).toBeLessThanOrEqual(1e-6);
          });
        }
      }
    }
  }
});

describe('the rule of B, I and O', () => {
  const labels = ['O', 'B-place', 'I-place', 'B-time', 'I-time'];
  const allowed = bioRule(labels);

  it('lets I follow only its own B or I', () => {
    const followers = (from: number | 'start') => labels.filter((_, to) => allowed(from, to));
    expect(followers('start')).toEqual(['O', 'B-place', 'B-time']);
    expect(followers(0)).toEqual(['O', 'B-place', 'B-time']);
    expect(followers(1)).toEqual(['O', 'B-place', 'I-place', 'B-time']);
    expect(followers(2)).toEqual(['O', 'B-place', 'I-place', 'B-time']);
    expect(followers(4)).toEqual(['O', 'B-place', 'B-time', 'I-time']);
    expect(labels.every((_, from) => allowed(from, 'end'))).toBe(true);
  });

  it('keeps decoding inside it whatever the emissions say', () => {
    const tape = new Tape(createReferenceBackend());
    const zeros = {
      transitions: new Array(25).fill(0),
      start: [0, 0, 0, 0, 0],
      end: [0, 0, 0, 0, 0],
    };
    const emissions = [0, 1, 5, 0, 0, 0, 0, 0, 0, 9, 0, 0, 9, 0, 0];
    const crf = crfOn(tape, { emissions, ...zeros }, { tags: 5, allowed });
    const x = tape.constant(emissions, [3, 1, 5]);
    expect(crf.decode(tape, x)).toEqual([{ tags: [1, 1, 2], score: 10 }]);
    const free = crfOn(tape, { emissions, ...zeros }, { tags: 5 });
    expect(free.decode(tape, x)[0].tags).toEqual([2, 4, 2]);
  });

  it('says which label it cannot read', () => {
    expect(() => bioRule(['O', 'place'])).toThrow(
      'expected tags to be O, B-… or I-… but received "place"',
    );
    expect(() => bioRule(['O', 'I-place'])).toThrow(
      'expected a tag B-place because there is I-place',
    );
  });
});

test('names and shapes, and what does not fit', () => {
  expect(Crf.specs({ tags: 2 }, 'crf.').map(({ name, shape }) => [name, shape])).toEqual([
    ['crf.transitions', [2, 2]],
    ['crf.start_transitions', [2]],
    ['crf.end_transitions', [2]],
  ]);
  expect(() => Crf.specs({ tags: 0 }, '')).toThrow('expected tags to be a positive integer');
  const tape = new Tape(createReferenceBackend());
  const s = randomScores(2, 1, 3);
  const crf = crfOn(tape, s, { tags: 3, allowed: rule });
  const x = tape.constant(s.emissions, [2, 1, 3]);
  expect(() => crf.loss(tape, x, [0])).toThrow('expected tags with shape (2) but received (1)');
  expect(() => crf.loss(tape, x, [0, 3])).toThrow(
    'expected tags from 0 to 2 but received 3 at step 1 of sequence 0',
  );
  expect(() => crf.loss(tape, x, [2, 2])).toThrow(
    'the rule of the CRF forbids 2 after 2, at step 1 of sequence 0',
  );
  expect(() => crf.loss(tape, x, [1, 2])).toThrow('forbids 1 after start, at step 0');
  expect(() => crf.loss(tape, x, [2, 0])).toThrow('forbids end after 0, at step 2');
  expect(() => crf.loss(tape, x, [2, 1], { lengths: [3] })).toThrow('expected lengths from 0 to 2');
  expect(() => crf.loss(tape, tape.constant([1, 2], [1, 1, 2]), [0])).toThrow(
    'expected emissions with shape (T, B, 3) but received (1, 1, 2)',
  );
  const never = crfOn(tape, s, { tags: 3, allowed: () => false });
  expect(() => never.decode(tape, x)).toThrow(
    'the rule of the CRF allows no 2 tags in a row, which sequence 0 needs',
  );
});

test('NaN stays NaN', () => {
  const tape = new Tape(createReferenceBackend());
  const s = randomScores(3, 1, 3);
  s.emissions[4] = Number.NaN;
  const crf = crfOn(tape, s, { tags: 3 });
  expect(item(crf.loss(tape, tape.constant(s.emissions, [3, 1, 3]), [0, 1, 2]))).toBeNaN();
});
