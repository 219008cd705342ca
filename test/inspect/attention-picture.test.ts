import { describe, expect, it } from 'vitest';
import { attentionSvg, attentionText } from '../../src/index.ts';

const picture = {
  source: ['a', ' ', '<'],
  target: ['xy', '&'],
  weights: [
    [1, 0, 0],
    [0.2, 0.25, 0.55],
  ],
};

describe('a picture of attention', () => {
  it('has a shade for each weight, with symbols that can be seen', () => {
    expect(attentionText(picture)).toBe(['   a␣<', 'xy █', ' & ··▒'].join('\n'));
  });

  it('draws a cell for each weight, as dark as it is, with its symbols escaped', () => {
    const svg = attentionSvg(picture);
    const cells = [...svg.matchAll(/fill-opacity="([\d.]+)"><title>([^<]+)<\/title>/g)];
    expect(cells.map(([, opacity]) => Number(opacity))).toEqual([1, 0.03, 0.03, 0.2, 0.25, 0.55]);
    expect(cells[5][2]).toBe('&amp; ← &lt;: 0.550');
  });

  it('refuses weights that are not as many as the symbols', () => {
    expect(() => attentionSvg({ ...picture, target: ['x'] })).toThrow(/expected weights to be 1/);
    expect(() => attentionText({ ...picture, source: ['a'] })).toThrow(/1 long, as the source/);
  });
});
