import { describe, expect, it } from 'vitest';
import { type Clamp, clampEffect, regexProbe } from '../../../src/index.ts';
import { randomModel } from '../random-model.ts';

const text = 'hello, "world". '.repeat(30);
const probe = regexProbe('quoted', /"\w+/);
const clamp: Clamp[] = [{ layer: 0, unit: 1, name: 'i', value: 0 }];

const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('the effect of a clamp', () => {
  it('is the surprise of score, by where the probe begins, holds and ends', async () => {
    const model = randomModel(text, { config: { layers: 2 } });
    const effect = await clampEffect(model, text, { clamp, probes: [probe] });
    const score = (held?: Clamp[]) =>
      model.score(text, { clamp: held }).tokenScores.map(({ logProbability }) => -logProbability);
    const free = score();
    const held = score(clamp);
    const at = (places: (k: number) => boolean) => {
      const chosen = free.map((_, k) => k).filter(places);
      return {
        count: chosen.length,
        free: expect.closeTo(mean(chosen.map((k) => free[k])), 10),
        held: expect.closeTo(mean(chosen.map((k) => held[k])), 10),
      };
    };
    const inside = (k: number) => k % 16 >= 7 && k % 16 < 13;
    expect(effect.all).toEqual(at(() => true));
    const [found] = effect.probes;
    expect(found.opening).toEqual(at((k) => k % 16 === 7));
    expect(found.closing).toEqual(at((k) => k % 16 === 13));
    expect(found.inside).toEqual(at(inside));
    expect(found.outside).toEqual(at((k) => !inside(k)));
    expect(found.inside.free).not.toBeCloseTo(found.inside.held, 3);
    expect(effect.samples).toBeUndefined();
    model.close();
  });

  it('is shown by what the model writes', async () => {
    const model = randomModel(text);
    const quote = model.codec.encode('"')[0];
    // The output sees nothing but its bias, which wants quotes.
    model.network.parameters.write(
      'output.bias',
      Float64Array.from({ length: model.codec.vocabulary.size }, (_, id) => (id === quote ? 9 : 0)),
    );
    const sample = { prime: 'he', length: 4, temperature: 0 };
    const all: Clamp[] = [{ layer: 0, unit: 'all', name: 'h', value: 0 }];
    const effect = await clampEffect(model, text, {
      clamp: all,
      probes: [regexProbe('marks', /"/)],
      sample,
    });
    expect(effect.samples?.held).toBe('he""""');
    expect(effect.samples?.free).toBe((await model.generate(sample))[0]);
    expect(effect.probes[0].written?.held).toEqual({ share: 4 / 6, opened: 1, closed: 0 });
    model.close();
  });
});
