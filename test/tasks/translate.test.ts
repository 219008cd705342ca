import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TrainedTask, train } from '../../src/index.ts';
import type { TaskOptions } from '../../src/train/task-options.ts';

const words = ['one', 'two', 'three', 'four', 'five', 'six'];
const names = ['un', 'deux', 'trois', 'quatre', 'cinq', 'six'];

/** "two five" → "cinq deux": one to four words of another language in the other order. */
function pairs(count: number): { source: string; target: string }[] {
  return Array.from({ length: count }, (_, n) => {
    const numbers = [n, n >> 1, n >> 2, n >> 3].slice(0, 1 + (n % 4)).map((k) => k % 6);
    return {
      source: numbers.map((k) => words[k]).join(' '),
      target: numbers
        .map((k) => names[k])
        .reverse()
        .join(' '),
    };
  });
}

function small(options: Partial<TaskOptions<'translate'>> = {}): TaskOptions<'translate'> {
  return {
    task: 'translate',
    data: { records: pairs(216) },
    validation: 0,
    level: 'word',
    hidden: 16,
    embed: 12,
    batch: 16,
    lr: 0.02,
    epochs: 12,
    seed: 3,
    backend: 'js',
    ...options,
  };
}

async function trained(options: Partial<TaskOptions<'translate'>> = {}) {
  const run = train(small(options));
  await run.finish();
  return run.model();
}

