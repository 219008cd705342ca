import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TrainedTask, train } from '../../src/index.ts';
import type { TaskOptions } from '../../src/train/task-options.ts';

const sizes = ['small', 'large'];
const colours = ['red', 'green', 'blue'];

/** [1, −1 … ] → "a small red thing": which number is large says size and colour. */
function things(count: number): { vector: number[]; caption: string }[] {
  return Array.from({ length: count }, (_, n) => {
    const [size, colour] = [n % 2, Math.floor(n / 2) % 3];
    const vector = [size, Number(colour === 0), Number(colour === 1), Number(colour === 2), 7];
    const shaky = vector.map((x, i) => x + 0.1 * (((n * 7 + i * 3) % 5) / 5));
    return { vector: shaky, caption: `a ${sizes[size]} ${colours[colour]} thing` };
  });
}

function small(options: Partial<TaskOptions<'caption'>> = {}): TaskOptions<'caption'> {
  return {
    task: 'caption',
    data: { records: things(120) },
    validation: 0,
    hidden: 16,
    embed: 8,
    batch: 12,
    lr: 0.02,
    epochs: 8,
    seed: 3,
    backend: 'js',
    ...options,
  };
}

async function trained(options: Partial<TaskOptions<'caption'>> = {}) {
  const run = train(small(options));
  await run.finish();
  return run.model();
}

