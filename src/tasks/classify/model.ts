/** A classifier or regression with what makes examples of records and figures of answers. */
import {
  type LabelTable,
  placeOf,
  type Standardiser,
  type TextCodec,
  wrongAt,
} from '../../data/index.ts';
import type { Classifier, ClassifierTraining } from '../../models/classifier.ts';
import { NOTHING } from '../../models/token-stack.ts';
import { valuesOf } from '../../tensor/tensor.ts';
import { exp, logSumExp } from '../../util/maths.ts';
import { inBatches, likeBatches } from '../in-batches.ts';
import { Reader } from '../reader.ts';
import { batchOfSequences, type InputSequence } from '../sequences.ts';
import type { TaskModel } from '../task.ts';
import { type ClassifyRecord, numberOf } from './records.ts';
import { classReport, numberReport } from './reports.ts';

export interface ClassifyExample extends InputSequence {
  /** A class, or a number as it is learned; NaN where it is to be predicted. */
  target: number;
}

export type ClassifyModel = TaskModel<ClassifyRecord, ClassifyExample, ClassifierTraining>;

/** Texts have a codec, vectors a scale; classes have labels, numbers a scale. */
interface Parts {
  codec?: TextCodec;
  frames?: Standardiser;
  labels?: LabelTable;
  answers?: Standardiser;
}

export function classifyModel(
  network: Classifier,
  { codec, frames, labels, answers }: Parts,
): ClassifyModel {
  const reader = new Reader(network);

  function unscaled(y: number): number {
    const value = Float64Array.of(y);
    answers?.invert(value);
    return value[0];
  }

  function sequence({
    text = '',
    frames: numbers = [],
    width,
    place,
  }: ClassifyRecord): InputSequence {
    if (frames === undefined) {
      const ids = codec?.encode(text, { name: placeOf(place) }) ?? new Int32Array();
      return ids.length > 0 ? { T: ids.length, ids } : { T: 1, ids: Int32Array.of(NOTHING) };
    }
    if (width !== frames.width) {
      throw wrongAt(
        place,
        `expected vectors of ${frames.width} numbers as in training but found ${width}`,
      );
    }
    const vectors = Float32Array.from(numbers);
    frames.apply(vectors);
    return { T: vectors.length / width, vectors };
  }

  function target(record: ClassifyRecord): number {
    if (answers === undefined) return labels?.id(record.label ?? '', record.place) ?? 0;
    const value = Float64Array.of(numberOf(record));
    answers.apply(value);
    return value[0];
  }

  /** Rows of (outputs) logits or numbers. */
  function outputs(batch: ClassifierTraining): { rows: Float64Array[]; attention?: Float64Array } {
    return reader.run((tape) => {
      const { outputs: tensor, attention } = network.forward(tape, batch);
      const values = Float64Array.from(valuesOf(tensor));
      const size = network.config.outputs;
      const rows = Array.from({ length: batch.B }, (_, b) =>
        values.subarray(b * size, (b + 1) * size),
      );
      return { rows, attention: attention && Float64Array.from(valuesOf(attention)) };
    });
  }

  const model: ClassifyModel = {
    network: {
      parameters: network.parameters,
      config: network.config,
      part: (batch, from, to) => network.part(batch, from, to),
      weight: (batch) => network.weight(batch),
      loss: (tape, batch, options) => network.loss(tape, batch, options),
      close() {
        reader.close();
        network.close();
      },
    },
    encode: (record, { labelled }) => ({
      ...sequence(record),
      target: labelled ? target(record) : Number.NaN,
    }),
    lengths: ({ T }) => [T],
    tokens: ({ T }) => T,
    batch: (examples) => ({
      ...batchOfSequences(examples),
      targets: examples.map((example) => example.target),
    }),
    async evaluate(examples, { signal } = {}) {
      const predicted = new Array<number>(examples.length).fill(0);
      const losses = new Float64Array(examples.length);
      await inBatches(
        model,
        examples,
        (batch, indices) => {
          const { rows } = outputs(batch);
          indices.forEach((index, b) => {
            const { target: wanted } = examples[index];
            if (labels === undefined) {
              predicted[index] = unscaled(rows[b][0]);
              losses[index] = (rows[b][0] - wanted) ** 2;
            } else {
              predicted[index] = largest(rows[b]);
              losses[index] = logSumExp(rows[b]) - rows[b][wanted];
            }
          });
        },
        { signal },
      );
      const loss = losses.reduce((a, b) => a + b, 0) / examples.length;
      const truth = examples.map((example) => example.target);
      return labels === undefined
        ? numberReport(truth.map(unscaled), predicted, loss)
        : classReport({ labels: labels.labels, truth, predicted, loss });
    },
    predict(examples) {
      const answers = new Array<Record<string, unknown>>(examples.length);
      for (const indices of likeBatches(model, examples)) {
        const batch = model.batch(indices.map((index) => examples[index]));
        const { rows, attention } = outputs(batch);
        indices.forEach((index, b) => {
          const weights = attention && {
            attention: Array.from(attention.subarray(b * batch.T, b * batch.T + examples[index].T)),
          };
          answers[index] =
            labels === undefined
              ? { value: unscaled(rows[b][0]), ...weights }
              : { ...classAnswer(rows[b], labels.labels), ...weights };
        });
      }
      return answers;
    },
  };
  return model;
}

function classAnswer(logits: Float64Array, labels: readonly string[]) {
  const total = logSumExp(logits);
  const probabilities = Array.from(logits, (x) => exp(x - total));
  const best = largest(logits);
  return {
    label: labels[best],
    probability: probabilities[best],
    probabilities: Object.fromEntries(labels.map((label, k) => [label, probabilities[k]])),
  };
}

/** The first index of the largest value. */
function largest(values: Float64Array): number {
  let best = 0;
  for (let k = 1; k < values.length; k++) if (values[k] > values[best]) best = k;
  return best;
}
