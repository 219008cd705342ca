import { describe, expect, it } from 'vitest';
import type { LayerReach, StateReach } from '../../../../src/protocol/network.ts';
import {
  farthestOf,
  findingOf,
  hasState,
  sharesOf,
  stateOf,
} from '../../../../src/studio/pages/gradients/findings.ts';

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

  it('is that it changes unevenly where what arrives contradicts the factor', () => {
    const rising = (factor: number, last: number) => {
      const given = decaying(factor);
      return { ...given, median: given.median.with(-1, last) };
    };
    expect(findingOf(rising(0.5, 6))).toMatchObject({ verdict: 'uneven', share: 3 });
    expect(findingOf(rising(1.5, 1))).toMatchObject({ verdict: 'uneven', share: 0.5 });
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
  const layer = (states: StateReach[]): LayerReach => ({ layer: 0, states, recurrent: [] });

  it('is that of the link, or the first one of a cell that has no such state', () => {
    const both = layer([decaying(0.5), decaying(0.7, 20, 'c')]);
    expect(stateOf(both, 'c').perStep).toBe(0.7);
    expect(stateOf(layer([decaying(0.6)]), 'c').state).toBe('h');
  });
});

describe('of a layer without a state at some lags', () => {
  /** Of an encoder behind two steps of a decoder. */
  const behind: StateReach = {
    ...decaying(0.5, 6),
    median: [null, null, 4, 2, 1, 0.5, null],
    reach: 5,
  };

  it('shares are of the first lag that has one', () => {
    expect(sharesOf(behind.median)).toEqual([null, null, 1, 0.5, 0.25, 0.125, null]);
    expect(sharesOf([0, 1])).toEqual([null, null]);
  });

  it('what is said is of the lags from the first to the last that have one', () => {
    expect(findingOf(behind)).toMatchObject({ verdict: 'vanishes', from: 2, lag: 5, share: 0.125 });
    const kept = { ...behind, perStep: 0.95 };
    expect(findingOf(kept)?.verdict).toBe('carried');
  });

  it('there is nothing to show where no lag has one', () => {
    expect(hasState(behind)).toBe(true);
    const none = { ...behind, median: [null, null], perStep: undefined };
    expect(hasState(none)).toBe(false);
    expect(findingOf(none)).toBeUndefined();
  });
});
