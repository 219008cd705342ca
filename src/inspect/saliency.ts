/**
 * What a network's answer depends on, position by position of what it reads, in two ways. Both say how
 * much the position raised (above 0) or lowered the number that was asked for:
 *
 *   gradient × input   Σ ∂score/∂x ⊙ x over the numbers x of the position: exact for a linear network, else
 *                      the linear part alone (Simonyan et al. 2014; Shrikumar et al. 2017)
 *   occlusion          score − score with the position replaced (Zeiler and Fergus 2014)
 */
import type { Backend, Floats } from '../backend/backend.ts';
import { type InputChange, type InputPlace, ProbedTape } from '../models/input-probe.ts';
import type { TrainedTask } from '../tasks/load.ts';
import type { Question, QuestionInput, QuestionOptions } from '../tasks/question.ts';
import type { Parameters } from '../tensor/parameters.ts';
import { gradientOf, item, valuesOf } from '../tensor/tensor.ts';
import { assert, expected, UnrollError } from '../util/errors.ts';
import { type AttentionPicture, attentionOf } from './attention-picture.ts';

/** `zero`: nothing; `mean`: the mean of the embedding's rows, of vectors that of training; `unk`: the unknown symbol. */
export type Replacement = 'zero' | 'mean' | 'unk';
export const replacements = ['zero', 'mean', 'unk'] as const satisfies readonly Replacement[];

export interface SaliencyOptions extends QuestionOptions {
  /** Of occlusion. Default: `unk` for symbols of a vocabulary that has one, else `zero`. */
  replace?: Replacement;
}

export interface Saliency {
  kind: 'saliency';
  /** What was asked for: `ln P(good)`. */
  asks: string;
  score: number;
  inputs: InputSaliency[];
  /** `translate`, of the network's own answer: where it looked while it wrote. */
  attention?: AttentionPicture;
}

/** Of a part of what the network reads. */
export interface InputSaliency {
  /** `text`, `source`, `written`, `row`, … */
  name: string;
  positions: readonly string[];
  gradientTimesInput: number[];
  occlusion: number[];
  /** What occlusion put in the place of each position. */
  replacedBy: Replacement;
  /** Of vectors: the names of their numbers, and gradient × input (positions, columns). */
  columns?: readonly string[];
  byColumn?: number[][];
}

/**
 * Of one answer of a task; the input is as for `predict`. Errors: those of `predict`, 'usage' for options that
 * the task has no use for, 'data' for an answer that cannot be.
 */
export function taskSaliency(
  task: TrainedTask,
  input: unknown,
  options: SaliencyOptions = {},
): Saliency {
  return recordSaliency(task, task.inside.record(input), options);
}

/** The same of a record as the task reads it from files. */
export function recordSaliency(
  task: TrainedTask,
  record: object,
  { replace, ...options }: SaliencyOptions = {},
): Saliency {
  const { model } = task.inside;
  const example = model.encode(record, { labelled: false });
  const saliency = saliencyOf(model.network.parameters, model.question(example, options), replace);
  const { attention } = task.model as { attention?: string };
  if (task.task !== 'translate' || attention === 'none' || options.answer !== undefined) {
    return saliency;
  }
  const [answer] = model.predict([example], { attention: true });
  return { ...saliency, attention: attentionOf(answer) };
}

/** The same for any question to a network with these parameters. */
export function saliencyOf(
  parameters: Parameters,
  question: Question,
  replace?: Replacement,
): Saliency {
  const { backend } = parameters;
  const frozen = parameters.frozen;
  // The inputs' gradients alone are wanted.
  parameters.freeze(parameters.names());
  try {
    const { score, found } = attributions(backend, question);
    const inputs = question.inputs.map((input, i): InputSaliency => {
      const replacedBy = replacementOf(input, replace);
      const occlusion = input.positions.map(
        (_, position) => score - occluded(backend, question, { input, position, replacedBy }),
      );
      const { name, positions } = input;
      return { name, positions, ...found[i], occlusion, replacedBy };
    });
    return { kind: 'saliency', asks: question.asks, score, inputs };
  } finally {
    parameters.freeze(frozen);
  }
}

