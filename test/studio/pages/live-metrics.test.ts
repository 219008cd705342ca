import { describe, expect, it } from 'vitest';
import type { RunStepEvent } from '../../../src/protocol/events.ts';
import { noMetrics, withEvent } from '../../../src/studio/pages/watch/live-metrics.ts';
import { nearest } from '../../../src/studio/pages/watch/nearest.ts';

const step = (at: number, loss: number): RunStepEvent => ({
  type: 'step',
  run: 'a',
  step: at,
  loss,
  gradNorm: 0.5,
  learningRate: 0.01,
  epoch: 0.1,
  tokensPerSecond: 1000,
  elapsedSeconds: 1,
  leftSeconds: null,
});

describe('curves of a training that goes on', () => {
  it('grow by each step, and by none twice', () => {
    let metrics = withEvent(noMetrics, step(10, 3));
    metrics = withEvent(metrics, step(20, 2));
    const again = withEvent(metrics, step(20, 1));
    expect(again).toBe(metrics);
    expect(metrics).toMatchObject({ logged: 2, lastStep: 20 });
    expect(metrics.loss).toEqual({ step: [10, 20], mean: [3, 2], min: [3, 2], max: [3, 2] });
    expect(noMetrics.loss.step).toEqual([]);
  });

  it('keep validations in step when a figure comes later than others', () => {
    const validation = (at: number, figures: Record<string, number>) =>
      ({ type: 'validation', run: 'a', step: at, loss: 1, best: true, metrics: figures }) as const;
    let metrics = withEvent(noMetrics, validation(10, { f1: 0.5 }));
    metrics = withEvent(metrics, validation(20, { f1: 0.6, bleu: 7 }));
    expect(metrics.validation.metrics).toEqual({ f1: [0.5, 0.6], bleu: [null, 7] });
    expect(withEvent(metrics, validation(20, {}))).toBe(metrics);
  });

  it('note checkpoints once and nothing of other events', () => {
    const saved = { type: 'checkpoint', run: 'a', step: 5 } as const;
    const metrics = withEvent(noMetrics, saved);
    expect(metrics.checkpoints).toEqual([5]);
    expect(withEvent(metrics, saved)).toBe(metrics);
    expect(withEvent(metrics, { type: 'reset' })).toBe(metrics);
  });
});

describe('the time line', () => {
  const samples = [0, 100, 200].map((at) => ({ step: at }));

  it('shows the last sample at or before a step, else the first', () => {
    expect([0, 99, 100, 150, 999].map((at) => nearest(samples, at))).toEqual([0, 0, 1, 1, 2]);
    expect(nearest(samples.slice(1), 3)).toBe(0);
  });
});
