import { describe, expect, it } from 'vitest';
import { withoutWords } from '../../src/models/word-drop.ts';
import { keyFor } from '../../src/util/rng.ts';

const B = 50;
const T = 40;
const V = 20;
const ids = Int32Array.from({ length: T * B }, (_, n) => (7 * Math.floor(n / B) + 3 * n) % V);
const options = { p: 0.3, key: keyFor(1, 'dropout', 5), B, firstStream: 0 };

describe('words that are hidden', () => {
  const left = withoutWords(ids, options);

  it('are hidden at every place of a sequence, or at none', () => {
    const fate = new Map<string, number>();
    left.forEach((id, n) => {
      const place = `${n % B} ${ids[n]}`;
      expect([-1, ids[n]]).toContain(id);
      expect(fate.get(place) ?? id).toBe(id);
      fate.set(place, id);
    });
    const hidden = [...fate.values()].filter((id) => id === -1).length / fate.size;
    expect(Math.abs(hidden - 0.3)).toBeLessThan(3 * Math.sqrt((0.3 * 0.7) / fate.size));
  });

  it('do not depend on the other sequences of the batch', () => {
    const from = 20;
    const part = ids.filter((_, n) => n % B >= from);
    const alone = withoutWords(part, { ...options, B: B - from, firstStream: from });
    expect(alone).toEqual(left.filter((_, n) => n % B >= from));
  });

  it('are others in another step', () => {
    expect(withoutWords(ids, { ...options, key: keyFor(1, 'dropout', 6) })).not.toEqual(left);
  });

  it('leave the zero input as it is', () => {
    expect(withoutWords(Int32Array.of(-1, -1), { ...options, B: 2 })).toEqual(
      Int32Array.of(-1, -1),
    );
  });
});
