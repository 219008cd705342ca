import { describe, expect, it } from 'vitest';
import type { GradientReach, StateReach } from '../../../../src/protocol/network.ts';
import { farthestOf, findingOf, stateOf } from '../../../../src/studio/pages/gradients/findings.ts';

/** A gradient that is multiplied by `factor` at each step back. */
function decaying(factor: number, lags = 20, state = 'h'): StateReach {
  const median = Array.from({ length: lags + 1 }, (_, k) => 2 * factor ** k);
  const gone = median.findIndex((value) => value < 0.02);
  const reach = gone < 0 ? lags : gone - 1;
  return { state, norms: [median], mean: median, median, perStep: factor, reach };
}

describe('what gradients by lag say', () => {
  it('is that they vanish, fade, explode or are carried', () => {
    expect(findingOf(decaying(0.5))).toMatchObject({ verdict: 'vanishes', perStep: 0.5, lag: 20 });
    expect(findingOf(decaying(1.5))?.verdict).toBe('explodes');
    expect(findingOf(decaying(0.99))?.verdict).toBe('carried');
    expect(findingOf(decaying(0.92, 100))?.verdict).toBe('fades');
  });

  it('comes with the share of lag 0 that is left at the end', () => {
    expect(findingOf(decaying(0.5, 3))?.share).toBeCloseTo(0.125, 12);
  });

  it('is nothing for a text that is too short, or without a gradient', () => {
    const { perStep: _, ...short } = decaying(0.5, 1);
    expect(findingOf(short)).toBeUndefined();
    expect(findingOf({ ...decaying(0.5), median: [0, 0, 0] })).toBeUndefined();
  });

  it('is which one reaches farthest, where one does', () => {
    expect(farthestOf([decaying(0.5), decaying(0.7), decaying(0.6)])).toBe(1);
    expect(farthestOf([decaying(0.99), decaying(1), decaying(0.5)])).toBeUndefined();
  });
});

describe('the state that is looked at', () => {
  const layer = (states: StateReach[]) => ({ layer: 0, states, recurrent: [] });
  const reach = (...layers: GradientReach['layers']) => ({ layers }) as GradientReach;

  it('is that of the layer, or of the top one where a cell has fewer', () => {
    const [first, second] = [decaying(0.5), decaying(0.6)];
    expect(stateOf(reach(layer([first]), layer([second])), 2, 'h')).toBe(second);
    expect(stateOf(reach(layer([first])), 2, 'h')).toBe(first);
  });

  it('is h where the cell has no c', () => {
    const [h, c] = [decaying(0.5), decaying(0.6, 20, 'c')];
    expect(stateOf(reach(layer([h, c])), 1, 'c')).toBe(c);
    expect(stateOf(reach(layer([h])), 1, 'c')).toBe(h);
  });
});
