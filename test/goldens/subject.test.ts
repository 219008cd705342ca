/** The golden checks must be able to fail: what a case leaves out or gets wrong is a problem. */
import { describe, expect, it } from 'vitest';
import { checkOf, skipReason } from './cases.ts';
import { Subject } from './subject.ts';

function subject(hyper: Record<string, unknown> = {}): Subject {
  const golden = { name: 'x', op: 'x', files: { f32: '', f64: '' }, hyper, tensors: {} };
  const tensors = new Map([['y', { shape: [3], values: Float64Array.of(1, -2, 1000) }]]);
  return new Subject(golden, tensors, 1e-5);
}

describe('a golden case', () => {
  it('accepts differences up to the tolerance, relative above 1', () => {
    const s = subject();
    s.check('y', [1 + 9e-6, -2, 1000.009]);
    expect(s.finish()).toEqual([]);
  });

  it('names the tensor and the worst value that differs', () => {
    const s = subject();
    s.check('y', [1 + 2e-5, -2, 1000.1]);
    expect(s.finish()).toEqual(['y: 2 of 3 values differ, worst at [2]: 1000.1 instead of 1000']);
  });

  it('does not let NaN or a missing value pass', () => {
    const s = subject();
    s.check('y', [Number.NaN, -2, 1000]);
    s.check('y', [1, -2]);
    expect(s.finish()).toEqual([
      'y: 1 of 3 values differ, worst at [0]: NaN instead of 1',
      'y: 2 values instead of 3',
    ]);
  });

  it('complains about tensors and settings that no check looked at', () => {
    expect(subject({ momentum: 0.9 }).finish()).toEqual([
      'settings not looked at: momentum',
      'tensors not looked at: y',
    ]);
  });
});

describe('the table of golden checks', () => {
  it('has no check for an op that nobody knows', () => {
    expect(() => checkOf('optim_unheard_of')).toThrow('no check knows the op "optim_unheard_of"');
    expect(skipReason('optim_unheard_of')).toBeUndefined();
  });

  it('skips only what is out of scope', () => {
    expect(skipReason('optim.adamax')).toContain('not part of Unroll');
    for (const op of ['optim.adam_wd', 'lstm', 'trajectory.lm', 'trajectory.tagger', 'crf']) {
      expect(skipReason(op)).toBeUndefined();
    }
  });
});
