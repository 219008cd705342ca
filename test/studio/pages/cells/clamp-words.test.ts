import { describe, expect, it } from 'vitest';
import {
  clampOf,
  partingOf,
  rangeOf,
  readHeld,
  writeHeld,
} from '../../../../src/studio/pages/cells/clamp-words.ts';

describe('a held unit in a link', () => {
  it('comes back as it was written', () => {
    for (const held of [
      { what: 'f', value: 0 },
      { what: 'c', value: -2.35 },
      { what: 'h', value: 1 },
    ]) {
      expect(readHeld(writeHeld(held))).toEqual(held);
    }
  });

  it('is nothing where the link says nothing sensible', () => {
    for (const text of ['', 'f', 'f=', '=0', 'f=zero', 'f=0;i=0'])
      expect(readHeld(text)).toBeNull();
  });

  it('is what the server is asked for', () => {
    expect(clampOf({ what: 'i', value: 0 }, 2, 5)).toEqual({
      layer: 2,
      unit: 5,
      what: 'i',
      value: 0,
    });
  });
});

describe('what a unit may be held at', () => {
  it('is what it can be by itself', () => {
    expect(['i', 'f', 'o', 'r', 'z'].map(rangeOf)).toEqual(Array(5).fill([0, 1]));
    expect(['h', 'g', 'n'].map(rangeOf)).toEqual(Array(3).fill([-1, 1]));
    expect(rangeOf('c')[1]).toBeGreaterThan(1);
  });
});

describe('two texts', () => {
  const ids = (...list: number[]) => list.map((id) => ({ id }));

  it('part where the first symbol differs', () => {
    expect(partingOf(ids(1, 2, 3), ids(1, 2, 4))).toBe(2);
    expect(partingOf(ids(5), ids(6))).toBe(0);
  });

  it('do not part while one is only longer', () => {
    expect(partingOf(ids(1, 2), ids(1, 2, 3))).toBeUndefined();
    expect(partingOf([], ids(1))).toBeUndefined();
  });
});
