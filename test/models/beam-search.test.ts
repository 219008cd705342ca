/** Beam search over decoders whose probabilities are written down. */
import { describe, expect, it } from 'vitest';
import { type BeamOptions, beamSearch } from '../../src/models/beam-search.ts';
import { type RowDecoder, walkRows } from '../../src/models/row-decoder.ts';

/** Symbols are letters; `.` ends. */
const symbols = ['.', 'a', 'b', 'c'];
const V = symbols.length;
const END = 0;

interface State {
  /** What each row has read. */
  read: string[];
  steps: { rows: number }[];
}

/** P of the next symbol by what was read; what is not written down is impossible. */
function tableDecoder(table: Record<string, Record<string, number>>): RowDecoder<State> {
  return {
    vocabularySize: V,
    step(ids, state) {
      state.steps.push({ rows: ids.length });
      const read = state.read.map((text, row) => text + (ids[row] < 0 ? '' : symbols[ids[row]]));
      const logits = new Float64Array(read.length * V);
      read.forEach((text, row) => {
        symbols.forEach((symbol, v) => {
          logits[row * V + v] = Math.log(table[text]?.[symbol] ?? 0);
        });
      });
      return { logits, logProbabilities: logits, state: { ...state, read } };
    },
    select: (state, { rows }) => ({ ...state, read: Array.from(rows, (row) => state.read[row]) }),
  };
}

function begin(count = 1) {
  const steps: State['steps'] = [];
  return {
    steps,
    state: { read: new Array<string>(count).fill(''), steps },
    ids: new Array(count).fill(-1),
  };
}

const spell = (ids: Int32Array) => Array.from(ids, (id) => symbols[id]).join('');

/** Greedy begins with a (0.5) and can then do no better than 0.5·0.4; b leads to 0.4·0.9. */
const misleading = tableDecoder({
  '': { a: 0.5, b: 0.4, c: 0.1 },
  a: { '.': 0.4, b: 0.3, c: 0.3 },
  ab: { '.': 1 },
  ac: { '.': 1 },
  b: { '.': 0.9, a: 0.1 },
  ba: { '.': 1 },
  c: { '.': 1 },
});

function search(decoder: RowDecoder<State>, options: Partial<BeamOptions>) {
  const { state, ids } = begin();
  const [found] = beamSearch(decoder, { state, ids }, { last: END, maxLength: 5, ...options });
  return found;
}

describe('a beam', () => {
  it('finds what the greedy walk misses', () => {
    const { state, ids } = begin();
    const [greedy] = walkRows(misleading, { state, ids }, { last: END, maxLength: 5 });
    expect(spell(greedy.ids)).toBe('a');
    const [best] = search(misleading, { beam: 2, alpha: 0 });
    expect(spell(best.ids)).toBe('b');
    expect(best.ended).toBe(true);
    expect(best.logProbability).toBeCloseTo(Math.log(0.4 * 0.9), 12);
    expect(best.score).toBe(best.logProbability);
  });

  it('of 1 walks greedily', () => {
    const [only] = search(misleading, { beam: 1 });
    expect(spell(only.ids)).toBe('a');
    expect(only.logProbability).toBeCloseTo(Math.log(0.5 * 0.4), 12);
  });

  it('gives the n best in order, ended before those cut off', () => {
    const found = search(misleading, { beam: 9, n: 7, alpha: 0 });
    expect(found.map(({ ids }) => spell(ids))).toEqual(['b', 'a', 'ab', 'ac', 'c', 'ba']);
    const wanted = [0.36, 0.2, 0.15, 0.15, 0.1, 0.04];
    found.forEach(({ logProbability }, k) => {
      expect(logProbability).toBeCloseTo(Math.log(wanted[k]), 12);
    });
    const cut = search(misleading, { beam: 9, n: 9, alpha: 0, maxLength: 2 });
    expect(cut.map(({ ids, ended }) => spell(ids) + (ended ? '.' : ''))).toEqual([
      'b.',
      'a.',
      'c.',
      'ab',
      'ac',
      'ba',
    ]);
  });

  it('divides by ((5 + |Y|) / 6)^alpha, |Y| with the end', () => {
    const decoder = tableDecoder({
      '': { a: 0.8, '.': 0.2 },
      a: { '.': 0.5, a: 0.5 },
      aa: { a: 1 },
      aaa: { '.': 0.8, b: 0.2 },
      aaab: { '.': 1 },
    });
    const [plain] = search(decoder, { beam: 4, alpha: 0 });
    expect(spell(plain.ids)).toBe('a');
    const [long] = search(decoder, { beam: 4, alpha: 1 });
    expect(spell(long.ids)).toBe('aaa');
    // ln(0.8·0.5·1·0.8) / ((5 + 4) / 6) is more than ln(0.8·0.5) / ((5 + 2) / 6).
    expect(long.score).toBeCloseTo(Math.log(0.32) / 1.5, 12);
    expect(Math.log(0.4) / (7 / 6)).toBeLessThan(long.score);
  });

  it('never takes what is banned', () => {
    const found = search(misleading, { beam: 9, n: 9, banned: [2] });
    expect(found.map(({ ids }) => spell(ids))).toEqual(['a', 'ac', 'c']);
  });

  it('steps all hypotheses of all sequences at once, and no more of them than go on', () => {
    const { state, ids, steps } = begin(3);
    beamSearch(misleading, { state, ids }, { last: END, maxLength: 5, beam: 2, alpha: 0 });
    expect(steps).toEqual([{ rows: 3 }, { rows: 6 }]);
  });
});

describe('a beam that cannot be', () => {
  const cases: [string, Partial<BeamOptions>, RegExp][] = [
    ['no beam', { beam: 0 }, /expected beam to be a positive integer but received 0/],
    ['more results than hypotheses', { beam: 2, n: 3 }, /expected n to be at most the beam, 2/],
    ['a negative alpha', { alpha: -1 }, /alpha/],
    ['no length', { maxLength: 0 }, /maxLength/],
    ['a banned symbol that is none', { banned: [4] }, /banned id .*below 4 but received 4/],
  ];
  it.each(cases)('is refused: %s', (_, options, message) => {
    expect(() => search(misleading, options)).toThrow(message);
  });

  it('is refused: logits that are no numbers', () => {
    const broken = tableDecoder({
      '': { a: Number.NaN, b: Number.NaN, c: Number.NaN, '.': Number.NaN },
    });
    expect(() => search(broken, {})).toThrow(/finite logits/);
  });
});
