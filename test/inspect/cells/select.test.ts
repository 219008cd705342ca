import { afterAll, describe, expect, it } from 'vitest';
import { selectCells, traceText } from '../../../src/index.ts';
import { randomModel } from '../random-model.ts';

const text = 'one (two) three (four five) six\n'.repeat(6);
const model = randomModel(text, { config: { layers: 2, hidden: 5 } });
afterAll(() => model.close());

const spans = [
  [5, 8],
  [17, 26],
] as const;
const isOn = (i: number) => spans.some(([from, to]) => i >= from && i < to);

/** By counting pairs, with equals as half; numbers within one 128th are equal. Of each unit's h and tanh(c). */
async function aucs(): Promise<Map<string, number>> {
  const columns = new Map<string, number[]>();
  for await (const { layers } of traceText(model, text)) {
    for (const { layer, values } of layers) {
      for (const state of ['h', 'c']) {
        values[state].forEach((value, k) => {
          const key = `${layer} ${k % 5} ${state}`;
          const column = columns.get(key) ?? [];
          columns.set(key, column);
          column.push(Math.floor(128 * (1 + (state === 'c' ? Math.tanh(value) : value))));
        });
      }
    }
  }
  const result = new Map<string, number>();
  for (const [key, column] of columns) {
    let won = 0;
    let pairs = 0;
    column.forEach((a, i) => {
      column.forEach((b, j) => {
        if (!isOn(i) || isOn(j)) return;
        pairs++;
        won += a > b ? 1 : a === b ? 0.5 : 0;
      });
    });
    result.set(key, won / pairs);
  }
  return result;
}

describe('a selection', () => {
  it('ranks units by how well they tell it apart, as counting pairs does', async () => {
    const { symbols, selected, units, control } = await selectCells(model, text, {
      spans,
      top: 20,
    });
    expect(symbols).toBe(text.length);
    expect(selected).toBe(12);
    expect(units).toHaveLength(20);
    const exact = await aucs();
    for (const { layer, unit, state, above, auc } of units) {
      const plain = exact.get(`${layer} ${unit} ${state}`) ?? Number.NaN;
      expect(auc).toBeCloseTo(above ? plain : 1 - plain, 9);
    }
    const order = units.map(({ auc }) => auc);
    expect(order).toEqual([...order].sort((a, b) => b - a));
    expect(control.auc).toBeGreaterThanOrEqual(0.5);
  });

  it('is refused where it tells nothing apart, or lies outside', async () => {
    const select = (some: readonly (readonly [number, number])[]) =>
      selectCells(model, text, { spans: some });
    await expect(select([])).rejects.toThrow('no symbol ends in them');
    await expect(select([[0, text.length]])).rejects.toThrow('they are the whole text');
    await expect(select([[0, text.length + 1]])).rejects.toThrow('to lie from 0 to');
  });
});
