/** A tagger with what makes examples of records and figures of tags. */
import { windowFeatures } from '../../baselines/index.ts';
import { type LabelTable, type Standardiser, type Vocabulary, wrongAt } from '../../data/index.ts';
import { lettersOf } from '../../models/letters.ts';
import type { Tagger, TaggerTraining } from '../../models/tagger.ts';
import { IGNORED } from '../../models/token-stack.ts';
import { scale } from '../../tensor/ops/arithmetic.ts';
import type { SparseInput } from '../../tensor/ops/sparse-linear.ts';
import { valuesOf } from '../../tensor/tensor.ts';
import { expected } from '../../util/errors.ts';
import { logSumExp } from '../../util/maths.ts';
import { inBatches, likeBatches } from '../in-batches.ts';
import { largest } from '../largest.ts';
import { type ExampleLosses, stepLosses } from '../losses.ts';
import { checkAt, type Question, type QuestionOptions, refuse } from '../question.ts';
import { closingWith, Reader } from '../reader.ts';
import { batchOfSequences, type InputSequence } from '../sequences.ts';
import type { TaskModel } from '../task.ts';
import { joinedRows, sideBySide } from '../wide.ts';
import { checkBio } from './bio.ts';
import type { TagRecord } from './records.ts';
import { tagReport } from './reports.ts';
import { named, tagStream } from './stream.ts';

export interface TagExample extends InputSequence {
  /** As they were written, where the input is words. */
  tokens?: readonly string[];
  /** (T); absent where they are to be predicted. */
  targets?: Int32Array;
  /** A row for each step; absent where the network has no wide part. */
  windows?: SparseInput;
}

export type TagModel = TaskModel<TagRecord, TagExample, TaggerTraining>;

/** Words have a vocabulary, and letters where the network reads them; vectors have a scale. */
export interface TagParts {
  words?: Vocabulary;
  letters?: Vocabulary;
  frames?: Standardiser;
  labels: LabelTable;
  /** Tags that break BIO are refused. */
  bio: boolean;
  lowercase: boolean;
  /** Numbers of the features of a word and its neighbours are below 2^bits; absent: the network reads none. */
  window?: { bits: number };
}

