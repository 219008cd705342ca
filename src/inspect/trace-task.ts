/**
 * What the network of a task does with one example: every layer and direction of its stacks at each step.
 * A network that writes a sequence reads the right one, as in training, or its own where none is given.
 */
import type { TaskName } from '../files/task-names.ts';
import { WatchedTape } from '../nn/recurrent/watch.ts';
import type { TrainedTask } from '../tasks/load.ts';
import { UnrollError } from '../util/errors.ts';
import { checkWanted, type LayerValues, pickValues, type Wanted } from './layer-values.ts';

/** Where records hold what is written, and predictions what was. */
const WRITTEN: { readonly [Name in TaskName]?: { records: string; predictions: string } } = {
  translate: { records: 'targets', predictions: 'translation' },
  caption: { records: 'captions', predictions: 'caption' },
};

/**
 * The walks in their order: of a translator those of the encoder, then those of the decoder. Errors as of
 * `predict`; 'unsupported' for a network without recurrent layers.
 */
export function traceTask(task: TrainedTask, input: unknown, wanted: Wanted = {}): LayerValues[] {
  const { model, record } = task.inside;
  const { network } = model;
  const written = WRITTEN[task.task];
  const given: Record<string, unknown> = { ...record(input) };
  if (written !== undefined && given[written.records] === undefined) {
    given[written.records] = [task.predict([input])[0][written.predictions]];
  }
  const batch = model.batch([model.encode(given, { labelled: written !== undefined })]);
  const layers: LayerValues[] = [];
  const tape = new WatchedTape(
    network.parameters.backend,
    {
      walked(place, view) {
        checkWanted({ units: wanted.units }, { layers: 1, hidden: place.H });
        const picked = pickValues(place, view, wanted);
        if (picked !== undefined) layers.push(picked);
      },
    },
    { recording: false },
  );
  try {
    network.forward(tape, batch);
  } finally {
    tape.close();
  }
  if (layers.length === 0) {
    throw new UnrollError(
      'unsupported',
      'nothing was walked: this network has no recurrent layer, or none of those asked for',
    );
  }
  return layers;
}