describe('caption from vectors', () => {
  let model: TrainedTask;
  beforeAll(async () => {
    model = await trained();
  });
  afterAll(() => model.close());
  const [, { vector, caption }] = things(2);

  it('learns what vectors say, and tells exact match and BLEU', async () => {
    expect(model.predict([{ vector }])[0]).toMatchObject({ caption, ended: true });
    expect(model.predict([{ vector: Float32Array.from(vector) }])[0].caption).toBe(caption);
    const { metrics } = await model.evaluate({ records: things(30) });
    expect(metrics).toMatchObject({ exact_match: 1, token_accuracy: 1 });
    expect(metrics.bleu).toBeCloseTo(100, 6);
  });

  it('measures against several captions of one vector', async () => {
    const records = things(6).map((thing) => ({
      vector: thing.vector,
      captions: ['something else entirely', thing.caption],
    }));
    const { metrics, lines } = await model.evaluate({ records });
    expect(metrics.exact_match).toBe(1);
    expect(lines[0]).toMatch(/up to 2 references/);
  });

  it('answers the same for a vector alone as in a batch, greedily and with a beam', () => {
    const vectors = things(9).map((thing) => ({ vector: thing.vector }));
    for (const options of [{}, { beam: 3, nBest: 2 }]) {
      const together = model.predict(vectors, options);
      vectors.forEach((one, i) => {
        expect(model.predict([one], options)).toEqual([together[i]]);
      });
    }
  });

  it('begins with what it is told to begin with', () => {
    const [answer] = model.predict([{ vector }], { prime: 'a small' });
    expect(answer.caption).toMatch(/^a small \w+ thing$/);
    const [own] = model.predict([{ vector, prime: 'a small' }], { prime: 'a large' });
    expect(own.caption).toMatch(/^a small/);
  });

  it('draws as the seed says, several for each, and refuses what it would ignore', () => {
    const options = { temperature: 2, nBest: 4 };
    const drawn = (seed: number) => model.predict([{ vector }], { ...options, seed })[0].captions;
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
    expect(new Set((drawn(1) as { caption: string }[]).map((one) => one.caption)).size).not.toBe(1);
    const [coldest] = model.predict([{ vector }], { temperature: 0 });
    expect(coldest.caption).toBe(caption);
    const [narrow] = model.predict([{ vector }], { temperature: 5, topK: 1 });
    expect(narrow.caption).toBe(caption);
    expect(() => model.predict([{ vector }], { temperature: 1, beam: 2 })).toThrow(
      /either drawn .* or searched/,
    );
    expect(() => model.predict([{ vector }], { topK: 2 })).toThrow(/give --temperature/);
  });

  it('stops at the length asked for, and says that it did', () => {
    const [cut] = model.predict([{ vector }], { maxLength: 2 });
    expect(cut).toMatchObject({ caption: 'a large', ended: false });
  });

  it('refuses vectors that do not fit, by their place', () => {
    const refuse = (record: unknown) => expect(() => model.predict([record]));
    refuse({ vector: [1, 2] }).toThrow(
      /the inputs, line 1: expected a vector of 5 numbers as in training but found 2/,
    );
    refuse({ vector: [1, 2, 3, 4, Number.NaN] }).toThrow(/number 5 of "vector" must be finite/);
    refuse({ caption: 'x' }).toThrow(/the field "vector" is missing; choose one with --vector/);
    refuse('words').toThrow(/expected \{"vector"/);
  });
});

describe('caption in other ways', () => {
  it('writes whole captions from the state alone, its inputs zeros', async () => {
    const model = await trained({ feedback: 'zeros', epochs: 14 });
    const { metrics } = await model.evaluate({ records: things(30) });
    expect(metrics.exact_match).toBe(1);
    model.close();
  });

  it('learns only what follows the first symbols that are given', async () => {
    const model = await trained({ firstSymbols: 2, feedback: 'zeros', epochs: 14 });
    const [{ vector, caption }] = things(1);
    const [answer] = model.predict([{ vector }], { prime: 'a small' });
    expect(answer.caption).toBe(caption);
    const { metrics } = await model.evaluate({ records: things(30) });
    expect(metrics.exact_match).toBe(1);
    model.close();
  });

  it('makes sequences of labels, several lines each', async () => {
    const records = Array.from({ length: 60 }, (_, n) => ({
      label: n % 2,
      caption: n % 2 ? 'X:1\nab' : 'ba\nc\n',
    }));
    const model = await trained({ condition: 'label', level: 'char', data: { records } });
    const [odd, even] = model.predict(['1', { label: 0 }]);
    expect(odd.caption).toBe('X:1\nab');
    expect(even.caption).toBe('ba\nc\n');
    expect(model.describe(even)).toBe('ba\\nc\\n');
    expect(() => model.predict(['2'])).toThrow(/label "2" was not seen in training/);
    model.close();
  });

  it('makes sequences of nothing, or goes on from first symbols', async () => {
    const records = Array.from({ length: 90 }, (_, n) => ({
      caption: ['abc', 'bca', 'cab'][n % 3],
    }));
    const model = await trained({
      condition: 'none',
      level: 'char',
      data: { records },
      epochs: 12,
    });
    const drawn = model.predict(Array<string>(60).fill(''), { temperature: 0.6 });
    expect(new Set(drawn.map(({ caption }) => caption))).toEqual(new Set(['abc', 'bca', 'cab']));
    expect(model.predict(['b'])[0].caption).toBe('bca');
    const { metrics } = await model.evaluate({ records });
    // One choice of three in four symbols.
    expect(metrics.perplexity).toBeCloseTo(3 ** (1 / 4), 1);
    model.close();
  });

  it('draws other sequences further down in a file, the same ones however it is read', async () => {
    const records = Array.from({ length: 90 }, (_, n) => ({ caption: `${n % 10}${(n * 7) % 10}` }));
    const model = await trained({ condition: 'none', level: 'char', data: { records }, epochs: 1 });
    const lines = '\n'.repeat(300);
    const draw = { temperature: 1 };
    const drawn: unknown[] = [];
    for await (const { caption } of model.predictFrom(
      { name: 'lines.txt', pieces: [lines] },
      draw,
    )) {
      drawn.push(caption);
    }
    expect(drawn).toHaveLength(300);
    expect(drawn.slice(256)).not.toEqual(drawn.slice(0, 44));
    const all = model.predict(Array<string>(300).fill(''), draw);
    expect(all.map(({ caption }) => caption)).toEqual(drawn);
    model.close();
  });

  it('refuses records without captions', async () => {
    const learn = (record: unknown) => trained({ data: { records: [record] } });
    await expect(learn({ vector: [1] })).rejects.toThrow(/line 1: there is no caption to learn/);
    await expect(learn({ vector: [1], caption: '' })).rejects.toThrow(/that is not empty/);
    await expect(learn({ vector: [1], caption: 'a', captions: ['b'] })).rejects.toThrow(/keep one/);
  });
});
