import { expect, it } from 'vitest';
import { spaced, stepName } from '../../../src/studio/parts/symbols.ts';

it('words of steps stand apart, characters do not', () => {
  expect(spaced(['two', 'one']).join('')).toBe('two one ');
  expect(spaced(['<s>', '2', '0', '-']).join('')).toBe('<s>20-');
  // Subwords bring their spaces along.
  expect(spaced(['the', ' cat', 's']).join('')).toBe('the cats');
  expect(spaced(['', 'a']).join('')).toBe('·a');
});

it('signs that touch their neighbour do so without the mark that says it', () => {
  expect(spaced(['"￭', 'Yes', '￭,', '￭"', 'he', 'said', '￭.']).join('')).toBe('"Yes," he said. ');
  expect(stepName('￭,')).toBe(',');
  expect(stepName('￭')).toBe('');
});
