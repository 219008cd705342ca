import { describe, expect, it } from 'vitest';
import {
  functionProbe,
  type Probe,
  regexProbe,
  spanProbe,
} from '../../../src/inspect/probes/probe.ts';
import { probes, probesNamed } from '../../../src/inspect/probes/table.ts';

/** A mark under each place where a probe is on, or its value where it has more than two. */
function marks(probe: Probe | string, text: string): string {
  const one = typeof probe === 'string' ? probesNamed([probe])[0] : probe;
  return Array.from(one.label(text), (value) =>
    value === 0 ? '.' : value === 1 ? '1' : `${value}`,
  ).join('');
}

describe('a probe is on', () => {
  it('for quotes from the opening one to before the closing one', () => {
    expect(marks('quote', 'a "b\\" c" d')).toBe('..111111...');
    expect(marks('quote', `c = '"'; "x"`)).toBe('.........11.');
    expect(marks('quote', '"x\n"')).toBe('111.');
    // A blank line ends what was never closed.
    expect(marks('quote', '"x\n\ny "z"')).toBe('11....11.');
  });

  it('for comments once their mark has been read', () => {
    expect(marks('comment', 'a /* b */ c')).toBe('...11111...');
    expect(marks('comment', 'a // b\nc')).toBe('...111..');
    expect(marks('comment', '"/* no */" /**/')).toBe('............11.');
  });

  it('for brackets that have partners, outside strings and comments', () => {
    expect(marks('parentheses', 'f(a) (b')).toBe('.11....');
    expect(marks('parentheses', 'f("(", /* ( */ a)')).toBe('.111111111111111.');
    expect(marks('brackets', 'a[i[0]] [Exit]')).toBe('.11111..11111.');
    expect(marks('nesting', '{(a)[b]}(')).toBe('1221221..');
    expect(marks('parentheses', '( [ ) ]')).toBe('1111...');
  });

  it('for the condition of an if, and no other bracket', () => {
    expect(marks('if-condition', 'if (a(b)) f(c);')).toBe('...11111.......');
    expect(marks('if-condition', 'elif (a) if(b)')).toBe('...........11.');
    expect(marks('if-condition', '// if (a)\nwhile (b) {}')).not.toContain('1');
  });

  it('where in its line a character stands', () => {
    expect(marks('since-newline', 'ab\n\nc')).toBe('12..1');
    expect([...probesNamed(['line-position'])[0].label('abc\nd')]).toEqual([0.25, 0.5, 0.75, 1, 1]);
    expect(marks('indentation', '  ab\n\tc\nd')).toBe('12222444.');
    expect(marks('line-break', 'a\nb\n')).toBe('.1.1');
  });

  it('for kinds of characters', () => {
    expect(marks('word-boundary', 'an ox_2!')).toBe('.11...1.');
    expect(marks('upper-case', 'aÄB1')).toBe('.11.');
    expect(marks('vowel', 'aEbü')).toBe('11..');
    expect(marks('digit', 'a1२')).toBe('.11');
  });

  it('inside what an expression of one’s own matches', () => {
    const probe = regexProbe('name', /^[A-Z]+:/m);
    expect(marks(probe, 'A: b\nCD:')).toBe('11...111');
    expect(probe.what).toContain('/^[A-Z]+:/m');
    expect(marks(regexProbe('empty', /x*/), 'axxa')).toBe('.11.');
  });

  it('where somebody has selected', () => {
    expect(marks(spanProbe('mine', [[1, 3]]), 'abcd')).toBe('.11.');
    expect(() => spanProbe('mine', [[1, 5]]).label('abcd')).toThrow(/lie from 0 to 4.* 1-5/);
  });

  it('where a function of one’s own says so', () => {
    const probe = functionProbe('mine', (text) => [...text].map((c) => c === 'b'));
    expect(marks(probe, 'abba')).toBe('.11.');
    const short = functionProbe('short', () => [1]);
    expect(() => short.label('abba')).toThrow(/"short" to give 4 values.* received 1/);
    const wrong = functionProbe('wrong', () => [Number.NaN]);
    expect(() => wrong.label('a')).toThrow(/gave NaN at place 0/);
  });
});

describe('the table of probes', () => {
  it('has different names, and a value for each place of any text', () => {
    expect(new Set(probes.map(({ name }) => name)).size).toBe(probes.length);
    for (const text of ['', 'x', '"((/*', '😀 "é\n']) {
      for (const probe of probes) expect(probe.label(text)).toHaveLength(text.length);
    }
    expect(() => probesNamed(['qoute'])).toThrow(/there is no probe "qoute": choose from quote/);
  });
});
