/**
 * How far gradients reach back in a trained network of any task with recurrent layers: ‖∂L_t/∂s_(t−k)‖ by
 * lag k for each state s. L_t is the loss of step t alone where every step has an answer, else the one loss of
 * the sequence, and t its end. Lags count against the walk: forwards t − k, backwards t + k; before the first
 * step of what is written they go on through the source, from where its encoder's walk ends.
 */
import type { TaskName } from '../files/task-names.ts';
import type { Cell, CellStep } from '../nn/cells/cell.ts';
import { type LayerPlace, WatchedTape } from '../nn/recurrent/watch.ts';
import type { TrainedTask } from '../tasks/load.ts';
import type { ExampleLosses } from '../tasks/losses.ts';
import { gradientOf } from '../tensor/tensor.ts';
import { expected } from '../util/errors.ts';
import {
  checkCounts,
  type GradientReach,
  type GradientReachOptions,
  type LayerReach,
} from './gradient-reach.ts';
import { layerName } from './layer-values.ts';
import { PARTS, partOf } from './network-parts.ts';
import { recurrentBlocks, spread, stateReach } from './reach-summary.ts';
import { rowNorms } from './reach-windows.ts';
import { noSteps } from './trace-task.ts';
import { clippingOfLosses } from './weight-gradients.ts';

/** Where records hold the answer; a series has its own. */
const ANSWERS: { readonly [Name in TaskName]?: string } = {
  classify: 'label',
  regress: 'label',
  tag: 'tags',
  translate: 'targets',
  caption: 'captions',
  transcribe: 'text',
};

const whole = 'k steps before the end of its layer’s walk';

/** Which loss is followed, and from where. */
const MEANINGS: { readonly [Name in TaskName]?: string } = {
  classify: `L is the loss of the label, h(T−k) the state ${whole}`,
  regress: `L is the squared error of the number, h(T−k) the state ${whole}`,
  tag: 'L_t is the loss of the tag at step t; backwards the lag counts the steps after t',
  translate:
    'L_t is the loss of symbol t of the translation; lags from t on are of the encoder, counted from where its walk ends',
  caption: 'L_t is the loss of symbol t of the caption',
  transcribe: `L is the loss of the whole text by CTC, h(T−k) the state ${whole}`,
  forecast: 'L is the loss of what comes after a window, h(T−k) the state k steps before its end',
};

/**
 * Of inputs as for `predict`; what has no answer is followed from the network's own. Many losses are thinned
 * out to `windows`, evenly. Errors: those of `predict`, 'usage' for options that cannot be or no input,
 * 'data' for a number without answer, 'unsupported' for a network without recurrent layers.
 */
export function taskGradientReach(
  task: TrainedTask,
  inputs: readonly unknown[],
  options: GradientReachOptions = {},
): GradientReach {
  return recordsGradientReach(
    task,
    inputs.map((input) => task.inside.record(input)),
    options,
  );
}

/** The same of records as the task reads them from files. */
export function recordsGradientReach(
  task: TrainedTask,
  records: readonly object[],
  { lags: most = 50, windows = 64, name, ...clipping }: GradientReachOptions = {},
): GradientReach {
  checkCounts({ lags: most, windows });
  if (records.length === 0) throw expected('records', 'at least one', 'none');
  const { model } = task.inside;
  const { parameters } = model.network;
  const { cell, hidden } = task.model as { cell: string; hidden: number };
  const { examples, rows } = followed(task, records, windows);
  const frozen = parameters.frozen;
  parameters.freeze([]);
  try {
    const walks = rows.map(({ losses, step }) => walkBack(task, losses, step));
    if (walks[0].layers.length === 0) throw noSteps(task);
    const longest = Math.max(...walks.flatMap(({ layers }) => layers.map(lengthOf)));
    const lags = Math.min(most, longest - 1);
    const several = examples.length > 1;
    return {
      kind: 'gradient-reach',
      name: name ?? cell,
      cell,
      hidden,
      lags,
      steps: walks.map(({ t }) => t),
      rows: walks.map(({ t }, r) => (several ? `${rows[r].number}: t = ${t}` : `t = ${t}`)),
      meaning: MEANINGS[task.task],
      layers: walks[0].layers.map((layer, n) => ({
        layer: layer.place.layer,
        ...(walks[0].layers.length > 1 ? { name: layerName(layer.place) } : {}),
        states: layer.cell.states.map((state) =>
          stateReach(
            state,
            walks.map(({ layers }) => layers[n].norms[state].slice(0, lags + 1)),
            lags,
          ),
        ),
        recurrent: recurrentOf(task, layer),
      })),
      clipping: clippingOfLosses(
        parameters,
        examples.map(
          ({ losses }) =>
            (tape) =>
              model.network.loss(tape, losses.batch),
        ),
        clipping,
      ),
    };
  } finally {
    parameters.freeze(frozen);
    parameters.zeroGradients();
  }
}