describe('translate', () => {
  let model: TrainedTask;
  beforeAll(async () => {
    model = await trained();
  });
  afterAll(() => model.close());

  it('learns words and their order, and tells BLEU and exact match', async () => {
    const [, , three] = pairs(3);
    expect(three).toEqual({ source: 'three two one', target: 'un deux trois' });
    expect(model.predict([three.source])[0].translation).toBe(three.target);
    const { metrics, details, lines } = await model.evaluate({ records: pairs(216) });
    expect(metrics.exact_match).toBeGreaterThan(0.97);
    expect(metrics.token_accuracy).toBeGreaterThan(0.97);
    expect(metrics.bleu).toBeGreaterThan(90);
    expect(details.texts).toBe(216);
    expect(lines[0]).toMatch(/^BLEU .*one reference/);
  });

  it('answers the same for a source alone as in a batch, greedily and with a beam', () => {
    const sources = pairs(12).map(({ source }) => source);
    for (const options of [{ beam: 1 }, { beam: 3, nBest: 2, attention: true }]) {
      const together = model.predict(sources, options);
      sources.forEach((source, i) => {
        expect(model.predict([source], options)).toEqual([together[i]]);
      });
    }
  });

  it('tells where it looked: for each symbol, weights over the source that sum to 1', () => {
    const [answer] = model.predict(['three two one'], { attention: true });
    expect(answer.source_symbols).toEqual(['three', 'two', 'one']);
    expect(answer.symbols).toEqual(['un', 'deux', 'trois']);
    const weights = answer.attention as number[][];
    expect(weights.map((row) => row.length)).toEqual([3, 3, 3]);
    for (const row of weights) expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
  });

  it('gives as many hypotheses as asked for, the best first', () => {
    const [answer] = model.predict(['two one'], { nBest: 3 });
    const found = answer.hypotheses as { translation: string; score: number }[];
    expect(found).toHaveLength(3);
    expect(found[0].translation).toBe(answer.translation);
    expect(found[0].score).toBeGreaterThanOrEqual(found[1].score);
    expect(model.describe(answer)).toBe(found.map((one) => one.translation).join('\t'));
  });

  it('stops a translation at the length asked for, and says that it did', () => {
    const [cut] = model.predict(['three two one'], { maxLength: 2 });
    expect(cut).toMatchObject({ translation: 'un deux', ended: false });
  });

  it('learns from every reference, and measures against all of them', async () => {
    const records = [
      ...pairs(216),
      ...pairs(36).map(({ source, target }) => ({ source, targets: [target, `${target} !`] })),
    ];
    const model = await trained({ data: { records }, epochs: 4 });
    const twice = [{ source: 'one', targets: ['uno', 'un'] }];
    const { metrics, lines } = await model.evaluate({ records: twice });
    expect(metrics.exact_match).toBe(1);
    expect(lines[0]).toMatch(/up to 2 references/);
    model.close();
  });

  it('measures what the options asked for make, not always the usual beam', async () => {
    const model = await trained({ epochs: 1, hidden: 4 });
    const cut = await model.evaluate({ records: pairs(20) }, { maxLength: 1 });
    expect(cut.metrics.exact_match).toBeLessThan(0.5);
    const hypothesisLength = (cut.details.bleu as { hypothesis_length: number }).hypothesis_length;
    expect(hypothesisLength).toBeLessThanOrEqual(20);
    model.close();
  });

  it('copies a word that it has no symbol for from where it looks', async () => {
    const places = ['Rome', 'Oslo', 'Lima', 'Bern', 'Kyiv', 'Riga', 'Nara', 'Cork'];
    const records = Array.from({ length: 160 }, (_, n) => {
      const place = n % 2 === 0 ? places[(n >> 1) % 8] : `Town${n}`;
      return { source: `to ${place} now`, target: `maintenant vers ${place}` };
    });
    const model = await trained({ data: { records }, minCount: 2, epochs: 16 });
    const [plain, other] = [{}, { copyUnknown: true }].map(
      (options) => model.predict(['to Paris now'], options)[0].translation,
    );
    expect(plain).toBe('maintenant vers <unk>');
    expect(other).toBe('maintenant vers Paris');
    model.close();
  });

  it('learns with its own symbols among those that it reads, without attention, from subwords', async () => {
    const model = await trained({
      attention: 'none',
      samplingRatio: 0.2,
      sourceLevel: 'bpe',
      targetLevel: 'char',
      maxVocabulary: 280,
      epochs: 2,
    });
    expect(typeof model.predict(['two five'])[0].translation).toBe('string');
    expect(() => model.predict(['two'], { attention: true })).toThrow(
      /needs a network with attention/,
    );
    expect(() => model.predict(['two'], { copyUnknown: true })).toThrow(
      /needs a network with attention/,
    );
    model.close();
  });

  it('reads scheduled samples in training: the weights differ from those without', async () => {
    const losses = [];
    for (const samplingRatio of [0, 0.9]) {
      const run = train(small({ samplingRatio, epochs: 1, validation: { records: pairs(20) } }));
      losses.push((await run.finish()).val_loss);
    }
    expect(losses[0]).not.toBe(losses[1]);
  });

  it('keeps pairs of one source on one side when it takes some for validation', async () => {
    const records = pairs(216).flatMap((pair) => [pair, { ...pair, target: `${pair.target} !` }]);
    const run = train(small({ data: { records }, validation: 0.25, epochs: 1 }));
    for await (const event of run) {
      if (event.event !== 'start') continue;
      const { train_examples: kept, val_examples: taken } = event;
      const sources = new Set(records.map(({ source }) => source)).size;
      expect(kept + taken).toBe(432);
      expect(sources).toBeLessThan(216);
      expect(taken).toBeGreaterThanOrEqual(2 * Math.ceil(sources / 4));
    }
  });

  it('refuses records that it cannot learn from, by their place', async () => {
    const learn = (record: unknown) => trained({ data: { records: [record] } });
    await expect(learn({ source: 'one' })).rejects.toThrow(
      /the records, line 1: there is no target: give "target" or "targets"/,
    );
    await expect(learn({ source: ' ', target: 'x' })).rejects.toThrow(
      /the records, line 1: the source is empty/,
    );
    await expect(learn({ source: 'one', target: 'x', targets: ['y'] })).rejects.toThrow(/keep one/);
    await expect(learn({ source: 'one', targets: [] })).rejects.toThrow(/expected a text or/);
    await expect(learn(['one', 'un'])).rejects.toThrow(/expected a text or/);
  });
});
