import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import { backends } from '../support/backends.ts';

describe.each(await backends())('memory of $name', ({ create }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await create();
  });
  afterAll(() => backend.close());

  it('holds floats of its precision and 32-bit integers', () => {
    const floats = backend.floats(5);
    const ints = backend.ints(7);
    expect(floats.length).toBe(5);
    expect(floats.array().length).toBe(5);
    expect(floats.array().BYTES_PER_ELEMENT).toBe(backend.precision === 'single' ? 4 : 8);
    expect(ints.array()).toBeInstanceOf(Int32Array);
    ints.array()[6] = -(2 ** 31);
    expect(ints.array()[6]).toBe(-(2 ** 31));
  });

  it('shares memory between a block and slices of slices', () => {
    const block = backend.floats(10);
    block.array().fill(0);
    const inner = block.slice(2, 6).slice(1, 3);
    expect(inner.length).toBe(3);
    inner.array().set([1, 2, 3]);
    expect([...block.array()]).toEqual([0, 0, 0, 1, 2, 3, 0, 0, 0, 0]);
    block.array()[4] = 9;
    expect([...inner.array()]).toEqual([1, 9, 3]);
  });

  it('keeps the content of blocks while memory grows', () => {
    const blocks = Array.from({ length: 20 }, (_, i) => {
      const block = backend.floats(100_000 + i);
      block.array().fill(i + 1);
      return block;
    });
    blocks.forEach((block, i) => {
      const values = block.array();
      expect(values.length).toBe(100_000 + i);
      expect(values.every((v) => v === i + 1)).toBe(true);
    });
    for (const block of blocks) backend.free(block);
  });

  it('does not give the memory of a living block to another', () => {
    const kept = [];
    for (let i = 0; i < 300; i++) {
      const block = backend.floats(1 + ((i * 37) % 91));
      block.array().fill(i);
      if (i % 3 === 0) backend.free(block);
      else kept.push({ block, i });
    }
    for (const { block, i } of kept) expect(block.array().every((v) => v === i)).toBe(true);
  });

  it('can hold blocks of no length', () => {
    expect(backend.floats(0).array().length).toBe(0);
    expect(backend.sum(0, backend.floats(0))).toBe(0);
  });
});
