import { describe, expect, it } from 'vitest';
import { StopMatcher } from '../../src/generate/stop-strings.ts';
import { keyFor, Rng } from '../../src/util/rng.ts';

function run(stops: string[], pieces: readonly string[]) {
  const matcher = new StopMatcher(stops);
  const given: string[] = [];
  for (const piece of pieces) {
    given.push(matcher.push(piece));
    if (matcher.found !== undefined) break;
  }
  given.push(matcher.flush());
  return { text: given.join(''), found: matcher.found, given };
}

/** What the result must be: the text read character by character until some stop string is whole. */
function naive(stops: string[], text: string) {
  for (let end = 1; end <= text.length; end++) {
    const read = text.slice(0, end);
    const whole = stops.filter((stop) => read.endsWith(stop)).sort((a, b) => b.length - a.length);
    if (whole[0] !== undefined) return { text: read.slice(0, -whole[0].length), found: whole[0] };
  }
  return { text, found: undefined };
}

describe('stop strings', () => {
  it('end the text before their first character', () => {
    expect(run(['\n\n'], ['one\ntwo', '\n\nthree'])).toMatchObject({
      text: 'one\ntwo',
      found: '\n\n',
    });
  });

  it('are found across the borders of pieces', () => {
    expect(run(['END'], ['the E', 'N', 'D of it'])).toMatchObject({ text: 'the ', found: 'END' });
  });

  it('hold back what may be their beginning, and only that, and only as long as it may', () => {
    expect(run(['abcd'], ['xab', 'c', 'abx', 'y']).given).toEqual(['x', '', 'abcabx', 'y', '']);
    expect(run(['aab'], ['aa', 'a', 'a', 'b']).given).toEqual(['', 'a', 'a', '', '']);
  });

  it('give out what was held back when the text ends', () => {
    expect(run(['abc'], ['xab'])).toMatchObject({ text: 'xab', found: undefined });
  });

  it('give nothing after the stop', () => {
    const matcher = new StopMatcher(['.']);
    expect(matcher.push('a.b')).toBe('a');
    expect(matcher.push('c')).toBe('');
    expect(matcher.flush()).toBe('');
  });

  it('pass every piece as it is when there are none', () => {
    expect(run([], ['a', '', 'b'])).toMatchObject({ given: ['a', '', 'b', ''], found: undefined });
  });

  it('work on characters outside the basic plane', () => {
    expect(run(['🎭end'], ['a', '🎭', 'e', 'nd'])).toMatchObject({ text: 'a', found: '🎭end' });
    expect(run(['🎭end'], ['a', '🎭', 'x'])).toMatchObject({ text: 'a🎭x', found: undefined });
  });

  it('must not be empty', () => {
    expect(() => new StopMatcher(['a', ''])).toThrow('expected a stop string to have a character');
  });

  it('do not depend on how the text is cut into pieces', () => {
    const random = new Rng(keyFor(3, 'sampling'));
    const word = (most: number) =>
      Array.from({ length: 1 + random.below(most) }, () => 'ab'[random.below(2)]).join('');
    let ended = 0;
    for (let round = 0; round < 3000; round++) {
      const stops = Array.from({ length: 1 + random.below(3) }, () => word(5));
      const text = word(12);
      const pieces: string[] = [];
      for (let i = 0; i < text.length; ) {
        const n = random.below(4);
        pieces.push(text.slice(i, i + n));
        i += n;
      }
      const wanted = naive(stops, text);
      if (wanted.found !== undefined) ended++;
      expect(run(stops, pieces)).toMatchObject(wanted);
    }
    expect(ended).toBeGreaterThan(500);
    expect(ended).toBeLessThan(2900);
  });
});
