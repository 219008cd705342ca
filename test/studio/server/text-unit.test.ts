import { describe, expect, it } from 'vitest';
import type { RunDetail } from '../../../src/protocol/runs.ts';
import { sequenceOf, unitOfText } from '../../../src/studio/server/text-unit.ts';

describe('what a model reads at a time', () => {
  it('is what its settings say, and all of the text where they say nothing', () => {
    const run = (value: string) => ({ settings: [{ path: 'data.unit', value }] }) as RunDetail;
    expect(['line', 'document', 'stream', 'else'].map((unit) => unitOfText(run(unit)))).toEqual([
      'line',
      'document',
      'stream',
      'stream',
    ]);
    expect(unitOfText({ settings: [] } as unknown as RunDetail)).toBe('stream');
  });

  it('is the longest line, or the longest part between blank lines, of an example', () => {
    const text = 'one\ntwo and two\n\nthree\r\nand three and three\n\nfour';
    expect(sequenceOf(text, 'stream')).toBe(text);
    expect(sequenceOf(text, 'line')).toBe('and three and three');
    expect(sequenceOf(text, 'document')).toBe('three\r\nand three and three');
  });
});
