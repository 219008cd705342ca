import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend, Block } from '../../src/backend/backend.ts';
import { backends } from '../support/backends.ts';
import { expectSame, fresh, put, putInts, source } from '../support/numbers.ts';

describe.each(await backends())('a program on $name', ({ create }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await create();
  });
  afterAll(() => backend.close());

  /** A step of a GRU and a product, its state going round: small, and wide enough for threads. */
  function step(H: number) {
    const from = source(H);
    const [V, B] = [7, 2];
    const table = put(backend, from.values(V * 3 * H));
    const ids = putInts(backend, [3, 6]);
    const packed = (N: number) => {
      const into = fresh(backend, backend.packedLength(H, N));
      const values = put(backend, from.values(H * N, 1 / Math.sqrt(H)));
      return backend.pack({ K: H, N, source: values, ld: N, into });
    };
    const recurrent = packed(3 * H);
    const output = packed(V);
    const gates = fresh(backend, B * 3 * H);
    const extra = fresh(backend, B * H);
    const h = put(backend, from.values(2 * B * H));
    const logits = fresh(backend, B * V);
    const after = h.slice(B * H, B * H);
    const calls = () => {
      const columns = 3 * H;
      backend.gather({ rows: B, columns, table, ids, y: gates, ldy: columns });
      const sizes = { kind: 'gru-torch', T: 1, B, H, reverse: false } as const;
      backend.scan({ ...sizes, recurrent, gates, h, extra });
      backend.product({ M: B, a: after, lda: H, b: output, c: logits, ldc: V });
      backend.map('tanh', B * V, logits, logits);
      const size = B * H;
      backend.copy({ rows: 1, columns: size, x: after, ldx: size, y: h, ldy: size });
    };
    const read = (block: Block) => [...block.array()];
    return { calls, ids, results: () => [...read(logits), ...read(h)], h, B };
  }

  for (const H of [5, 256]) {
    it(`of ${H} units gives what its operations give one by one`, () => {
      const { calls, ids, results, h } = step(H);
      const stored = [...h.array()];
      const wanted = [0, 1, 2].map((k) => {
        ids.array()[0] = k;
        calls();
        return results();
      });
      h.array().set(stored);
      const program = backend.record(calls);
      expectSame([...h.array()], stored); // recording does nothing
      wanted.forEach((values, k) => {
        ids.array()[0] = k;
        program.run();
        expectSame(results(), values);
      });
      program.close();
    });
  }

  it('cannot hold what gives something back', () => {
    const x = fresh(backend, 4, 1);
    expect(() => backend.record(() => backend.sum(4, x))).toThrow('sum within a program');
    expect(() => backend.record(() => backend.sumSquares(4, x))).toThrow('within a program');
    // What was noted before the mistake is forgotten.
    expect(backend.sum(4, x)).toBe(4);
  });
});
