import { describe, expect, it } from 'vitest';
import type { CellsAnswer, ProbeAnswer } from '../../../../src/protocol/cells.ts';
import type { RunLayer } from '../../../../src/protocol/runs.ts';
import { probeOf, unitOf } from '../../../../src/studio/pages/cells/unit.ts';
import { readView, type View } from '../../../../src/studio/view/views.ts';

const layers: RunLayer[] = [
  { layer: 1, units: 16, reverse: false, what: ['h', 'c', 'i', 'f', 'g', 'o'] },
  { layer: 2, units: 16, reverse: false, what: ['h', 'c', 'i', 'f', 'g', 'o'] },
];
const control = { auc: 0.5, correlation: 0, f1: 0.2 };

function probe(name: string, positives: number, unit?: number): ProbeAnswer {
  const score = { layer: 2, what: 'c', sign: 1, correlation: 0.8, auc: 0.9, f1: 0.8, threshold: 0 };
  const units = unit === undefined ? [] : [{ ...score, unit, sign: 1 as const }];
  return { probe: name, kind: 'binary', positives, units, control };
}

const answer = (...probes: ProbeAnswer[]): CellsAnswer => ({ symbols: 900, heldOut: 300, probes });
const view = (query: string) => readView(`#/cells/run?${query}`) as View<'cells'>;

describe('the probe that is shown', () => {
  const found = answer(probe('quote', 0), probe('digit', 1, 3), probe('vowel', 90, 4));

  it('is the one of the link', () => {
    expect(probeOf(found, 'digit')?.probe).toBe('digit');
  });

  it('is else the first that is on often enough to say something', () => {
    expect(probeOf(found, '')?.probe).toBe('vowel');
    expect(probeOf(found, 'gone')?.probe).toBe('vowel');
  });

  it('is the first of all where none is, and none before there is an answer', () => {
    expect(probeOf(answer(probe('quote', 0)), '')?.probe).toBe('quote');
    expect(probeOf(answer(), '')).toBeUndefined();
    expect(probeOf(undefined, 'quote')).toBeUndefined();
  });
});

describe('the unit that is shown', () => {
  it('is the one of the link', () => {
    const wanted = { layer: 2, unit: 5, what: 'f' };
    expect(unitOf(view('layer=2&unit=5&what=f'), layers, probe('quote', 9, 7))).toEqual(wanted);
  });

  it('is else the best one that was found, or the first', () => {
    expect(unitOf(view(''), layers, probe('quote', 9, 7))).toMatchObject({
      layer: 2,
      unit: 7,
      what: 'c',
    });
    expect(unitOf(view(''), layers, undefined)).toEqual({ layer: 1, unit: 0, what: 'h' });
  });

  it('is one that the run has', () => {
    const gru = layers.slice(0, 1).map((layer) => ({ ...layer, what: ['h', 'r', 'z', 'n'] }));
    const shown = unitOf(view('layer=9&unit=99&what=c'), gru, undefined);
    expect(shown).toEqual({ layer: 1, unit: 15, what: 'h' });
  });
});
