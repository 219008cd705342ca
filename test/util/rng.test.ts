import { describe, expect, it } from 'vitest';
import {
  dropoutUniform,
  foldKey,
  type Key,
  keyFor,
  Rng,
  threefry2x32,
} from '../../src/util/rng.ts';

const hex = (words: Uint32Array) => [...words].map((w) => w.toString(16).padStart(8, '0'));

describe('threefry2x32', () => {
  // Known answers of Random123 (D. E. Shaw Research), file kat_vectors.
  const ones: Key = [0xffffffff, 0xffffffff];
  const pi: Key = [0x13198a2e, 0x03707344];
  const vectors: [number, Key, number, number, string[]][] = [
    [20, [0, 0], 0, 0, ['6b200159', '99ba4efe']],
    [20, ones, 0xffffffff, 0xffffffff, ['1cb996fc', 'bb002be7']],
    [20, pi, 0x243f6a88, 0x85a308d3, ['c4923a9c', '483df7a0']],
    [13, [0, 0], 0, 0, ['9d1c5ec6', '8bd50731']],
    [13, ones, 0xffffffff, 0xffffffff, ['fd36d048', '2d17272c']],
    [13, pi, 0x243f6a88, 0x85a308d3, ['ba3e4725', 'f27d669e']],
  ];
  for (const [rounds, key, c0, c1, answer] of vectors) {
    it(`gives the published words for ${rounds} rounds at ${c0.toString(16)}`, () => {
      expect(hex(threefry2x32(key, c0, c1, undefined, rounds))).toEqual(answer);
    });
  }
});

describe('keys', () => {
  it('differ by seed, purpose and every step of the path', () => {
    const keys = [
      keyFor(0, 'init'),
      keyFor(1, 'init'),
      keyFor(2 ** 32, 'init'),
      keyFor(-1, 'init'),
      keyFor(0, 'dropout'),
      keyFor(0, 'init', 0),
      keyFor(0, 'init', 1),
      keyFor(0, 'init', 0, 1),
      keyFor(0, 'init', 1, 0),
    ];
    expect(new Set(keys.map(String)).size).toBe(keys.length);
  });

  it('folding does not give the words that the key draws', () => {
    const key = keyFor(3, 'data');
    const rng = new Rng(key);
    const drawn = Array.from({ length: 20 }, () => rng.nextUint32());
    for (let n = 0; n < 10; n++) expect(drawn).not.toContain(foldKey(key, n)[0]);
  });
});

describe('Rng', () => {
  it('draws the words of the counter in order and can go on from a counter', () => {
    const key = keyFor(7, 'sampling');
    const rng = new Rng(key);
    const words = Array.from({ length: 9 }, () => rng.nextUint32());
    expect(words.slice(0, 2)).toEqual([...threefry2x32(key, 0, 0)]);
    expect(words.slice(4, 6)).toEqual([...threefry2x32(key, 2, 0)]);
    expect(rng.counter).toBe(9);
    const later = new Rng(key, 5);
    expect(Array.from({ length: 4 }, () => later.nextUint32())).toEqual(words.slice(5));
  });

  it('uniform fills [0, 1) evenly', () => {
    const rng = new Rng(keyFor(1, 'data'));
    const bins = new Int32Array(20);
    for (let i = 0; i < 20_000; i++) {
      const u = rng.uniform();
      expect(u >= 0 && u < 1).toBe(true);
      bins[Math.floor(u * 20)]++;
    }
    // χ² with 19 degrees of freedom: 43.8 is passed once in a thousand.
    const chi2 = bins.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    expect(chi2).toBeLessThan(43.8);
  });

  it('below gives every integer about equally often and never n', () => {
    const rng = new Rng(keyFor(2, 'order'));
    const counts = new Int32Array(7);
    for (let i = 0; i < 7000; i++) counts[rng.below(7)]++;
    const chi2 = counts.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    expect(chi2).toBeLessThan(22.5); // 6 degrees of freedom, once in a thousand
    expect(rng.below(1)).toBe(0);
    for (let i = 0; i < 100; i++) expect(rng.below(2 ** 32)).toBeLessThan(2 ** 32);
  });

  it('below refuses the words that would favour small numbers', () => {
    // With n = 3·2^30 a plain remainder gives the lowest third twice as often.
    const rng = new Rng(keyFor(4, 'order'));
    const n = 3 * 2 ** 30;
    let low = 0;
    for (let i = 0; i < 6000; i++) if (rng.below(n) < 2 ** 30) low++;
    expect(low).toBeGreaterThan(1850);
    expect(low).toBeLessThan(2150);
  });

  it('normal has the moments of a standard normal', () => {
    const rng = new Rng(keyFor(5, 'init'));
    const n = 40_000;
    const moments = [0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      const x = rng.normal();
      for (let k = 0; k < 4; k++) moments[k] += x ** (k + 1) / n;
    }
    expect(moments[0]).toBeCloseTo(0, 1);
    expect(Math.abs(moments[1] - 1)).toBeLessThan(0.03);
    expect(Math.abs(moments[2])).toBeLessThan(0.1);
    expect(Math.abs(moments[3] - 3)).toBeLessThan(0.2);
  });

  it('shuffle keeps the elements and reaches every order equally', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 2400; seed++) {
      const a = Int32Array.of(1, 2, 3, 4);
      new Rng(keyFor(seed, 'order')).shuffle(a);
      counts.set(String(a), (counts.get(String(a)) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    const chi2 = [...counts.values()].reduce((sum, n) => sum + (n - 100) ** 2 / 100, 0);
    expect(chi2).toBeLessThan(49.7); // 23 degrees of freedom, once in a thousand
  });
});

describe('dropoutUniform', () => {
  const key = keyFor(9, 'dropout');

  it('takes 24 bits of the word that the documentation names', () => {
    const columns = 5; // half = 3
    for (let j = 0; j < columns; j++) {
      const word = threefry2x32(key, 11, 4 * 3 + (j % 3), undefined, 13)[j < 3 ? 0 : 1];
      expect(dropoutUniform(key, 4, 11, j, columns)).toBe((word >>> 8) / 2 ** 24);
    }
  });

  it('differs between units, steps and streams', () => {
    const seen = new Set<number>();
    for (let time = 0; time < 6; time++) {
      for (let stream = 0; stream < 6; stream++) {
        for (let j = 0; j < 7; j++) seen.add(dropoutUniform(key, time, stream, j, 7));
      }
    }
    expect(seen.size).toBe(6 * 6 * 7);
  });
});
