/**
 * What the network of a task does with one record: what it reads at each step, and every layer and direction
 * of its stacks. A network that writes a sequence reads the right one, as in training, or its own where none
 * is given.
 */
import type { Floats } from '../backend/backend.ts';
import type { TaskName } from '../files/task-names.ts';
import { type InputPlace, ProbedTape } from '../models/input-probe.ts';
import type { Cell } from '../nn/cells/cell.ts';
import type { TrainedTask } from '../tasks/load.ts';
import type { Question } from '../tasks/question.ts';
import { valuesOf } from '../tensor/tensor.ts';
import {
  checkWanted,
  isWanted,
  type LayerValues,
  layerName,
  pickValues,
  type Wanted,
} from './layer-values.ts';
import { type Part, partOf } from './network-parts.ts';

/** Where records hold what is written. */
const WRITTEN: { readonly [Name in TaskName]?: 'targets' | 'captions' } = {
  translate: 'targets',
  caption: 'captions',
};

/** One layer and direction over all its steps. */
export interface TracedLayer extends LayerValues {
  part: Part;
  /** `l0`, `l0_reverse`, `encoder.l0`. */
  name: string;
  cell: Cell;
}

/** What was read, (steps, columns) row-major; of letters their features. */
export interface ReadValues extends Pick<InputPlace, 'kind' | 'of'> {
  columns: number;
  values: Floats;
}

export interface ExampleTrace {
  /** Those wanted, in their order: of a translator the walks of the encoder, then those of the decoder. */
  layers: TracedLayer[];
  /** Of all layers there are; without those over the letters of single words. */
  names: string[];
  /** In the order in which they were read. */
  inputs: ReadValues[];
  /** What the network was run for; it names what was read. */
  question: Question;
}

/** Of a record as the task reads it. Errors as of `predict`, and 'usage' for a unit that there is not. */
export function traceExample(task: TrainedTask, record: object, wanted: Wanted = {}): ExampleTrace {
  const question = questionOf(task, record);
  const layers: TracedLayer[] = [];
  const names: string[] = [];
  let cell: Cell | undefined;
  const tape = new ProbedTape(task.inside.model.network.parameters.backend, {
    recording: false,
    watcher: {
      cell(_, own) {
        cell = own;
        return own;
      },
      walked(place, view) {
        const part = partOf(place);
        if (part === undefined || cell === undefined) return;
        const name = layerName(place);
        names.push(name);
        if (!isWanted(place, wanted)) return;
        checkWanted({ units: wanted.units }, { layers: 1, hidden: place.H });
        layers.push({ ...pickValues(place, view, wanted), part, name, cell });
      },
    },
  });
  try {
    question.score(tape);
    const inputs = tape.inputs.map(({ kind, of, tensor }) => ({
      kind,
      of,
      columns: tensor.shape[tensor.shape.length - 1],
      values: valuesOf(tensor).slice(),
    }));
    return { layers, names, inputs, question };
  } finally {
    tape.close();
  }
}

/** What the task's answer to the record depends on; a record that has what is to be written is asked about that. */
function questionOf({ task, inside: { model } }: TrainedTask, record: object): Question {
  const field = WRITTEN[task];
  if (field === undefined) return model.question(model.encode(record, { labelled: false }));
  const { [field]: texts, prime, ...rest } = record as Readonly<Record<string, unknown>>;
  const answer = (texts as readonly string[] | undefined)?.[0];
  // A caption that is given has what it begins with.
  const given = answer === undefined ? { ...rest, prime } : rest;
  return model.question(model.encode(given, { labelled: false }), { answer });
}
