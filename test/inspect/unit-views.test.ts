import { describe, expect, it } from 'vitest';
import { colourOf, hexOf, levelOf, palettes, runsOf } from '../../src/inspect/palette.ts';
import { steadyUnits } from '../../src/inspect/steadiness.ts';
import { tellingUnits } from '../../src/inspect/telling-units.ts';
import { unitHtml } from '../../src/inspect/unit-html.ts';
import { type UnitRecord, unitRecord } from '../../src/inspect/unit-record.ts';
import { scaleOf, textsOf, unitNames, unitSeries } from '../../src/inspect/unit-series.ts';
import { unitSvg } from '../../src/inspect/unit-svg.ts';
import { unitPainter } from '../../src/inspect/unit-terminal.ts';
import { randomModel } from './random-model.ts';

const palette = palettes['red-blue'];
const texts = [...'if <b>\nno'];
const values = [1, 1, 0.01, -0.3, -1, -1, -1, 0.5, Number.NaN];

describe('colours', () => {
  it('are one hue below zero and another above, stronger the farther', () => {
    expect([-2, -1, -0.05, 0, 0.05, 0.5, 1, Number.NaN].map(levelOf)).toEqual([
      -8, -8, 0, 0, 0, 4, 8, 0,
    ]);
    expect(hexOf(colourOf(palette, 0))).toBe('#ffffff');
    const [red, , blue] = colourOf(palette, 8);
    const [lessRed, , moreBlue] = colourOf(palette, -8);
    expect(red).toBeGreaterThan(blue + 100);
    expect(moreBlue).toBeGreaterThan(lessRed + 100);
    expect(colourOf(palette, 4)[2]).toBeGreaterThan(blue);
  });

  it('come in runs that hold the whole text', () => {
    const runs = [...runsOf(texts, values)];
    expect(runs).toEqual([
      { text: 'if', level: 8 },
      { text: ' ', level: 0 },
      { text: '<', level: -2 },
      { text: 'b>\n', level: -8 },
      { text: 'n', level: 4 },
      { text: 'o', level: 0 },
    ]);
  });
});

describe('in a terminal', () => {
  const painted = (depth: '24bit' | '256' | 'none', columns = 80) => {
    const painter = unitPainter({ depth, palette, columns });
    return painter.push(texts, values) + painter.end();
  };

  it('has 24-bit backgrounds that end before the line does', () => {
    const [first, second] = painted('24bit').split('\n');
    const [r, g, b] = colourOf(palette, 8);
    expect(first).toContain(`\u001b[38;2;0;0;0;48;2;${r};${g};${b}mif\u001b[0m `);
    expect(first.endsWith('⏎\u001b[0m')).toBe(true);
    expect(second).toContain('o');
    expect(second.endsWith('o')).toBe(true);
  });

  it('has the nearest of 256 colours', () => {
    // 48 + 5·… of the cube: strong red is 16 + 36·4 + 6·1 + 1 or a neighbour of it
    const code = Number(/48;5;(\d+)mif/.exec(painted('256'))?.[1]);
    const [r, g, b] = [
      Math.floor((code - 16) / 36),
      Math.floor((code - 16) / 6) % 6,
      (code - 16) % 6,
    ];
    expect(r).toBeGreaterThan(g);
    expect(g).toBeLessThan(3);
    expect(b).toBeLessThan(3);
  });

  it('has signs under each line where there are no colours', () => {
    expect(painted('none')).toBe('if <b>⏎\n## -===\nno\n+\n');
    expect(painted('none', 5)).toBe('if <\n## -\nb>⏎\n===\nno\n+\n');
  });

  it('keeps words whole that fit into a line', () => {
    const painter = unitPainter({ depth: 'none', palette, columns: 9 });
    const words = ['the ', 'second ', 'incomprehensible'];
    expect(painter.push(words, [1, -1, 0]) + painter.end()).toBe(
      'the \n####\nsecond i\n=======\nncompreh\nensible\n',
    );
  });

  it('shows characters that would change the terminal by name', () => {
    const painter = unitPainter({ depth: '24bit', palette });
    expect(painter.push(['\u001b', '\t'], [0, 0])).toBe('\\u{1b}⇥   ');
  });
});

const record: UnitRecord = {
  model: 'a & b',
  layer: 1,
  unit: 7,
  texts,
  series: [
    { name: 'c', shown: 'tanh(c)', levels: Int8Array.from(values, (x) => 127 * x) },
    { name: 'f', shown: 'f', levels: new Int8Array(9).fill(64) },
  ],
};

