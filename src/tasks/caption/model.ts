/** A captioner with what makes examples of records, and texts of answers. */
import {
  type LabelTable,
  placeOf,
  type Standardiser,
  type TextCodec,
  wrongAt,
} from '../../data/index.ts';
import { CaptionWriter } from '../../models/caption-writer.ts';
import type { Captioner, CaptionTraining } from '../../models/captioner.ts';
import { IGNORED, NOTHING } from '../../models/token-stack.ts';
import { exp } from '../../util/maths.ts';
import { forcedFigures, scoresOf } from '../forced.ts';
import { likeBatches } from '../in-batches.ts';
import { stepLosses } from '../losses.ts';
import { refuse } from '../question.ts';
import { closingWith, Reader } from '../reader.ts';
import { spread } from '../spread.ts';
import type { Prediction, Report, TaskModel } from '../task.ts';
import { textReport } from '../text-report.ts';
import {
  type CaptionSettings,
  checkSettings,
  type MadeCaption,
  makeCaptions,
  predictSchema,
} from './answers.ts';
import { captionQuestion } from './question.ts';
import type { CaptionRecord } from './records.ts';

export interface CaptionExample {
  /** Numbers of the vector, or the number of the label; none where the network takes none. */
  condition: ArrayLike<number>;
  /** What the sequence begins with, before its first symbol is learned or made. */
  prime: Int32Array;
  /** Each with the symbol that ends it; none where it is to be made. */
  captions: readonly Int32Array[];
  references: readonly string[];
  /** What it was made from, for people. */
  from: string;
}

export type CaptionModel = TaskModel<CaptionRecord, CaptionExample, CaptionTraining>;

export interface CaptionParts {
  codec: TextCodec;
  /** Of vectors. */
  width: number;
  scale?: Standardiser;
  labels?: LabelTable;
  firstSymbols: number;
  /** The most symbols of a caption where nothing else is asked for. */
  maxLength: number;
  lowercase: boolean;
}

/** While training, captions are made of this many examples at most. */
const VALIDATED = 256;

