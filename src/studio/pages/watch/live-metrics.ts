/** A run's curves, first as the server has them, then with each event that comes. */
import type { StudioEvent } from '../../../protocol/events.ts';
import type { Curve, Metrics } from '../../../protocol/runs.ts';

/** So many entries are added by events before the whole is asked for again, in fewer points. */
export const MOST_ADDED = 2000;

const noCurve: Curve = { step: [], mean: [], min: [], max: [] };

export const noMetrics: Metrics = {
  logged: 0,
  lastStep: 0,
  loss: noCurve,
  gradNorm: noCurve,
  learningRate: noCurve,
  tokensPerSecond: noCurve,
  validation: { step: [], loss: [], best: [], metrics: {} },
  checkpoints: [],
};

/** The metrics with what an event says; the same object where it says nothing about them. */
export function withEvent(metrics: Metrics, event: StudioEvent): Metrics {
  switch (event.type) {
    case 'step': {
      if (event.step <= metrics.lastStep) return metrics;
      const add = (curve: Curve, value: number): Curve => ({
        step: [...curve.step, event.step],
        mean: [...curve.mean, value],
        min: [...curve.min, value],
        max: [...curve.max, value],
      });
      return {
        ...metrics,
        logged: metrics.logged + 1,
        lastStep: event.step,
        loss: add(metrics.loss, event.loss),
        gradNorm: add(metrics.gradNorm, event.gradNorm),
        learningRate: add(metrics.learningRate, event.learningRate),
        tokensPerSecond: add(metrics.tokensPerSecond, event.tokensPerSecond),
      };
    }
    case 'validation': {
      const { validation } = metrics;
      if (validation.step.some((step) => step >= event.step)) return metrics;
      const names = new Set([...Object.keys(validation.metrics), ...Object.keys(event.metrics)]);
      const figures = [...names].map((name) => {
        const before = validation.metrics[name] ?? validation.step.map(() => null);
        return [name, [...before, event.metrics[name] ?? null]] satisfies [string, unknown];
      });
      return {
        ...metrics,
        validation: {
          step: [...validation.step, event.step],
          loss: [...validation.loss, event.loss],
          best: [...validation.best, event.best],
          metrics: Object.fromEntries(figures),
        },
      };
    }
    case 'checkpoint': {
      if (metrics.checkpoints.includes(event.step)) return metrics;
      return { ...metrics, checkpoints: [...metrics.checkpoints, event.step] };
    }
    default:
      return metrics;
  }
}
