import { expect, test } from 'vitest';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import { Arena } from '../../src/tensor/arena.ts';

const backend = createReferenceBackend();

test('gives blocks of the length asked for that do not overlap', () => {
  const arena = new Arena(backend);
  const sizes = [3, 0, 17, 70_000, 5, 200_000, 1];
  const blocks = sizes.map((size) => arena.floats(size));
  for (const [k, block] of blocks.entries()) block.array().fill(k);
  for (const [k, block] of blocks.entries()) {
    expect(block.length).toBe(sizes[k]);
    expect(block.array().every((value) => value === k)).toBe(true);
  }
});

test('hands out the same memory again after a reset', () => {
  const arena = new Arena(backend);
  arena.floats(5);
  arena.floats(7).array().fill(4);
  arena.reset();
  arena.floats(5);
  expect([...arena.floats(7).array()]).toEqual(new Array(7).fill(4));
});

test('hands out the same blocks again while a step asks for the same sizes, and others that do not overlap from then on', () => {
  const arena = new Arena(backend);
  const step = (sizes: number[]) => {
    arena.reset();
    const blocks = sizes.map((size) => arena.floats(size));
    for (const [k, block] of blocks.entries()) block.array().fill(k);
    for (const [k, block] of blocks.entries()) {
      expect(block.length).toBe(sizes[k]);
      expect(block.array().every((value) => value === k)).toBe(true);
    }
    return blocks;
  };
  const first = step([20, 30_000, 5, 7]);
  const second = step([20, 30_000, 90_000, 5, 7]);
  expect(second[1]).toBe(first[1]);
  const third = step([20, 30_000, 90_000, 5, 7, 16]);
  for (const k of [0, 1, 2, 3, 4]) expect(third[k]).toBe(second[k]);
  step([20, 31_000, 90_000, 5, 7, 16]);
  step([100_000, 20]);
});

test('gives zeros where zeros are asked for, also in used memory', () => {
  const arena = new Arena(backend);
  arena.floats(9).array().fill(1);
  arena.reset();
  expect([...arena.zeros(9).array()]).toEqual(new Array(9).fill(0));
});

test('keeps integers apart from numbers', () => {
  const arena = new Arena(backend);
  const ids = arena.ints(4);
  ids.array().set([1, -2, 3, 2 ** 31 - 1]);
  arena.floats(4).array().fill(0.5);
  expect(ids.array()).toBeInstanceOf(Int32Array);
  expect([...ids.array()]).toEqual([1, -2, 3, 2 ** 31 - 1]);
});

test('holds no more after a hundred rounds of changing sizes than the largest rounds explain', () => {
  const arena = new Arena(backend);
  const round = (k: number) => {
    arena.reset();
    for (let j = 0; j < 10; j++) arena.floats(1000 * ((k * 7 + j * 3) % 11));
    arena.ints(k * 100);
  };
  for (let k = 0; k < 100; k++) round(k);
  const { bytes } = arena;
  for (let k = 0; k < 100; k++) round(k);
  expect(arena.bytes).toBe(bytes);
  expect(bytes).toBeLessThan(4 * (10 * 10_016 * 8 + 10_000 * 4));
});

test('lends doubles whatever the precision, apart from everything else', () => {
  const arena = new Arena(createReferenceBackend({ precision: 'single' }));
  const numbers = arena.doubles(3);
  const ids = arena.ints(2);
  numbers().set([1 / 3, -1e300, 5]);
  ids.array().fill(7);
  expect([...numbers()]).toEqual([1 / 3, -1e300, 5]);
  arena.reset();
  expect(arena.doubles(3)().buffer).toBe(numbers().buffer);
});

test('counts its bytes by the precision of the backend and gives them back', () => {
  const double = new Arena(backend);
  const single = new Arena(createReferenceBackend({ precision: 'single' }));
  double.floats(100);
  single.floats(100);
  expect(double.bytes).toBe(2 * single.bytes);
  double.close();
  expect(double.bytes).toBe(0);
  expect(double.floats(3).length).toBe(3);
});
