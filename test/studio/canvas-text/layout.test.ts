import { describe, expect, it } from 'vitest';
import {
  cellsOf,
  isOnSymbol,
  layOut,
  lineOf,
  symbolAt,
} from '../../../src/studio/canvas-text/layout.ts';

/** The lines as strings, which is how a person checks them. */
function linesOf(text: string, columns: number): string[] {
  const symbols = [...text];
  const { starts, lines } = layOut(symbols, columns);
  return Array.from({ length: lines }, (_, k) => symbols.slice(starts[k], starts[k + 1]).join(''));
}

describe('the layout of a text', () => {
  it('breaks a full line behind its last space', () => {
    expect(linesOf('the quick brown fox', 10)).toEqual(['the quick ', 'brown fox']);
  });

  it('breaks a word that is longer than a line', () => {
    expect(linesOf('abcdefghij kl', 4)).toEqual(['abcd', 'efgh', 'ij ', 'kl']);
  });

  it('begins a line after each line end, and none after the last', () => {
    expect(linesOf('a\n\nb\n', 10)).toEqual(['a\n', '\n', 'b\n']);
  });

  it('loses no symbol and lets no line be wider than asked for', () => {
    const words = 'O my; 그리고 "말" was\tsaid, 漢字 twice.\n'.repeat(40);
    const symbols = [...words];
    for (const columns of [8, 13, 31, 80]) {
      const layout = layOut(symbols, columns);
      expect(linesOf(words, columns).join('')).toBe(words);
      for (let line = 0; line < layout.lines; line++) {
        let x = 0;
        for (let i = layout.starts[line]; i < layout.starts[line + 1]; i++) {
          expect(layout.column[i]).toBe(x);
          x += cellsOf(symbols[i]);
        }
        expect(x).toBeLessThanOrEqual(columns);
      }
    }
  });

  it('gives Korean and Chinese signs two cells and marks none of their own', () => {
    expect([...'a한漢é\n'].map(cellsOf)).toEqual([1, 2, 2, 1, 1]);
    expect(cellsOf('e\u0301')).toBe(1);
    expect(cellsOf('\u0301')).toBe(1);
    expect(cellsOf('word ')).toBe(5);
  });

  it('finds the symbol at a place and the line of a symbol', () => {
    const layout = layOut([...'ab 한글 cd\nx'], 6);
    expect(Array.from(layout.starts)).toEqual([0, 3, 6, 9, 10]);
    expect(symbolAt(layout, 1, 1)).toBe(3);
    expect(symbolAt(layout, 1, 2)).toBe(4);
    expect(symbolAt(layout, 99, 0)).toBe(9);
    expect([0, 2, 3, 8, 9].map((i) => lineOf(layout, i))).toEqual([0, 0, 1, 2, 3]);
    expect(isOnSymbol(layout, 4, 3)).toBe(true);
    expect(isOnSymbol(layout, 9, 1)).toBe(false);
  });

  it('lays out an empty text as one empty line', () => {
    expect(layOut([], 20).lines).toBe(1);
  });
});
