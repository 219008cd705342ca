import { describe, expect, it } from 'vitest';
import { type GradientReach, gradientReachSvg, gradientReachText } from '../../src/index.ts';

/** A gradient that falls by a factor of ten at each lag, and in its second state grows by it. */
function made(name: string, states: string[] = ['h']): GradientReach {
  const rows = (sign: number) => [0, 1].map(() => [0, 1, 2, 3].map((k) => 10 ** (sign * k)));
  return {
    kind: 'gradient-reach',
    name,
    cell: 'rnn',
    hidden: 3,
    lags: 3,
    steps: [4, 9],
    layers: [
      {
        layer: 0,
        states: states.map((state, s) => {
          const norms = rows(s === 0 ? -1 : 1);
          return {
            state,
            norms,
            mean: norms[0],
            median: norms[0],
            perStep: s === 0 ? 0.1 : 10,
            reach: s === 0 ? 2 : 3,
          };
        }),
        recurrent: [{ gate: 'h', spectralRadius: 0.25, spectralNorm: 0.5 }],
      },
    ],
    clipping: { clip: 1, clipBy: 'norm', before: [3, 0.5], after: [1, 0.5] },
  };
}

describe('as text', () => {
  const lines = gradientReachText([made('few', ['h', 'c'])]).split('\n');

  it('lists lags, the factor a step and where the gradient is gone', () => {
    expect(lines.find((line) => line.startsWith('few '))).toMatch(
      /^few +1\.0000 +0\.1000 +0\.0100 +0\.0010 +×0\.100 +2$/,
    );
    expect(lines.find((line) => line.startsWith('few, c'))).toMatch(/×10\.000 +≥ 3$/);
  });

  it('draws one curve down and one up', () => {
    const top = lines.findIndex((line) => line.startsWith('      1e3 ┤'));
    expect(lines[top].trimEnd()).toMatch(/○$/);
    expect(lines[top + 12]).toMatch(/┤ +●$/);
  });

  it('shades a map by the strength against lag 0', () => {
    expect(lines.filter((line) => line.includes('│'))).toEqual([
      '    t = 4 │█▓▒░',
      '    t = 9 │█▓▒░',
      '    t = 4 │█▲▲▲',
      '    t = 9 │█▲▲▲',
    ]);
  });

  it('tells what is known of the weights and what clipping did', () => {
    const text = lines.join('\n');
    expect(text).toMatch(/few +1 +h +0\.2500 +0\.5000/);
    expect(text).toMatch(/few +3\.0000 +3\.0000 +1\.0000 +1\.0000 +1 of 2/);
  });

  it('stays within a narrow terminal', () => {
    const narrow = gradientReachText([made('a'), made('b')], { columns: 40 }).split('\n');
    for (const line of narrow.filter((line) => /[┤│]/.test(line))) {
      expect(line.length).toBeLessThanOrEqual(40);
    }
  });
});

/** Two layers by name; the second has states from lag 1 on. */
function stacks(): GradientReach {
  const reach = made('run');
  const [one] = reach.layers;
  const later = [Number.NaN, 1, 0.1, 0.01];
  const [state] = one.states;
  reach.layers = [
    { ...one, name: 'decoder.l0' },
    { ...one, name: 'encoder.l0', states: [{ ...state, norms: [later, later], median: later }] },
  ];
  return { ...reach, rows: ['2: t = 4', '7: t = 9'], meaning: 'L_t is the loss of symbol t' };
}

describe('of a network with several stacks', () => {
  it('layers and rows have their names, and lags without a state are left empty', () => {
    const lines = gradientReachText([stacks()]).split('\n');
    expect(lines[0]).toContain('median over 2 losses, 2: t = 4 … 7: t = 9');
    expect(lines[2]).toBe('L_t is the loss of symbol t');
    expect(lines.find((line) => line.startsWith('run encoder.l0'))).toMatch(
      /^run encoder\.l0 {9,}1\.0000 +0\.1000 +0\.0100 /,
    );
    expect(lines.filter((line) => line.includes('│'))).toEqual([
      ' 2: t = 4 │█▓▒░',
      ' 7: t = 9 │█▓▒░',
      ' 2: t = 4 │ █▓▒',
      ' 7: t = 9 │ █▓▒',
    ]);
    expect(lines.join('\n')).toMatch(/run +encoder\.l0 +h +0\.2500/);
  });

  it('a layer that no lag reaches is left out', () => {
    const reach = stacks();
    reach.layers[1].states[0].median = new Array<number>(4).fill(Number.NaN);
    expect(gradientReachText([reach])).not.toMatch(/^run encoder/m);
    expect(gradientReachSvg([reach])).not.toContain('encoder');
  });

  it('the picture measures each layer by its first lag', () => {
    const svg = gradientReachSvg([stacks()]);
    expect(svg).toContain('k = 1: 1.0000');
    expect(svg).toContain('>7: t = 9</text>');
    expect(svg).not.toContain('NaN');
  });
});

describe('as SVG', () => {
  it('holds a curve and a map for each model side by side, of h alone', () => {
    const svg = gradientReachSvg([made('<one>', ['h', 'c']), made('two')]);
    expect(svg.match(/<polyline/g)).toHaveLength(2);
    expect(svg.match(/<g transform/g)).toHaveLength(2);
    expect(svg).toContain('● &lt;one&gt; ×0.100 a step');
    expect(svg).not.toContain('one>, c');
  });

  it('puts cells of one strength in one path, whatever the values', () => {
    const one = made('one');
    const gone = [1, 0, Number.POSITIVE_INFINITY, Number.NaN];
    one.layers[0].states[0].norms = [gone, gone];
    one.layers[0].states[0].median = gone;
    const svg = gradientReachSvg([one]);
    expect(svg).not.toContain('NaN');
    expect(svg).not.toContain('Infinity"');
    expect(svg).toContain('M0 0h1v1h-1zM0 1h1v1h-1z');
  });
});
