import { describe, expect, it } from 'vitest';
import { prepareCorpus, type SequencesOptions, sequences } from '../../src/data/index.ts';
import { keyFor } from '../../src/util/rng.ts';

const lines = ['abc', 'd', 'ab', 'dcba', 'c'];
const corpus = (text = lines.join('\n'), validation = 0) =>
  prepareCorpus({ train: [{ text }], validation, text: { sequences: 'lines' } });
async function reader(options: SequencesOptions, text?: string) {
  const { codec, train } = await corpus(text);
  return { codec, batches: sequences(train.source, train.sequences!, options) };
}

describe('batches of lines', () => {
  it('hold whole lines from <s> to </s>, padded, with their lengths', async () => {
    const { codec, batches } = await reader({ batch: 2 });
    const { inputs, targets, lengths, T, B } = batches.next();
    const { bos, eos } = codec.vocabulary;
    expect([T, B, ...lengths]).toEqual([4, 2, 4, 2]);
    expect([...inputs]).toEqual([bos, bos, 0, 3, 1, 0, 2, 0]);
    expect([...targets]).toEqual([0, 3, 1, eos, 2, -1, eos, -1]);
  });

  it('come once each in an epoch, in another order in the next', async () => {
    const text = Array.from({ length: 50 }, (_, i) => 'ab'.repeat(1 + (i % 7))).join('\n');
    const { batches } = await reader({ batch: 8, key: keyFor(5, 'order'), pool: 2 }, text);
    expect(batches.stepsPerEpoch).toBe(7);
    const epochs = [0, 1].map(() => {
      const seen: number[] = [];
      for (let step = 0; step < 7; step++) seen.push(...batches.next().indices);
      return seen;
    });
    for (const seen of epochs) {
      expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    }
    expect(epochs[0]).not.toEqual(epochs[1]);
    expect(batches.position).toEqual({ epoch: 2, step: 0 });
  });

  it('of like length are batched together', async () => {
    const text = Array.from({ length: 64 }, (_, i) => 'ab'.repeat(1 + ((i * 37) % 64))).join('\n');
    const padding = async (pool: number) => {
      const { batches } = await reader({ batch: 8, key: keyFor(5, 'order'), pool }, text);
      let padded = 0;
      for (let step = 0; step < batches.stepsPerEpoch; step++) {
        padded += batches.next().targets.filter((target) => target < 0).length;
      }
      return padded;
    };
    expect(await padding(8)).toBeLessThan((await padding(1)) / 4);
  });

  it('go on exactly from a stored position', async () => {
    const options = { batch: 2, key: keyFor(9, 'order') };
    const { batches: a } = await reader(options);
    for (let i = 0; i < 4; i++) a.next();
    const { batches: b } = await reader(options);
    b.seek(JSON.parse(JSON.stringify(a.position)));
    expect(b.next()).toEqual(a.next());
    expect(() => b.seek({ epoch: 0, step: 3 })).toThrow(/from 0 to 2/);
  });

  it('count the targets of an epoch', async () => {
    const { batches } = await reader({ batch: 2 });
    let targets = 0;
    for (let step = 0; step < batches.stepsPerEpoch; step++) {
      targets += batches.next().targets.filter((target) => target >= 0).length;
    }
    expect(batches.tokensPerEpoch).toBe(targets);
    expect(targets).toBe(11 + 5);
  });

  it('refuse a line longer than the limit, naming it', async () => {
    await expect(reader({ batch: 2, maxLength: 4 })).rejects.toThrow(
      /^line or document 4 has 5 symbols, more than the 4/,
    );
  });

  it('are split for validation between lines', async () => {
    const { codec, train, validation } = await corpus(undefined, 0.3);
    expect([train.sequences?.count, validation?.sequences?.count]).toEqual([3, 2]);
    const ids = new Int32Array(validation!.source.length);
    validation!.source.read(0, ids);
    expect(codec.decode(ids)).toBe('dcba\nc\n');
    expect([...validation!.sequences!.starts]).toEqual([0, 6, 9]);
    await expect(corpus('ab', 0.5)).rejects.toThrow(/--val 0/);
  });
});