export function captionModel(network: Captioner, parts: CaptionParts): CaptionModel {
  const { codec, width, scale, labels, firstSymbols, lowercase } = parts;
  const { condition } = network.config;
  const { bos = 0, eos = 0 } = codec.vocabulary;
  const reader = new Reader(network);
  const writer = new CaptionWriter(network);

  function conditionOf({ vector = [], label = '', place }: CaptionRecord): ArrayLike<number> {
    if (condition === 'none') return [];
    if (condition === 'label') return [labels?.id(label, place) ?? 0];
    if (vector.length !== width) {
      throw wrongAt(
        place,
        `expected a vector of ${width} numbers as in training but found ${vector.length}`,
      );
    }
    const values = Float32Array.from(vector);
    scale?.apply(values);
    return values;
  }

  function conditions(examples: readonly CaptionExample[]): Float32Array | Int32Array | undefined {
    if (condition === 'none') return undefined;
    const each = examples.map((example) => Array.from(example.condition));
    return condition === 'label' ? Int32Array.from(each.flat()) : Float32Array.from(each.flat());
  }

  /** What captions of the examples begin with. */
  function starts(examples: readonly CaptionExample[], prime: Int32Array | undefined) {
    const firsts = examples.map((example) => [
      bos,
      ...(example.prime.length > 0 ? example.prime : (prime ?? [])),
    ]);
    const B = examples.length;
    const lengths = Int32Array.from(firsts, ({ length }) => length);
    const T = lengths.reduce((a, b) => Math.max(a, b), 1);
    const inputs = new Int32Array(T * B).fill(NOTHING);
    firsts.forEach((ids, b) => {
      ids.forEach((id, t) => {
        inputs[t * B + b] = id;
      });
    });
    return { firsts, start: { condition: conditions(examples), inputs, T, B, lengths } };
  }

  /** Captions with what they begin with, in the order of the examples. */
  function captions(
    examples: readonly CaptionExample[],
    settings: CaptionSettings,
    from = 0,
  ): (MadeCaption & { text: string })[][] {
    checkSettings(settings);
    const prime =
      settings.prime === undefined
        ? undefined
        : codec.encode(settings.prime, { name: 'the prime' });
    const made = new Array<(MadeCaption & { text: string })[]>(examples.length);
    for (const indices of likeBatches(model, examples)) {
      const { firsts, start } = starts(
        indices.map((index) => examples[index]),
        prime,
      );
      const numbers = indices.map((index) => from + index);
      const ends = { bos, eos, maxLength: parts.maxLength, numbers };
      makeCaptions(writer, start, settings, ends).forEach((found, b) => {
        made[indices[b]] = found.map((one) => ({
          ...one,
          text: codec.decode([...firsts[b].slice(1), ...one.ids]),
        }));
      });
    }
    return made;
  }

  /** The caption itself, without what it begins with and its end. */
  function written(example: CaptionExample): ArrayLike<number> & Iterable<number> {
    return captions([example], predictSchema.parse({}))[0][0].ids;
  }

  const model: CaptionModel = {
    network: closingWith<CaptionTraining>(network, [writer, reader]),
    classes: codec.vocabulary.tokens,
    encode(record, { labelled }) {
      const { captions: references = [], place, label } = record;
      if (labelled && references.length === 0) {
        throw wrongAt(place, 'there is no caption to learn');
      }
      const name = placeOf(place);
      const encoded = labelled
        ? references.map((text) => Int32Array.of(...codec.encode(text, { name }), eos))
        : [];
      return {
        condition: conditionOf(record),
        prime:
          record.prime !== undefined
            ? codec.encode(record.prime, { name })
            : (encoded[0]?.slice(0, Math.min(firstSymbols, encoded[0].length - 1)) ??
              new Int32Array()),
        captions: encoded,
        references,
        from: label ?? placeOf(place),
      };
    },
    lengths: ({ captions, prime }) => [
      captions.reduce((most, { length }) => Math.max(most, length), 1 + prime.length),
    ],
    tokens: ({ captions }) =>
      captions.reduce((sum, { length }) => sum + length - Math.min(firstSymbols, length - 1), 0),
    /** A row for each caption. */
    batch(examples) {
      const rows = examples.flatMap((example) =>
        example.captions.map((caption) => ({ example, caption })),
      );
      const B = rows.length;
      const lengths = Int32Array.from(rows, ({ caption }) => caption.length);
      const T = lengths.reduce((a, b) => Math.max(a, b), 1);
      const inputs = new Int32Array(T * B).fill(NOTHING);
      const targets = new Int32Array(T * B).fill(IGNORED);
      const given = lengths.map((length) => 1 + Math.min(firstSymbols, length - 1));
      rows.forEach(({ caption }, b) => {
        caption.forEach((id, t) => {
          inputs[t * B + b] = t === 0 ? bos : caption[t - 1];
          if (t >= given[b] - 1) targets[t * B + b] = id;
        });
      });
      const condition = conditions(rows.map(({ example }) => example));
      return { condition, inputs, T, B, lengths, given, targets };
    },
    async evaluate(examples, { thorough = false, signal, answers = {} } = {}) {
      const settings = predictSchema.parse(answers);
      checkSettings(settings);
      const score = (batch: CaptionTraining) =>
        reader.run((tape) => scoresOf(tape, network.forward(tape, batch).logits, batch.targets));
      const { loss, tokenAccuracy } = await forcedFigures(model, examples, score, signal);
      if (condition === 'none') return symbolReport(loss, tokenAccuracy);
      const chosen = thorough ? examples : spread(examples, VALIDATED);
      signal?.throwIfAborted();
      const texts = captions(chosen, settings);
      const made = chosen.map(({ from, references }, i) => ({
        from,
        text: texts[i][0].text,
        references,
      }));
      return textReport({ made, loss, tokenAccuracy, lowercase });
    },
    question(example, options = {}) {
      refuse('caption', options, ['target']);
      const { prime } = example;
      const made =
        options.answer === undefined
          ? written(example)
          : codec.encode(options.answer, { name: 'the answer' });
      const ids = Int32Array.of(...prime, ...made, eos);
      const given = Int32Array.of(1 + prime.length);
      const batch = { ...model.batch([{ ...example, captions: [ids] }]), given };
      return captionQuestion({ network, codec, labels, batch, ids, given: prime.length }, options);
    },
    losses(example) {
      const [caption = Int32Array.of(...example.prime, ...written(example), eos)] =
        example.captions;
      return stepLosses(network, model.batch([{ ...example, captions: [caption] }]));
    },
    predict(examples, options = {}, from = 0) {
      const settings = predictSchema.parse(options);
      return captions(examples, settings, from).map((found): Prediction => {
        const all = found.map(({ text, ended, logProbability, score }) => ({
          caption: text,
          ended,
          ...(score === undefined ? {} : { log_probability: logProbability, score }),
        }));
        return { ...all[0], ...(settings.nBest > 1 ? { captions: all } : {}) };
      });
    },
  };
  return model;
}

/** Of what is made from nothing there is no right answer. */
function symbolReport(loss: number, tokenAccuracy: number): Report {
  return {
    loss,
    metrics: { perplexity: exp(loss), token_accuracy: tokenAccuracy },
    goal: loss,
    details: {},
    lines: [
      `loss            ${loss.toFixed(4)} nats per symbol (perplexity ${exp(loss).toFixed(2)})`,
      `right symbols   ${(100 * tokenAccuracy).toFixed(1)} %, those before them given`,
    ],
  };
}