/** Which examples, each with its number among all, and which of their losses: at most so many of each. */
function followed(task: TrainedTask, records: readonly object[], windows: number) {
  const { model } = task.inside;
  const all = records.flatMap((record) => examplesOf(task, record));
  const examples = spread(0, all.length - 1, windows).map((n) => ({
    number: n + 1,
    losses: model.losses(all[n]),
  }));
  const each = examples.flatMap(({ losses, number }) =>
    (losses.steps ?? [undefined]).map((step) => ({ losses, number, step })),
  );
  return { examples, rows: spread(0, each.length - 1, windows).map((n) => each[n]) };
}

/** What training makes of a record; several windows of a series. */
function examplesOf({ task, inside: { model } }: TrainedTask, record: object) {
  const answer = ANSWERS[task];
  const labelled =
    answer !== undefined && (record as Readonly<Record<string, unknown>>)[answer] !== undefined;
  const example = model.encode(record, { labelled });
  return model.spread?.(example) ?? [example];
}

interface LayerWalk {
  place: LayerPlace;
  cell: Cell;
  /** By state, by lag. */
  norms: Record<string, number[]>;
}

/** One loss by every state before it. */
function walkBack(
  { inside: { model } }: TrainedTask,
  { loss }: ExampleLosses,
  step: number | undefined,
): { t: number; layers: LayerWalk[] } {
  const found: { place: LayerPlace; cell: Cell; steps: readonly CellStep[] }[] = [];
  let cell: Cell | undefined;
  const tape = new WatchedTape(model.network.parameters.backend, {
    cell(_, own) {
      cell = own;
      return own;
    },
    stepped(place, steps) {
      if (cell !== undefined && partOf(place) !== undefined) found.push({ place, cell, steps });
    },
  });
  try {
    tape.backward(loss(tape, step));
    const layers = found.map(({ place, cell: own, steps }) => ({
      place,
      cell: own,
      norms: Object.fromEntries(
        own.states.map((state) => {
          const by = steps.map((one) => rowNorms(gradientOf(one.state[state]), 1)[0]);
          return [state, byLag(by, place, step)];
        }),
      ),
    }));
    return { t: step ?? Math.max(0, ...layers.map(({ place: { T } }) => T)), layers };
  } finally {
    tape.close();
  }
}

/** Norms by time → by lag. */
function byLag(
  norms: readonly number[],
  { stack, reverse, T }: LayerPlace,
  step: number | undefined,
): number[] {
  const walked = reverse ? [...norms] : [...norms].reverse();
  if (step === undefined) return walked;
  if (stack === PARTS.encoder.stack)
    return [...new Array<number>(step).fill(Number.NaN), ...walked];
  return walked.slice(reverse ? step - 1 : T - step);
}

function lengthOf({ norms }: LayerWalk): number {
  return norms.h.length;
}

function recurrentOf(task: TrainedTask, { place, cell }: LayerWalk): LayerReach['recurrent'] {
  const { stack, layer, reverse, H } = place;
  const name = `${stack}weight_hh_${layerName({ stack: PARTS.network.stack, layer, reverse })}`;
  return recurrentBlocks(task.inside.model.network.parameters, { name, H, cell });
}
