import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import { samplingChoice } from '../../src/generate/sampling-choice.ts';
import { type CaptionStart, CaptionWriter } from '../../src/models/caption-writer.ts';
import type { CaptionerConfig } from '../../src/models/captioner.ts';
import { Tape } from '../../src/tensor/index.ts';
import { backends } from '../support/backends.ts';
import { expectClose } from '../support/numbers.ts';
import { ofSequence } from './batch-mates.ts';
import { B, captionBatch, smallCaptioner, V } from './captions.ts';

const last = 4;
const configs: Partial<CaptionerConfig>[] = [
  {},
  { feedback: 'zeros', layers: 2, residual: true },
  { condition: 'label', conditionSize: 3, cell: 'gru' },
  { condition: 'none', conditionSize: 0, outputLayers: [4] },
  { feedback: 'zeros', embed: 'onehot' },
];

/** Beginnings of 1, 3, 2 and 1 symbols. */
function beginning(config: Partial<CaptionerConfig>): CaptionStart {
  const { condition } = captionBatch(config);
  const inputs = [0, 1, 2, 3, -1, 3, 1, -1, -1, 2, -1, -1];
  return { B, T: 3, inputs, lengths: [1, 3, 2, 1], condition };
}

/** The distribution after the beginning of b and `ids`, by the network all at once. */
function next(writer: CaptionWriter, config: Partial<CaptionerConfig>, b: number, ids: number[]) {
  const { inputs = [], lengths = [], condition } = beginning(config);
  const count = (lengths as number[])[b];
  const first = Array.from({ length: count }, (_, t) => (inputs as number[])[t * B + b]);
  const each = (condition?.length ?? 0) / B;
  const read = [...first, ...ids];
  const { logits } = writer.model.forward(new Tape(writer.model.backend), {
    B: 1,
    T: read.length,
    inputs: read,
    given: [count],
    condition: condition && Array.from(condition).slice(b * each, (b + 1) * each),
  });
  const row = Array.from(ofSequence(logits, 0, read.length)).slice(-V);
  const total = Math.log(row.reduce((sum, x) => sum + Math.exp(x), 0));
  return row.map((x) => x - total);
}

describe('a caption writer', () => {
  it.each(configs)('goes on greedily from what begins each sequence: %o', (config) => {
    const writer = new CaptionWriter(smallCaptioner(config, { seed: 6 }));
    for (const end of [last, -1]) {
      const written = writer.write(beginning(config), { last: end, maxLength: 6 });
      written.forEach(({ ids, ended }, b) => {
        const made: number[] = [];
        for (;;) {
          const row = next(writer, config, b, made);
          const best = row.indexOf(Math.max(...row));
          if (best === end || made.length === 6) break;
          made.push(best);
        }
        expect([...ids]).toEqual(made);
        expect(ended).toBe(made.length < 6);
      });
    }
    writer.close();
  });

  it.each(configs)('finds the best of all sequels with a beam that is wide: %o', (config) => {
    const writer = new CaptionWriter(smallCaptioner(config, { seed: 7 }));
    const maxLength = 3;
    const found = writer.beam(beginning(config), { last, maxLength, beam: 200, n: 3, alpha: 0.5 });
    for (let b = 0; b < B; b++) {
      const all: { ids: string; score: number }[] = [];
      const visit = (ids: number[], logP: number) => {
        next(writer, config, b, ids).forEach((p, v) => {
          const length = ids.length + 1;
          const score = (logP + p) / ((5 + length) / 6) ** 0.5;
          if (v === last) all.push({ ids: ids.join(' '), score });
          else if (length < maxLength) visit([...ids, v], logP + p);
        });
      };
      visit([], 0);
      const best = all.sort((x, y) => y.score - x.score).slice(0, 3);
      expect(found[b].map(({ ids }) => ids.join(' '))).toEqual(best.map(({ ids }) => ids));
      expectClose(
        found[b].map(({ score }) => score),
        best.map(({ score }) => score),
        1e-12,
      );
    }
    writer.close();
  });

  it('draws symbols in the proportions that the network gives, the same ones for a seed', () => {
    const B = 4000;
    const config = { condition: 'none', conditionSize: 0 } as const;
    const writer = new CaptionWriter(smallCaptioner(config, { seed: 7 }));
    const start = { B, T: 1, inputs: new Int32Array(B) };
    const draw = (seed: number, count = B, firstStream = 0) => {
      const choose = samplingChoice(V, { seed, firstStream });
      const some = { ...start, B: count, inputs: start.inputs.slice(0, count) };
      return writer.write(some, { last: -1, maxLength: 2, choose }).map(({ ids }) => ids);
    };
    const drawn = draw(1);
    const row = next(writer, config, 0, []).map(Math.exp);
    for (let v = 0; v < V; v++) {
      const share = drawn.filter((ids) => ids[0] === v).length / B;
      expect(Math.abs(share - row[v])).toBeLessThan(4 * Math.sqrt(0.25 / B));
    }
    expect(draw(1)).toEqual(drawn);
    expect(draw(2)).not.toEqual(drawn);
    expect(draw(1, 3, 10)).toEqual(drawn.slice(10, 13));
    writer.close();
  });

  it('refuses a sequence that nothing begins', () => {
    const writer = new CaptionWriter(smallCaptioner());
    const start = { ...beginning({}), lengths: [1, 0, 1, 1] };
    expect(() => writer.write(start, { last, maxLength: 2 })).toThrow(
      /begin with 1 to 3 symbols but sequence 1 has 0/,
    );
    const short = { ...beginning({}), inputs: [1] };
    expect(() => writer.write(short, { last, maxLength: 2 })).toThrow(/shape \(3, 4\).*received 1/);
    writer.close();
  });
});

describe.each(await backends())('captions on $name', ({ create }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await create();
  });
  afterAll(() => backend.close());

  it.each(configs)('do not depend on batch mates: %o', (config) => {
    const writer = new CaptionWriter(smallCaptioner(config, { backend, seed: 6 }));
    const start = beginning(config);
    const options = { last, maxLength: 7, beam: 3, n: 3 };
    const together = writer.beam(start, options);
    const walked = writer.write(start, options);
    const each = (start.condition?.length ?? 0) / B;
    for (let b = 0; b < B; b++) {
      const T = (start.lengths as number[])[b];
      const alone = {
        B: 1,
        T,
        inputs: Array.from({ length: T }, (_, t) => (start.inputs as number[])[t * B + b]),
        condition: start.condition && Array.from(start.condition).slice(b * each, (b + 1) * each),
      };
      expect(writer.beam(alone, options)).toEqual([together[b]]);
      expect(writer.write(alone, options)).toEqual([walked[b]]);
      expect(writer.beam(alone, { ...options, beam: 1, n: 1 })[0][0]).toMatchObject(walked[b]);
    }
    writer.close();
  });
});