/** Gradient × input, and the score. */
function attributions(backend: Backend, question: Question) {
  const tape = new ProbedTape(backend);
  try {
    const score = question.score(tape);
    tape.backward(score);
    const found = question.inputs.map((input) => {
      const gradientTimesInput = new Array<number>(input.positions.length).fill(0);
      const { columns } = input;
      const byColumn = columns && input.positions.map(() => columns.map(() => 0));
      for (const { tensor, ...place } of tape.inputs) {
        if (!isOf(input, place)) continue;
        const x = valuesOf(tensor);
        const gradient = gradientOf(tensor);
        const width = tensor.shape[tensor.shape.length - 1];
        for (let n = 0; n < x.length; n++) {
          const position = positionOf(input, n, width);
          gradientTimesInput[position] += gradient[n] * x[n];
          if (byColumn) byColumn[position][n % width] += gradient[n] * x[n];
        }
      }
      return { gradientTimesInput, ...(columns && { columns, byColumn }) };
    });
    return { score: item(score), found };
  } finally {
    tape.close();
  }
}

interface Occlusion {
  input: QuestionInput;
  position: number;
  replacedBy: Replacement;
}

function occluded(
  backend: Backend,
  question: Question,
  { input, ...occlusion }: Occlusion,
): number {
  const change: InputChange = (place, values, width) => {
    if (!isOf(input, place)) return;
    const instead = rowInstead(place, input, occlusion.replacedBy);
    for (let n = 0; n < values.length; n++) {
      if (positionOf(input, n, width) === occlusion.position) values[n] = instead(n % width, width);
    }
  };
  const tape = new ProbedTape(backend, { recording: false, change });
  try {
    return item(question.score(tape));
  } finally {
    tape.close();
  }
}

/** By column, what a replaced row holds. Vectors and tables are standardised: the mean of training is zero. */
function rowInstead(
  { kind, table }: InputPlace,
  { unknown }: QuestionInput,
  replacedBy: Replacement,
): (column: number, width: number) => number {
  if (kind !== 'tokens' || replacedBy === 'zero') return () => 0;
  const rows: Floats | undefined = table?.data.array();
  if (replacedBy === 'unk') {
    const id = unknown ?? 0;
    return (column, width) => (rows ? rows[id * width + column] : Number(column === id));
  }
  return (column, width) => {
    if (rows === undefined) return 1 / width;
    let sum = 0;
    for (let n = column; n < rows.length; n += width) sum += rows[n];
    return (sum * width) / rows.length;
  };
}

function replacementOf({ name, unknown, kinds }: QuestionInput, wanted?: Replacement): Replacement {
  if (wanted !== undefined && !replacements.includes(wanted)) {
    throw expected('replace', replacements.join(', '), wanted);
  }
  if (wanted === 'unk' && unknown === undefined && kinds.includes('tokens')) {
    throw new UnrollError(
      'usage',
      `there is no <unk> to put in the place of symbols (${name}): replace them by zero or mean`,
    );
  }
  if (!kinds.includes('tokens')) return wanted === 'mean' ? 'mean' : 'zero';
  return wanted ?? (unknown === undefined ? 'zero' : 'unk');
}

function isOf({ kinds, of }: QuestionInput, place: InputPlace): boolean {
  return kinds.includes(place.kind) && of === place.of;
}

/** Of number n of a tensor with `width` columns. */
function positionOf({ by, groups, positions }: QuestionInput, n: number, width: number): number {
  if (by === 'all') return 0;
  const column = n % width;
  const position = by === 'rows' ? Math.floor(n / width) : (groups?.[column] ?? column);
  assert(position < positions.length, 'every number that is read has a position');
  return position;
}
