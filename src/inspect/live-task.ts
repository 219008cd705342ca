/**
 * The numbers of one step of a task other than a language model, box by box as `networkPlan` names them,
 * each with the formula that made it. The recurrent layers' states are those of the engine's own trace of
 * the whole input; each step is computed from them in plain doubles, and so is what follows the layers.
 */

import type { TrainedTask } from '../tasks/load.ts';
import type { Prediction } from '../tasks/task.ts';
import { expected } from '../util/errors.ts';
import { type LiveVector, summary } from './live-vector.ts';
import { namedTrace } from './named-trace.ts';
import type { Part } from './network-parts.ts';
import { networkPlan, type PlanBox, type PlanSettings } from './network-plan.ts';
import { PlainWeights } from './plain-weights.ts';
import { TaskBoxes } from './task-boxes.ts';
import { type TracedPart, tracedParts } from './traced-parts.ts';

/** Shares of one that belong to a box. */
export interface LiveShares {
  box: string;
  /** `answers`: classes, tags or symbols, the most probable first. `looked`: steps of `part`, in their order. */
  kind: 'answers' | 'looked';
  part?: Part;
  rows: { label: string; share: number }[];
}

export interface LiveTaskStep {
  /** What is read step by step: all steps of the first part, then those of the second. None of a table's row. */
  parts: { part: Part; symbols: string[] }[];
  /** Which of all steps has just been read, from 0. */
  at: number;
  /** Those that have numbers at this step, or once for all steps. */
  boxes: { id: string; vectors: LiveVector[] }[];
  shares: LiveShares[];
  /** What the task answers to the input, for people. */
  answer: string;
}

export interface LiveTaskOptions {
  /** Units of each vector that are given, from the first; default 8. */
  units?: number;
  /** How many answers of an output; default 12. */
  top?: number;
}

export interface LiveTask {
  /**
   * The step `at` of a record as `task.inside.record` makes it. Errors: those of `predict`, 'usage' for a
   * place that the input does not have.
   */
  at(record: object, at: number, options?: LiveTaskOptions): LiveTaskStep;
}

/** The last record is kept with its trace, so that going through its steps reads it once. */
export function liveTask(task: TrainedTask): LiveTask {
  const { model } = task.inside;
  const { parameters } = model.network;
  const settings = { ...task.data, ...task.model } as PlanSettings;
  const weights = new PlainWeights(parameters);
  const { boxes } = networkPlan({ task: task.task, settings, parameters: parameters.entries() });
  let kept: { key: string; open: OpenExample } | undefined;

  function open(record: object): OpenExample {
    const { prediction, trace, symbols } = namedTrace(task, record);
    const example = tracedParts(task, { trace, settings, weights, symbols });
    const source = { task: task.task, settings, weights, boxes, example };
    return { prediction, parts: example.parts, numbers: new TaskBoxes(source) };
  }

  return {
    at(record, at, { units = 8, top = 12 } = {}) {
      const key = JSON.stringify(record);
      if (kept?.key !== key) kept = { key, open: open(record) };
      const { prediction, parts, numbers } = kept.open;
      const { part, step } = placeOf(parts, at);
      const shares: LiveShares[] = [];
      const made = boxes.flatMap((box) => {
        if (box.when === 'each' && box.part !== part) return [];
        const found = numbers.numbers(box, step);
        if (found === undefined) return [];
        const { vectors, looked, probabilities } = found;
        if (looked) shares.push(lookedAt(box, looked));
        if (probabilities && model.classes) {
          shares.push(likeliest(box, { probabilities, names: model.classes, top }));
        }
        return [{ id: box.id, vectors: vectors.map((vector) => summary(vector, units)) }];
      });
      if (boxes.some(({ kind }) => kind === 'crf')) {
        shares.push(marginals(prediction, step, top));
      }
      return {
        parts: parts.map(({ part: name, symbols }) => ({ part: name, symbols: [...symbols] })),
        at,
        boxes: made,
        shares,
        answer: task.describe(prediction),
      };
    },
  };
}

interface OpenExample {
  prediction: Prediction;
  parts: TracedPart[];
  numbers: TaskBoxes;
}

/** Error 'usage' for a place beyond all steps. */
function placeOf(parts: readonly TracedPart[], at: number): { part: Part; step: number } {
  const steps = parts.reduce((sum, { symbols }) => sum + symbols.length, 0);
  const last = Math.max(steps, 1);
  if (!Number.isInteger(at) || at < 0 || at >= last) {
    throw expected('the step of the input', `a whole number below ${last}`, at);
  }
  let step = at;
  for (const { part, symbols } of parts) {
    if (step < symbols.length) return { part, step };
    step -= symbols.length;
  }
  return { part: parts[0].part, step: 0 };
}

function lookedAt(
  { id }: PlanBox,
  { of, weights }: { of: TracedPart; weights: readonly number[] },
): LiveShares {
  const rows = weights.map((share, s) => ({ label: of.symbols[s], share }));
  return { box: id, kind: 'looked', part: of.part, rows };
}

function likeliest(
  { id }: PlanBox,
  {
    probabilities,
    names,
    top,
  }: { probabilities: readonly number[]; names: readonly string[]; top: number },
): LiveShares {
  const rows = probabilities.map((share, k) => ({ label: names[k], share }));
  return { box: id, kind: 'answers', rows: sorted(rows).slice(0, top) };
}

/** With a CRF: P of each tag at the step over all sequences of tags, as the task answers. */
function marginals({ probabilities }: Prediction, step: number, top: number): LiveShares {
  const at = (probabilities as Record<string, number>[])[step];
  const rows = Object.entries(at).map(([label, share]) => ({ label, share }));
  return { box: 'crf', kind: 'answers', rows: sorted(rows).slice(0, top) };
}

function sorted(rows: LiveShares['rows']): LiveShares['rows'] {
  return rows.sort((a, b) => b.share - a.share);
}
