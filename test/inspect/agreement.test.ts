import { describe, expect, it } from 'vitest';
import { generateAgreement } from '../../src/data/generators/agreement.ts';
import type { Session } from '../../src/generate/text-model.ts';
import { agreementByGap, inBands } from '../../src/inspect/agreement.ts';

const items = [5, 10, 30].flatMap((gap) =>
  generateAgreement({ seed: gap, items: 40, minGap: gap, maxGap: gap }),
);

/** Knows the subject's number if it was at most `memory` symbols ago, else prefers "was". */
function modelWithMemory(memory: number) {
  return {
    session(): Session {
      let text = '';
      return {
        state: { layers: [], last: -1 },
        feed: (more) => {
          text += more;
        },
        next: () => {
          expect(text.at(-1)).toBe('w');
          const plural = /^the \w+s\b/.test(text);
          const after = text.length - 1 - (/^the \w+/.exec(text)?.[0].length ?? 0);
          const says = after <= memory && plural ? 'e' : 'a';
          return [
            { token: says, id: 0, probability: 0.9, logProbability: 0 },
            { token: says === 'a' ? 'e' : 'a', id: 1, probability: 0.05, logProbability: 0 },
          ];
        },
      };
    },
  };
}

describe('agreement by gap', () => {
  it('counts every sentence at its gap, ascending', () => {
    const results = agreementByGap(modelWithMemory(100), [...items].reverse());
    expect(results).toEqual([5, 10, 30].map((gap) => ({ gap, items: 40, right: 40 })));
  });

  it('finds where a memory ends', () => {
    const results = agreementByGap(modelWithMemory(12), items);
    expect(results[0].right).toBe(40);
    expect(results[1].right).toBe(40);
    const singular = items.filter(({ gap, plural }) => gap === 30 && !plural).length;
    expect(singular).toBeGreaterThan(5);
    expect(singular).toBeLessThan(35);
    expect(results[2].right).toBe(singular);
  });

  it('sums bands of gaps', () => {
    const results = [
      { gap: 1, items: 10, right: 10 },
      { gap: 2, items: 30, right: 20 },
      { gap: 9, items: 10, right: 5 },
    ];
    expect(
      inBands(results, [
        [1, 5],
        [6, 10],
        [11, 20],
      ]),
    ).toEqual([0.75, 0.5, Number.NaN]);
  });
});
