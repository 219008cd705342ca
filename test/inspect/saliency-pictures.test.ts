import { describe, expect, it } from 'vitest';
import { type Saliency, saliencySvg, saliencyText } from '../../src/index.ts';

const words: Saliency = {
  kind: 'saliency',
  asks: 'ln P(good)',
  score: -0.5,
  inputs: [
    {
      name: 'text',
      positions: ['a', '<b>', 'good'],
      gradientTimesInput: [0.1, -0.4, 0.3],
      occlusion: [0, -1, 2],
      replacedBy: 'unk',
    },
  ],
};

const frames: Saliency = {
  ...words,
  inputs: [
    {
      name: 'series',
      positions: ['mon', 'tue'],
      gradientTimesInput: [0.5, -1],
      occlusion: [0, 0],
      replacedBy: 'zero',
      columns: ['y', 'z'],
      byColumn: [
        [0.5, 0],
        [1, -2],
      ],
    },
  ],
};

describe('as text', () => {
  it('puts signs under the symbols where there are no colours', () => {
    const lines = saliencyText(words).split('\n');
    const at = lines.indexOf('text, occlusion:');
    expect(lines.slice(at + 1, at + 3)).toEqual(['a <b> good', '  ----####']);
  });

  it('colours the symbols by their share of the largest', () => {
    const text = saliencyText(words, { depth: '24bit' });
    expect(text).toContain('\u001b[0m');
    expect(text).not.toContain('signs:');
  });

  it('lists positions with both measures', () => {
    const text = saliencyText(words);
    expect(text).toContain('ln P(good) = -0.5000');
    expect(text).toMatch(/2 {2}<b> +-0\.4000 +-1\.0000 +▒▒▒▒▒│/);
    expect(text).toMatch(/3 {2}good +0\.3000 +2\.0000 +│██████████/);
  });

  it('lists those with the largest effects of many, in their order', () => {
    const text = saliencyText(words, { most: 2 });
    expect(text).toContain('text (2 of 3)');
    expect(text).toMatch(/\n2 {2}<b>[^\n]*\n3 {2}good/);
  });

  it('shows vectors as a table alone, and where a translator looked', () => {
    const attention = { source: ['x'], target: ['y'], weights: [[1]] };
    const text = saliencyText({ ...frames, attention });
    expect(text).not.toContain('signs:');
    expect(text).toMatch(/1 {2}mon +0\.5000 +0 +│\n2 {2}tue/);
    expect(text.endsWith('attention\n\n  x\ny █')).toBe(true);
  });
});

describe('as SVG', () => {
  it('has a box for each symbol and measure', () => {
    const svg = saliencySvg(words);
    expect(svg.match(/<title>good/g)).toHaveLength(2);
    expect(svg).toContain('&lt;b&gt;');
    expect(svg).toContain('text, occlusion by &lt;unk&gt;');
  });

  it('breaks lines at the edge', () => {
    const long = Array.from({ length: 60 }, () => 'word');
    const zeros = long.map(() => 0);
    const one = { ...words.inputs[0], positions: long };
    const svg = saliencySvg({
      ...words,
      inputs: [{ ...one, gradientTimesInput: zeros, occlusion: zeros }],
    });
    const places = [...svg.matchAll(/<rect x="([\d.]+)" y="\d+" width="([\d.]+)"/g)];
    expect(places).toHaveLength(120);
    for (const [, x, width] of places) expect(Number(x) + Number(width)).toBeLessThan(750);
  });

  it('has a strip for each measure and each number of vectors', () => {
    const svg = saliencySvg(frames);
    expect(svg.match(/<title>tue/g)).toHaveLength(4);
    expect(svg).toContain('>z</text>');
    expect(svg).toContain('<title>tue: -2.0000</title>');
  });

  it('holds the attention of a translation', () => {
    const attention = { source: ['x'], target: ['y'], weights: [[1]] };
    const svg = saliencySvg({ ...words, attention });
    expect(svg.match(/<svg /g)).toHaveLength(2);
    expect(svg.match(/<\/svg>/g)).toHaveLength(2);
  });
});
