import { describe, expect, it } from 'vitest';
import { Sampler, type SamplerOptions } from '../../src/generate/sample-token.ts';
import { UnrollError } from '../../src/util/errors.ts';
import { keyFor, Rng } from '../../src/util/rng.ts';

const rng = (path: number) => new Rng(keyFor(11, 'sampling', path));

function randomLogits(size: number, random: Rng, spread = 3): Float32Array {
  return Float32Array.from({ length: size }, () => spread * random.normal());
}

const sampleToken = (logits: Float32Array, options: SamplerOptions, uniform: number) =>
  new Sampler(logits.length, options).choose(logits, uniform);

/** The filters as they are described, step by step, with sorts and Math. */
function naive(logits: Float32Array, options: SamplerOptions): number[] {
  const { temperature = 1, topK = 0, topP = 1, minP = 0, banned = [] } = options;
  const gone = new Set(banned);
  let ids = [...logits.keys()].filter((id) => !gone.has(id));
  ids.sort((a, b) => logits[b]! - logits[a]! || a - b);
  const largest = logits[ids[0]!]!;
  const weight = (id: number) => Math.exp((logits[id]! - largest) / temperature);
  const sum = (some: number[]) => some.reduce((total, id) => total + weight(id), 0);
  if (topK > 0) ids = ids.slice(0, topK);
  if (topP < 1) {
    const all = sum(ids);
    let n = 1;
    while (n < ids.length && sum(ids.slice(0, n)) / all < topP) n++;
    ids = ids.slice(0, n);
  }
  ids = ids.filter((id) => weight(id) >= minP);
  const all = sum(ids);
  return [...logits.keys()].map((id) => (ids.includes(id) ? weight(id) / all : 0));
}

const settings: SamplerOptions[] = [
  {},
  { temperature: 0.3 },
  { temperature: 4 },
  { topK: 1 },
  { topK: 7 },
  { topK: 1000 },
  { topP: 0.9 },
  { topP: 1e-9 },
  { topP: 0.999999 },
  { minP: 0.05 },
  { minP: 0.999 },
  { banned: [0, 3] },
  { topK: 5, topP: 0.6 },
  { temperature: 0.7, topK: 20, topP: 0.8, minP: 0.1, banned: [1, 2, 30] },
  { temperature: 2, topP: 0.5, minP: 0.4 },
];

describe('the distribution', () => {
  it.each(settings)('equals a step-by-step computation for %o', (options) => {
    for (const size of [31, 65, 300]) {
      const logits = randomLogits(size, rng(size));
      const got = new Sampler(size, options).distribution(logits);
      const wanted = naive(logits, options);
      for (let id = 0; id < size; id++)
        expect(Math.abs(got[id]! - wanted[id]!)).toBeLessThan(1e-14);
    }
  });

  it('keeps the lower ids of equal logits', () => {
    const logits = new Float32Array([1, 2, 2, 2, 1]);
    expect([...new Sampler(5, { topK: 2 }).distribution(logits)]).toEqual([0, 0.5, 0.5, 0, 0]);
    expect([...new Sampler(5, { topP: 0.1 }).distribution(logits)]).toEqual([0, 1, 0, 0, 0]);
    expect([...new Sampler(5, { temperature: 0 }).distribution(logits)]).toEqual([0, 1, 0, 0, 0]);
    const equal = new Sampler(4, { topK: 3 }).distribution(new Float32Array(4));
    expect([...equal].map((p) => p > 0)).toEqual([true, true, true, false]);
  });

  it('reads the row at an offset and does not remember the row before', () => {
    const logits = randomLogits(130, rng(1));
    const sampler = new Sampler(65, { topK: 5, topP: 0.9 });
    const second = sampler.distribution(logits.slice(65));
    sampler.distribution(logits, 0);
    expect(sampler.distribution(logits, 65)).toEqual(second);
    expect(sampler.choose(logits, 0.5, 65)).toBe(sampler.choose(logits.slice(65), 0.5));
  });

  it('keeps an id whose probability is 0 in single precision apart from a removed one', () => {
    const logits = new Float32Array([0, -100, Number.NEGATIVE_INFINITY]);
    const [, small, none] = new Sampler(3).distribution(logits);
    expect(small).toBeGreaterThan(0);
    expect(none).toBe(0);
  });
});

