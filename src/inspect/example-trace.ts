/**
 * What the network of a task does with one example: what it reads at each step, and every layer and
 * direction of its stacks. A network that writes a sequence reads the right one, as in training, or its
 * own where none is given.
 */
import type { Floats } from '../backend/backend.ts';
import type { TaskName } from '../files/task-names.ts';
import { type InputPlace, ProbedTape } from '../models/input-probe.ts';
import type { WholeBatch } from '../models/trainable.ts';
import type { TrainedTask } from '../tasks/load.ts';
import type { Prediction } from '../tasks/task.ts';
import { valuesOf } from '../tensor/tensor.ts';
import { checkWanted, type LayerValues, pickValues, type Wanted } from './layer-values.ts';

/** Where records hold what is written, and predictions what was. */
const WRITTEN: { readonly [Name in TaskName]?: { records: string; predictions: string } } = {
  translate: { records: 'targets', predictions: 'translation' },
  caption: { records: 'captions', predictions: 'caption' },
};

/** What was read, (steps, columns) row-major; of letters their features. */
export interface ReadValues extends Pick<InputPlace, 'kind' | 'of'> {
  columns: number;
  values: Floats;
}

export interface ExampleTrace {
  /** In their order: of a translator the walks of the encoder, then those of the decoder. */
  layers: LayerValues[];
  /** In the order in which they were read. */
  inputs: ReadValues[];
  /** Of this one example. */
  batch: WholeBatch;
}

/**
 * Of a record as the task reads it; `prediction`: its own answer, where that is known already. Errors as of `predict`,
 * and 'usage' for a unit that there is not.
 */
export function traceExample(
  task: TrainedTask,
  record: object,
  { wanted = {}, prediction }: { wanted?: Wanted; prediction?: Prediction } = {},
): ExampleTrace {
  const { model } = task.inside;
  const { network } = model;
  const written = WRITTEN[task.task];
  const given: Record<string, unknown> = { ...record };
  if (written !== undefined) {
    const { records, predictions } = written;
    const [target] = (given[records] as unknown[] | undefined) ?? [
      (prediction ?? answerOf(task, record))[predictions],
    ];
    given[records] = [target];
  }
  const batch = model.batch([model.encode(given, { labelled: written !== undefined })]);
  const layers: LayerValues[] = [];
  const tape = new ProbedTape(network.parameters.backend, {
    recording: false,
    watcher: {
      walked(place, view) {
        checkWanted({ units: wanted.units }, { layers: 1, hidden: place.H });
        const picked = pickValues(place, view, wanted);
        if (picked !== undefined) layers.push(picked);
      },
    },
  });
  try {
    network.forward(tape, batch);
    const inputs = tape.inputs.map(({ kind, of, tensor }) => ({
      kind,
      of,
      columns: tensor.shape[tensor.shape.length - 1],
      values: valuesOf(tensor).slice(),
    }));
    return { layers, inputs, batch };
  } finally {
    tape.close();
  }
}

/** What the task itself answers to a record. */
export function answerOf({ inside: { model } }: TrainedTask, record: object): Prediction {
  return model.predict([model.encode(record, { labelled: false })])[0];
}
