/** What a class or a number of one record depends on, as something to be differentiated. */
import type { LabelTable, Standardiser } from '../../data/index.ts';
import { concatColumns } from '../../tensor/ops/concat.ts';
import type { Tape } from '../../tensor/tape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import {
  affine,
  entry,
  logProbability,
  type Question,
  type QuestionInput,
  type QuestionOptions,
  refuse,
} from '../question.ts';

export interface Asked {
  /** (1, outputs) */
  outputs: (tape: Tape) => Tensor;
  input: QuestionInput;
  labels?: LabelTable;
  answers?: Standardiser;
  /** The label that the network gives. */
  predicted: () => string;
}

export function classQuestion(
  { outputs, input, labels, answers, predicted }: Asked,
  options: QuestionOptions,
): Question {
  if (labels === undefined) {
    refuse('regress', options, ['at', 'target', 'answer']);
    const { mean, sd } = answers ?? { mean: [0], sd: [1] };
    const score = (tape: Tape) => affine(tape, entry(tape, outputs(tape), 0), sd[0], mean[0]);
    return { asks: 'the value', score, inputs: [input] };
  }
  refuse('classify', options, ['at', 'target']);
  const label = options.answer ?? predicted();
  const id = labels.id(label);
  return {
    asks: `ln P(${label})`,
    score(tape) {
      const made = outputs(tape);
      // One logit of two classes is that of the second, beside 0.
      const logits =
        made.data.length === 1 && labels.size === 2
          ? concatColumns(tape, tape.constant([0], [1, 1]), made)
          : made;
      return logProbability(tape, logits, 0, id);
    },
    inputs: [input],
  };
}
