import { describe, expect, it } from 'vitest';
import { copyUnknown } from '../../src/models/copy-unknown.ts';

const token = (id: number) => ['<unk>', 'the', 'says'][id];
const options = { unknown: 0, source: ['Maja', 'dit', 'Zug'], token };
const ids = Int32Array.of(0, 2, 1, 0);
const attention = [
  [0.7, 0.2, 0.1],
  [0.1, 0.8, 0.1],
  [0.3, 0.3, 0.4],
  [0.1, 0.2, 0.7],
].map((row) => Float64Array.from(row));

describe('unknown symbols', () => {
  it('become what attention looked at most', () => {
    expect(copyUnknown({ ids, ended: true, attention }, options)).toEqual([
      'Maja',
      'says',
      'the',
      'Zug',
    ]);
  });

  it('cannot be copied without attention, and not from another source', () => {
    expect(() => copyUnknown({ ids, ended: true }, options)).toThrow(/no attention/);
    const other = { ...options, source: ['Maja'] };
    expect(() => copyUnknown({ ids, ended: true, attention }, other)).toThrow(
      /expected a source of 3 symbols.*received 1/,
    );
  });
});