describe('as a picture', () => {
  it('has a box of the right place and colour for each run', () => {
    const svg = unitSvg(record, { palette, columns: 40 });
    const boxes = [
      ...svg.matchAll(/<rect x="(\d+)" y="(\d+)" width="(\d+)" height="18" fill="(#\w+)"/g),
    ];
    const first = Number(boxes[0][1]);
    expect(
      boxes.map(([, x, y, width, fill]) => [Number(x) - first, Number(y), Number(width), fill]),
    ).toEqual([
      [0, 44, 16, hexOf(colourOf(palette, 8))],
      [24, 44, 8, hexOf(colourOf(palette, -2))],
      [32, 44, 24, hexOf(colourOf(palette, -8))],
      [0, 64, 8, hexOf(colourOf(palette, 4))],
    ]);
    expect(svg).toContain('tanh(c) of unit 7 of layer 1 in a &amp; b');
    expect(svg).toContain('>&lt;</text>');
    expect(svg).not.toContain('<b>');
  });

  it('goes on in the next line where a line is too long', () => {
    const ys = (columns: number) =>
      new Set(
        [
          ...unitSvg(record, { palette, columns }).matchAll(
            /<rect x="\d+" y="(\d+)"[^>]*height="18"/g,
          ),
        ].map(([, y]) => y),
      ).size;
    expect(ys(40)).toBe(2);
    expect(ys(4)).toBe(3);
  });
});

describe('as a page', () => {
  const page = [...unitHtml(record, palette)].join('');

  it('carries the text and every series, and asks nobody for anything', () => {
    expect(page).not.toMatch(/https?:|src=|href=|@import|url\(/);
    const json =
      /<script id="data" type="application\/json">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
    expect(json).not.toContain('<');
    expect(JSON.parse(json).text).toBe(texts.join(''));
    const series = [...page.matchAll(/data-name="(\w+)" data-shown="([^"]+)">([^<]*)</g)];
    expect(series.map(([, name, shown]) => [name, shown])).toEqual([
      ['c', 'tanh(c)'],
      ['f', 'f'],
    ]);
    const levels = new Int8Array(Uint8Array.from(Buffer.from(series[0][3], 'base64')).buffer);
    expect(levels).toEqual(record.series[0].levels);
  });

  it('has a program that a browser can read', () => {
    const program = /<script>(.*?)<\/script>/s.exec(page)?.[1] ?? '';
    expect(() => new Function(program)).not.toThrow();
    expect(program).toContain('IntersectionObserver');
  });
});

describe('a unit over a text', () => {
  const text = 'hello, world. '.repeat(90);
  const model = randomModel(text, { config: { layers: 2 } });

  it('is shown as tanh where it has no bounds', async () => {
    expect(unitNames(model.network)).toEqual(['h', 'c', 'i', 'f', 'g', 'o']);
    const scale = scaleOf(model.network, 'c');
    expect(scale.name).toBe('tanh(c)');
    expect(scaleOf(model.network, 'f').name).toBe('f');
    expect(() => scaleOf(model.network, 'z')).toThrow(
      'cell lstm has no z: choose from h, c, i, f, g, o',
    );
    const chunks = [];
    for await (const chunk of unitSeries(model, text, { layer: 1, unit: 2 })) chunks.push(chunk);
    expect(chunks.flatMap((chunk) => chunk.texts).join('')).toBe(text);
    const made = await unitRecord(unitSeries(model, text, { layer: 1, unit: 2 }), [scale], {
      layer: 1,
      unit: 2,
      model: 'm',
    });
    const expected = chunks.flatMap(({ values: { c } }) => [...c]).map((x) => Math.tanh(x));
    expect(made.series[0].levels).toHaveLength(text.length);
    expected.forEach((x, k) => {
      expect(Math.abs(made.series[0].levels[k] / 127 - x)).toBeLessThan(0.5 / 127 + 1e-9);
    });
  });

  it('tells first of those that are strong and steady', async () => {
    const ranked = await tellingUnits(model, text, 'c');
    expect(ranked).toHaveLength(6);
    const [{ layer, unit, steadiness }] = ranked;
    const series: number[] = [];
    for await (const { values: all } of unitSeries(model, text, { layer, unit })) {
      for (const x of all.c) series.push(Math.tanh(x));
    }
    const n = series.length;
    const mean = series.reduce((a, b) => a + b, 0) / n;
    const products = series.slice(1).reduce((sum, x, k) => sum + x * series[k], 0) / (n - 1);
    expect(steadiness).toBeCloseTo(products - mean ** 2, 10);
    for (let k = 1; k < 6; k++) {
      expect(ranked[k].steadiness).toBeLessThanOrEqual(ranked[k - 1].steadiness);
    }
  });

  it('tells of steps that are there already which units are steady: strong ones before weak and restless ones', () => {
    const strong = [-0.9, -0.9, -0.9, 0.9, 0.9, 0.9];
    const weak = strong.map((x) => x / 3);
    const restless = [0.9, -0.9, 0.9, -0.9, 0.9, -0.9];
    const steps = strong.flatMap((x, t) => [restless[t], weak[t], x]);
    expect(steadyUnits(steps, 3)).toEqual([2, 1, 0]);
  });

  it('begins a line for each <s> but the first', () => {
    const lines = randomModel('ab\nba\n', { sequences: 'lines' });
    const { bos = 0 } = lines.codec.vocabulary;
    const [a, b] = lines.codec.encode('ab');
    expect(textsOf(lines)([bos, a, b, bos, b]).join('')).toBe('ab\nb');
  });
});