describe('drawing', () => {
  it('takes the largest logit at temperature 0 whatever the uniform', () => {
    const logits = randomLogits(65, rng(2));
    const best = logits.indexOf(Math.max(...logits));
    for (const u of [0, 0.5, 1 - 2 ** -32]) {
      expect(sampleToken(logits, { temperature: 0 }, u)).toBe(best);
      expect(sampleToken(logits, { temperature: 1e-300 }, u)).toBe(best);
    }
    expect(sampleToken(logits, { temperature: 0, banned: [best] }, 0)).not.toBe(best);
  });

  it('walks the kept ids in ascending order as the uniform grows', () => {
    const logits = new Float32Array([Math.log(1), Math.log(2), Math.log(5), Math.log(2)]);
    const draw = (u: number, options: SamplerOptions = {}) => sampleToken(logits, options, u);
    expect([0, 0.09, 0.11, 0.29, 0.31, 0.79, 0.81, 1 - 2 ** -32].map((u) => draw(u))).toEqual([
      0, 0, 1, 1, 2, 2, 3, 3,
    ]);
    expect([0, 0.28, 0.29, 0.99].map((u) => draw(u, { topK: 2 }))).toEqual([1, 1, 2, 2]);
  });

  it('changes nothing with a filter that removes nothing', () => {
    const logits = randomLogits(65, rng(3));
    const plain = new Sampler(65);
    const full = new Sampler(65, { topK: 65, topP: 1, minP: 0, banned: [] });
    const wide = new Sampler(65, { topK: 1000, minP: 1e-12 });
    const random = rng(4);
    for (let n = 0; n < 1000; n++) {
      const u = random.uniform();
      expect(full.choose(logits, u)).toBe(plain.choose(logits, u));
      expect(wide.choose(logits, u)).toBe(plain.choose(logits, u));
    }
  });

  it.each([{}, { temperature: 0.8, topP: 0.9 }, { topK: 6, banned: [2] }, { minP: 0.02 }])(
    'draws as often as the distribution says: %o',
    (options) => {
      const size = 20;
      const logits = randomLogits(size, rng(5), 1);
      const sampler = new Sampler(size, options);
      const wanted = naive(logits, options);
      const draws = 200_000;
      const counts = new Array<number>(size).fill(0);
      const random = rng(6);
      for (let n = 0; n < draws; n++) counts[sampler.choose(logits, random.uniform())]!++;
      let chiSquare = 0;
      let freedom = -1;
      for (let id = 0; id < size; id++) {
        if (wanted[id] === 0) {
          expect(counts[id]).toBe(0);
          continue;
        }
        freedom++;
        chiSquare += (counts[id]! - draws * wanted[id]!) ** 2 / (draws * wanted[id]!);
      }
      // Mean f, deviation √(2f): within four deviations for these fixed seeds.
      expect(chiSquare).toBeLessThan(freedom + 4 * Math.sqrt(2 * freedom));
    },
  );

  it('works on double precision logits and huge ones', () => {
    const logits = new Float64Array([-1e300, 1e300, 1e300 - 1e290]);
    expect(new Sampler(3).choose(logits, 0.999)).toBe(1);
  });
});

describe('the log-probability of the drawn id', () => {
  it('is that of the model, whatever the temperature and the filters', () => {
    const logits = randomLogits(65, rng(7));
    const wanted = naive(logits, {});
    for (const options of [...settings, { temperature: 0 }]) {
      const sampler = new Sampler(65, options);
      const id = sampler.choose(logits, 0.4);
      const got = sampler.logProbability(id, logits);
      expect(Math.abs(got - Math.log(wanted[id]!))).toBeLessThan(1e-13);
    }
  });

  it('is finite where a banned id has nearly all the probability', () => {
    const logits = new Float32Array([2000, 0, -1]);
    const sampler = new Sampler(3, { banned: [0] });
    const id = sampler.choose(logits, 0);
    expect(id).toBe(1);
    expect(sampler.logProbability(id, logits)).toBe(-2000);
  });
});

describe('mistakes', () => {
  const code = (body: () => unknown) => {
    try {
      body();
    } catch (error) {
      if (error instanceof UnrollError) return `${error.code}: ${error.message}`;
    }
    return 'nothing';
  };

  it('names the option that is out of its range', () => {
    expect(code(() => new Sampler(5, { temperature: -1 }))).toBe(
      'usage: expected temperature to be a number of at least 0 but received -1',
    );
    expect(code(() => new Sampler(5, { temperature: Number.NaN }))).toContain('temperature');
    expect(code(() => new Sampler(5, { topK: 1.5 }))).toContain('top-k');
    expect(code(() => new Sampler(5, { topK: -1 }))).toContain('top-k');
    expect(code(() => new Sampler(5, { topP: 0 }))).toContain('top-p');
    expect(code(() => new Sampler(5, { topP: 1.01 }))).toContain('top-p');
    expect(code(() => new Sampler(5, { minP: 1 }))).toContain('min-p');
    expect(code(() => new Sampler(5, { banned: [5] }))).toContain('a banned id');
    expect(code(() => new Sampler(2, { banned: [0, 1] }))).toContain('fewer than all ids');
  });

  it('refuses logits that are not finite', () => {
    const sampler = new Sampler(3);
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      for (const place of [0, 1, 2]) {
        const logits = new Float32Array(3);
        logits[place] = bad;
        expect(code(() => sampler.choose(logits, 0))).toContain('numeric: ');
      }
    }
    const none = new Float32Array(3).fill(Number.NEGATIVE_INFINITY);
    expect(code(() => sampler.choose(none, 0))).toContain('numeric: ');
  });
});
