/** A classifier or regression with what makes figures and predictions of its answers. */
import type { LabelTable, Standardiser } from '../../data/index.ts';
import type { Network } from '../../models/network.ts';
import type { Trainable, WholeBatch } from '../../models/trainable.ts';
import type { Tape } from '../../tensor/tape.ts';
import { type Tensor, valuesOf } from '../../tensor/tensor.ts';
import { UnrollError } from '../../util/errors.ts';
import { exp, logSumExp } from '../../util/maths.ts';
import { inBatches, likeBatches } from '../in-batches.ts';
import { largest } from '../largest.ts';
import { wholeLoss } from '../losses.ts';
import type { QuestionInput } from '../question.ts';
import { closingWith, Reader } from '../reader.ts';
import type { TaskModel } from '../task.ts';
import { classQuestion } from './question.ts';
import { type ClassifyRecord, numberOf } from './records.ts';
import { classReport, numberReport } from './reports.ts';

/** What a network reads of a record, for one kind of input. */
export interface Input<X, B extends WholeBatch> {
  encode(record: ClassifyRecord): X;
  /** Steps. */
  length(example: X): number;
  batch(examples: readonly X[]): B;
  /** (B, outputs) logits or numbers; and (B, T), how much each step counts. */
  forward(tape: Tape, batch: B): { outputs: Tensor; attention?: Tensor };
  /** The names of what is read. */
  positions(example: X): QuestionInput;
}

/** With a class, or a number as it is learned; NaN where it is to be predicted. */
type Answered<X> = X & { target: number };

export type ClassifyModel<X = object, B extends WholeBatch = WholeBatch> = TaskModel<
  ClassifyRecord,
  Answered<X>,
  B & { targets: ArrayLike<number> }
>;

/** Classes have labels, numbers a scale. */
export interface Answers {
  labels?: LabelTable;
  answers?: Standardiser;
}

export function classifyModel<X extends object, B extends WholeBatch>(
  network: Network & Trainable<B & { targets: ArrayLike<number> }>,
  input: Input<X, B>,
  { labels, answers }: Answers,
): ClassifyModel<X, B> {
  const reader = new Reader(network);

  function unscaled(y: number): number {
    const value = Float64Array.of(y);
    answers?.invert(value);
    return value[0];
  }

  function target(record: ClassifyRecord): number {
    if (answers === undefined) return labels?.id(record.label ?? '', record.place) ?? 0;
    const value = Float64Array.of(numberOf(record));
    answers.apply(value);
    return value[0];
  }

  /** By example, logits of all classes or numbers. */
  function outputs(batch: B): { rows: Float64Array[]; attention?: Float64Array } {
    return reader.run((tape) => {
      const { outputs: tensor, attention } = input.forward(tape, batch);
      const values = Float64Array.from(valuesOf(tensor));
      const size = values.length / batch.B;
      const rows = Array.from({ length: batch.B }, (_, b) => {
        const row = values.subarray(b * size, (b + 1) * size);
        // One logit of two classes is that of the second, beside 0.
        return labels !== undefined && size === 1 ? Float64Array.of(0, row[0]) : row;
      });
      return { rows, attention: attention && Float64Array.from(valuesOf(attention)) };
    });
  }

  const model: ClassifyModel<X, B> = {
    network: closingWith(network, [reader]),
    classes: labels?.labels,
    encode: (record, { labelled }) => ({
      ...input.encode(record),
      target: labelled ? target(record) : Number.NaN,
    }),
    lengths: (example) => [input.length(example)],
    tokens: (example) => input.length(example),
    batch: (examples) => ({
      ...input.batch(examples),
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
    question(example, options = {}) {
      const batch = model.batch([example]);
      const asked = {
        outputs: (tape: Tape) => input.forward(tape, batch).outputs,
        input: input.positions(example),
        predicted: () => String(model.predict([example])[0].label),
      };
      return classQuestion({ ...asked, labels, answers }, options);
    },
    losses(example) {
      const known = !Number.isNaN(example.target);
      if (!known && labels === undefined) {
        throw new UnrollError(
          'data',
          'the loss of a number needs the right one: give the record as JSON with its label, or --file with such records',
        );
      }
      const own = () => labels?.id(String(model.predict([example])[0].label)) ?? 0;
      const batch = model.batch([known ? example : { ...example, target: own() }]);
      return wholeLoss(network, batch);
    },
    predict(examples) {
      const predictions = new Array<Record<string, unknown>>(examples.length);
      for (const indices of likeBatches(model, examples)) {
        const batch = model.batch(indices.map((index) => examples[index]));
        const { rows, attention } = outputs(batch);
        indices.forEach((index, b) => {
          const T = attention === undefined ? 0 : attention.length / batch.B;
          const steps = input.length(examples[index]);
          const weights = attention && {
            attention: Array.from(attention.subarray(b * T, b * T + steps)),
          };
          predictions[index] =
            labels === undefined
              ? { value: unscaled(rows[b][0]), ...weights }
              : { ...classAnswer(rows[b], labels.labels), ...weights };
        });
      }
      return predictions;
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