export function tagModel(
  network: Tagger,
  { words, letters, frames, labels, bio, lowercase, window }: TagParts,
): TagModel {
  const reader = new Reader(network);
  const K = labels.size;

  function sequence({ tokens = [], frames: numbers = [], width, place }: TagRecord): InputSequence {
    const ids =
      words &&
      Int32Array.from(tokens, (token) => words.id(lowercase ? token.toLowerCase() : token));
    if (ids !== undefined && frames === undefined) return { T: ids.length, ids };
    const F = frames?.width ?? 0;
    if (width !== F) {
      throw wrongAt(place, `expected vectors of ${F} numbers as in training but found ${width}`);
    }
    const vectors = Float32Array.from(numbers);
    frames?.apply(vectors);
    return { T: vectors.length / F, vectors, ...(ids && { ids }) };
  }

  function encode(record: TagRecord, { labelled }: { labelled: boolean }): TagExample {
    const { tokens, tags, place } = record;
    const windows = window && joinedRows(windowFeatures(tokens ?? [], window.bits));
    const example: TagExample = { ...sequence(record), ...(tokens && { tokens, windows }) };
    if (!labelled) return example;
    if (tags === undefined) throw wrongAt(place, 'there are no tags');
    if (bio) checkBio(record);
    return { ...example, targets: Int32Array.from(tags, (tag) => labels.id(tag, place)) };
  }

  function batch(examples: readonly TagExample[]): TaggerTraining {
    const inputs = batchOfSequences(examples);
    const { T, B } = inputs;
    const targets = new Int32Array(T * B).fill(IGNORED);
    const spelled = new Array<string | undefined>(T * B).fill(undefined);
    examples.forEach((example, b) => {
      example.targets?.forEach((target, t) => {
        targets[t * B + b] = target;
      });
      example.tokens?.forEach((token, t) => {
        spelled[t * B + b] = token;
      });
    });
    const given: TaggerTraining = { ...inputs, targets };
    if (window !== undefined) {
      given.features = sideBySide(
        examples.flatMap(({ windows }) => windows ?? []),
        T,
      );
    }
    if (letters !== undefined) {
      const spell = (word: string) => Array.from(word, (letter) => letters.id(letter));
      given.letters = lettersOf(spelled, spell);
    }
    return given;
  }

  /** The tags of each sequence and the sum of the loss in nats. */
  function judge(given: TaggerTraining): { tags: number[][]; loss: number } {
    return reader.run((tape) => {
      const logits = network.forward(tape, given);
      const tags = network.decode(tape, given, logits);
      if (network.config.crf) {
        return { tags, loss: valuesOf(network.loss(tape, given, { reduction: 'sum' }))[0] };
      }
      const values = Float64Array.from(valuesOf(logits));
      let loss = 0;
      for (let n = 0; n < given.targets.length; n++) {
        const target = given.targets[n];
        if (target === IGNORED) continue;
        const row = values.subarray(n * K, (n + 1) * K);
        loss += logSumExp(row) - row[target];
      }
      return { tags, loss };
    });
  }

  /** The tags of each sequence and (T, B, K) how probable each is. */
  function read(given: TaggerTraining): { tags: number[][] | undefined; values: Float64Array } {
    return reader.run((tape) => {
      const logits = network.forward(tape, given);
      const values = Float64Array.from(valuesOf(network.probabilities(tape, given, logits)));
      return { tags: network.config.crf ? network.decode(tape, given, logits) : undefined, values };
    });
  }

  function question(example: TagExample, options: QuestionOptions = {}): Question {
    refuse('tag', options, ['target']);
    const { at, answer } = options;
    const { T, tokens } = example;
    checkAt(at, T, 'the steps of the sequence');
    if (answer !== undefined && at === undefined) {
      throw expected('at', 'the step that the tag in answer is of', 'none');
    }
    const batch = model.batch([example]);
    const tags = reader.run((tape) => network.decode(tape, batch))[0];
    if (answer !== undefined && at !== undefined) tags[at - 1] = labels.id(answer);
    const positions = tokens ?? Array.from({ length: T }, (_, t) => `${t + 1}`);
    const columns = Array.from({ length: frames?.width ?? 0 }, (_, f) => `${f + 1}`);
    const name = tokens ? 'words' : 'vectors';
    const ofWords = tokens ? (['tokens', 'letters'] as const) : [];
    const kinds = [...ofWords, ...(frames ? (['vectors'] as const) : [])];
    const step = at === undefined ? undefined : at - 1;
    return {
      asks:
        step === undefined
          ? `ln P(${tags.map((tag) => labels.label(tag)).join(' ')})`
          : `ln P(${labels.label(tags[step])}) at step ${at}, ${positions[step]}`,
      score: (tape) => network.logProbability(tape, batch, tags, step),
      inputs: [
        {
          ...{ name, kinds, of: 'embedding', positions, by: 'rows', unknown: words?.unk },
          ...(tokens ? {} : { columns }),
        },
      ],
    };
  }

  function losses(example: TagExample): ExampleLosses<TaggerTraining> {
    const given = model.batch([example]);
    const own = () => reader.run((tape) => network.decode(tape, given))[0];
    const tags = [...(example.targets ?? own())];
    const answered = { ...given, targets: tags };
    if (!network.config.crf) return stepLosses(network, answered);
    return {
      batch: answered,
      steps: tags.map((_, t) => t + 1),
      loss: (tape, step = 1) =>
        scale(tape, network.logProbability(tape, answered, tags, step - 1), -1),
    };
  }

  const model: TagModel = {
    network: closingWith<TaggerTraining>(network, [reader]),
    classes: labels.labels,
    encode,
    question,
    losses,
    lengths: ({ T }) => [T],
    tokens: ({ T }) => T,
    batch,
    async evaluate(examples, { signal } = {}) {
      const predicted = new Array<number[]>(examples.length);
      let loss = 0;
      const visit = (given: TaggerTraining, indices: readonly number[]) => {
        const judged = judge(given);
        loss += judged.loss;
        indices.forEach((index, b) => {
          predicted[index] = judged.tags[b];
        });
      };
      await inBatches(model, examples, visit, { signal });
      const truth = examples.map(({ targets }) => Array.from(targets ?? []));
      const unknown = examples.map(({ ids }) => Array.from(ids ?? [], (id) => id === words?.unk));
      return tagReport({ labels: labels.labels, truth, predicted, unknown, loss });
    },
    predict(examples) {
      const answers = new Array<Record<string, unknown>>(examples.length);
      for (const indices of likeBatches(model, examples)) {
        const given = model.batch(indices.map((index) => examples[index]));
        const { tags, values } = read(given);
        indices.forEach((index, b) => {
          const { T, tokens } = examples[index];
          const rows = Array.from({ length: T }, (_, t) => {
            const at = (t * given.B + b) * K;
            return values.subarray(at, at + K);
          });
          answers[index] = {
            ...(tokens && { tokens }),
            tags: rows.map((row, t) => labels.label(tags?.[b][t] ?? largest(row))),
            probabilities: rows.map((row) => named(row, labels)),
          };
        });
      }
      return answers;
    },
    stream: () => tagStream(network, { encode, batch, labels, width: frames?.width }),
  };
  return model;
}
