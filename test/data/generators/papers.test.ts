import { describe, expect, it } from 'vitest';
import { environments, generatePapers, paperPieces } from '../../../src/data/generators/papers.ts';

const text = generatePapers({ seed: 1, characters: 100_000 });

describe('the paper', () => {
  it('is the same for the same seed and another for another', () => {
    expect(generatePapers({ seed: 1, characters: 100_000 })).toBe(text);
    expect(generatePapers({ seed: 2, characters: 100_000 })).not.toBe(text);
  });

  it('is ASCII, and leaves no slot of its templates unfilled', () => {
    expect(text).toMatch(/^[\x20-\x7e\n]+$/);
    expect(text).not.toMatch(
      /\{(kind|object|place|letter|small|greek|relation|term|math|claim|author)\d?\}/,
    );
  });

  it('closes every environment, brace and formula, in every part', () => {
    let parts = 0;
    for (const piece of paperPieces(4)) {
      const begun = piece.match(/\\begin/g)?.length ?? 0;
      expect(environments(piece)).toEqual({ closed: begun, open: 0 });
      let depth = 0;
      for (const c of piece) {
        if (c === '{') depth++;
        if (c === '}') depth--;
        expect(depth).toBeGreaterThanOrEqual(0);
      }
      expect(depth).toBe(0);
      expect(piece.split('\\(').length).toBe(piece.split('\\)').length);
      if (++parts === 500) break;
    }
  });

  it('refers only to what was labelled before', () => {
    const seen = new Set<string>();
    for (const [, what, label] of text.matchAll(/\\(label|ref)\{([\w:]+)\}/g)) {
      if (what === 'label') seen.add(label);
      else expect(seen).toContain(label);
    }
    expect(seen.size).toBeGreaterThan(50);
  });
});

describe('environments that close', () => {
  it('are counted by hand on a broken text', () => {
    const broken = '\\begin{a}\\begin{b}\\end{a}\\end{b}\\end{a}\\end{c}\\begin{d}';
    // The first \end{a} leaves b open; \end{b}, the second \end{a} and \end{c} end nothing; d stays open.
    expect(environments(broken)).toEqual({ closed: 1, open: 5 });
  });
});
