import { describe, expect, it } from 'vitest';
import type { TextModel } from '../../../src/index.ts';
import { searchCells } from '../../../src/inspect/cells/search.ts';
import { functionProbe, regexProbe, spanProbe } from '../../../src/inspect/probes/probe.ts';
import { unitSeries } from '../../../src/inspect/unit-series.ts';
import { randomModel } from '../random-model.ts';

const text = 'hello, "world". '.repeat(100);

/** A random network with one unit that is near 1 from each opening quote to before the closing one. */
function quoteModel(): TextModel {
  const model = randomModel(text, { config: { embed: 'onehot', hidden: 4, layers: 2 } });
  const { network, codec } = model;
  const H = 4;
  const V = codec.vocabulary.size;
  const [quote] = codec.encode('"');
  // c counts quotes: unit 1 sees itself through f = 1, and g turns its sign at each quote.
  const read = (name: string) => {
    const { data } = network.parameters.get(name);
    return Float64Array.from(data.array());
  };
  const write = (name: string, change: (values: Float64Array) => void) => {
    const values = read(name);
    change(values);
    network.parameters.write(name, values);
  };
  const rows = (values: Float64Array, width: number, fill: (gate: number) => number) => {
    for (let gate = 0; gate < 4; gate++) {
      values.fill(fill(gate), (gate * H + 1) * width, (gate * H + 2) * width);
    }
  };
  write('rnn.weight_hh_l0', (values) => rows(values, H, () => 0));
  write('rnn.weight_ih_l0', (values) => {
    rows(values, V, () => 0);
    values[(0 * H + 1) * V + quote] = 60; // i opens at a quote,
    values[(1 * H + 1) * V + quote] = -60; // f forgets there,
  });
  write('rnn.weight_hh_l0', (values) => {
    values[(2 * H + 1) * H + 1] = -60; // and g is the opposite of what was shown.
  });
  const gates = (values: Float64Array) => {
    values[0 * H + 1] = -15;
    values[1 * H + 1] = 15;
    values[2 * H + 1] = 12;
    values[3 * H + 1] = 30;
  };
  write('rnn.bias_ih_l0', gates);
  write('rnn.bias_hh_l0', gates);
  return model;
}

describe('a search for cells', () => {
  it('finds the unit that knows, with figures of text that did not choose it', async () => {
    const model = quoteModel();
    const shown: number[] = [];
    for await (const { values } of unitSeries(model, text, { layer: 0, unit: 1 })) {
      shown.push(...values.h);
    }
    expect(shown.slice(5, 16).map(Math.round)).toEqual([0, 0, 1, 1, 1, 1, 1, 1, -1, -1, -1]);
    const report = await searchCells(model, text, {
      probes: [regexProbe('quoted', /"\w+/)],
      top: 2,
    });
    expect(report).toMatchObject({ chosenOn: 1066, judgedOn: 534, searched: 16 });
    const [{ units, controls, share }] = report.probes;
    expect(share).toBeCloseTo(6 / 16, 2);
    expect(units[0]).toMatchObject({ layer: 0, unit: 1, auc: 1, f1: 1, above: true });
    expect(units[0].correlation).toBeGreaterThan(0.97);
    expect(units).toHaveLength(2);
    expect(controls).toHaveLength(1);
    expect(controls[0].auc).toBeLessThan(1);
    model.close();
  });

  it('takes values as well as yes and no, and tells what is nowhere on', async () => {
    const model = quoteModel();
    const depth = functionProbe('twice', (all) =>
      Array.from(all, (_, i) => 2 * (all.slice(0, i + 1).split('"').length % 2 === 0 ? 1 : 0)),
    );
    const never = regexProbe('never', /#/);
    const late = spanProbe('late', [[1500, 1510]]);
    const { probes } = await searchCells(model, text, {
      probes: [depth, never, late],
      layers: [0],
    });
    expect(probes[0]).toMatchObject({ probe: 'twice', from: 2 });
    expect(probes[0].units[0]).toMatchObject({ layer: 0, unit: 1, auc: 1 });
    expect(probes[1]).toMatchObject({ share: 0, units: [], controls: [] });
    expect(probes[2].units).toEqual([]);
    model.close();
  });

  it('is the same for a file of lines with their own starts', async () => {
    const lines = randomModel('ab\nba\n', { sequences: 'lines' });
    const many = 'ab\nba\n'.repeat(20);
    const { chosenOn, judgedOn, probes } = await searchCells(lines, many, {
      probes: [regexProbe('a', /a/)],
    });
    expect(chosenOn + judgedOn).toBe(40 * 3);
    expect(probes[0].share).toBeCloseTo(1 / 3, 1);
    // Which of two symbols was read last is to be seen in any random network.
    expect(probes[0].units[0].auc).toBe(1);
    lines.close();
  });

  it('refuses options out of range, and too little text', async () => {
    const model = randomModel(text);
    const probes = [regexProbe('a', /a/), regexProbe('a', /b/)];
    await expect(searchCells(model, text, { probes })).rejects.toThrow('two probes are called "a"');
    await expect(searchCells(model, text, { heldOut: 1 })).rejects.toThrow('heldOut');
    await expect(searchCells(model, 'he')).rejects.toThrow('2 symbols are too few');
    model.close();
  });
});
