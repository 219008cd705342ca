/** An encoder-decoder with what makes examples of pairs, and texts of answers. */
import { placeOf, wrongAt } from '../../data/index.ts';
import type { Hypothesis } from '../../models/beam-search.ts';
import type { EncoderDecoder, TranslationTraining } from '../../models/encoder-decoder.ts';
import { IGNORED, NOTHING } from '../../models/token-stack.ts';
import { Translator } from '../../models/translator.ts';
import { forcedFigures, scoresOf } from '../forced.ts';
import { likeBatches } from '../in-batches.ts';
import { stepLosses } from '../losses.ts';
import { checkAt, refuse, sequenceLogProbability } from '../question.ts';
import { closingWith, Reader } from '../reader.ts';
import { batchOfSequences } from '../sequences.ts';
import { spread } from '../spread.ts';
import type { TaskModel } from '../task.ts';
import { textReport } from '../text-report.ts';
import {
  type AnswerSettings,
  checkAnswers,
  type Languages,
  predictionOf,
  predictSchema,
  symbolsOf,
  textOf,
} from './answers.ts';
import type { TranslateRecord } from './records.ts';

export interface TranslateExample {
  text: string;
  /** At least one id: `NOTHING` where the source has no symbols. */
  source: Int32Array;
  /** Of every reference, each with the symbol that ends it; none where it is to be translated. */
  targets: readonly Int32Array[];
  references: readonly string[];
}

export type TranslateModel = TaskModel<TranslateRecord, TranslateExample, TranslationTraining>;

export interface TranslateParts extends Languages {
  /** The most symbols of a translation where nothing else is asked for. */
  maxLength: number;
  lowercase: boolean;
}

/** While training, translations are made of this many sources at most. */
const VALIDATED = 256;

export function translateModel(network: EncoderDecoder, parts: TranslateParts): TranslateModel {
  const { source: sourceCodec, target: targetCodec, lowercase } = parts;
  const { bos = 0, eos = 0 } = targetCodec.vocabulary;
  const reader = new Reader(network);
  const translator = new Translator(network);

  function sourcesOf(examples: readonly TranslateExample[]) {
    return batchOfSequences(examples.map(({ source }) => ({ T: source.length, ids: source })));
  }

  function hypotheses(
    examples: readonly TranslateExample[],
    { beam, nBest, lengthPenalty, maxLength = parts.maxLength }: AnswerSettings,
  ): Hypothesis[][] {
    return translator.beam(sourcesOf(examples), {
      first: bos,
      last: eos,
      banned: [bos],
      maxLength,
      alpha: lengthPenalty,
      n: nBest,
      beam: Math.max(beam, nBest),
    });
  }

  /** The translation itself, without its end. */
  function written(example: TranslateExample): Int32Array {
    return hypotheses([example], predictSchema.parse({}))[0][0].ids;
  }

  const model: TranslateModel = {
    network: closingWith<TranslationTraining>(network, [translator, reader]),
    classes: targetCodec.vocabulary.tokens,
    encode({ source: text, targets: references = [], place }, { labelled }) {
      if (labelled && references.length === 0) {
        throw wrongAt(place, 'there is no target: give "target" or "targets"');
      }
      const name = placeOf(place);
      const source = sourceCodec.encode(text, { name });
      return {
        text,
        source: source.length > 0 ? source : Int32Array.of(NOTHING),
        targets: labelled
          ? references.map((one) => Int32Array.of(...targetCodec.encode(one, { name }), eos))
          : [],
        references,
      };
    },
    lengths: ({ source, targets }) => [
      source.length,
      targets.reduce((most, { length }) => Math.max(most, length), 1),
    ],
    tokens: ({ targets }) => targets.reduce((sum, { length }) => sum + length, 0),
    /** A row for each reference. */
    batch(examples) {
      const pairs = examples.flatMap((example) =>
        example.targets.map((target) => ({ example, target })),
      );
      const lengths = Int32Array.from(pairs, ({ target }) => target.length);
      const B = pairs.length;
      const T = lengths.reduce((a, b) => Math.max(a, b), 1);
      const inputs = new Int32Array(T * B).fill(NOTHING);
      const targets = new Int32Array(T * B).fill(IGNORED);
      pairs.forEach(({ target }, b) => {
        target.forEach((id, t) => {
          inputs[t * B + b] = t === 0 ? bos : target[t - 1];
          targets[t * B + b] = id;
        });
      });
      const sources = sourcesOf(pairs.map(({ example }) => example));
      return { ...sources, decoder: { inputs, T, lengths }, targets };
    },
    async evaluate(examples, { thorough = false, signal, answers } = {}) {
      const settings = predictSchema.parse(answers ?? (thorough ? {} : { beam: 1 }));
      checkAnswers(settings, parts);
      const score = (batch: TranslationTraining) =>
        reader.run((tape) => scoresOf(tape, network.forward(tape, batch).logits, batch.targets));
      const { loss, tokenAccuracy } = await forcedFigures(model, examples, score, signal);
      const translated = thorough ? examples : spread(examples, VALIDATED);
      const texts = new Array<string>(translated.length).fill('');
      for (const indices of likeBatches(model, translated)) {
        signal?.throwIfAborted();
        const some = indices.map((index) => translated[index]);
        hypotheses(some, settings).forEach(([best], n) => {
          const copies = settings.copyUnknown;
          texts[indices[n]] = textOf(best, some[n].text, { ...parts, copies });
        });
      }
      return textReport({
        made: translated.map(({ text, references }, i) => ({
          from: text,
          text: texts[i],
          references,
        })),
        loss,
        tokenAccuracy,
        lowercase,
      });
    },
    question(example, options = {}) {
      refuse('translate', options, ['target']);
      const { at, answer } = options;
      const ids = answer === undefined ? written(example) : targetCodec.encode(answer);
      const target = Int32Array.of(...ids, eos);
      checkAt(at, target.length, 'the symbols of the translation and its end');
      const batch = model.batch([{ ...example, targets: [target] }]);
      const token = (id: number) => targetCodec.vocabulary.token(id);
      const named = { kinds: ['tokens'] as const, by: 'rows' as const };
      return {
        asks:
          at === undefined
            ? `ln P(${targetCodec.decode(ids)})`
            : `ln P(${token(target[at - 1])}), symbol ${at} of ${targetCodec.decode(ids)}`,
        score: (tape) =>
          sequenceLogProbability(tape, network.forward(tape, batch).logits, target, { at }),
        inputs: [
          {
            ...{ ...named, name: 'source', of: 'source_embedding' },
            positions: symbolsOf(example.text, sourceCodec),
            unknown: sourceCodec.vocabulary.unk,
          },
          {
            ...{ ...named, name: 'written', of: 'target_embedding' },
            positions: [token(bos), ...Array.from(ids, token)],
            unknown: targetCodec.vocabulary.unk,
          },
        ],
      };
    },
    losses(example) {
      const [target = Int32Array.of(...written(example), eos)] = example.targets;
      return stepLosses(network, model.batch([{ ...example, targets: [target] }]));
    },
    predict(examples, options = {}) {
      const settings = predictSchema.parse(options);
      checkAnswers(settings, parts);
      const predictions = new Array<ReturnType<typeof predictionOf>>(examples.length);
      for (const indices of likeBatches(model, examples)) {
        const some = indices.map((index) => examples[index]);
        hypotheses(some, settings).forEach((found, n) => {
          predictions[indices[n]] = predictionOf(found, some[n].text, settings, parts);
        });
      }
      return predictions;
    },
  };
  return model;
}
