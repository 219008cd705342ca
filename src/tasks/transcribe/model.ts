/** A transcriber with what makes figures and texts of its answers. */
import { placeOf, type Standardiser, type TextCodec, wrongAt } from '../../data/index.ts';
import type { Transcriber, TranscriptionTraining } from '../../models/transcriber.ts';
import { valuesOf } from '../../tensor/tensor.ts';
import { inBatches, likeBatches } from '../in-batches.ts';
import { wholeLoss } from '../losses.ts';
import { refuse } from '../question.ts';
import { closingWith, Reader } from '../reader.ts';
import { batchOfSequences } from '../sequences.ts';
import type { Prediction, TaskModel } from '../task.ts';
import { transcriptionQuestion } from './question.ts';
import type { TranscribeRecord } from './records.ts';
import { transcriptionReport } from './reports.ts';

export interface TranscribeExample {
  T: number;
  /** (T, F), on the scale of training. */
  vectors: Float32Array;
  labels: Int32Array;
  /** As the symbols write it, unknown ones too. */
  text: string;
  file?: string;
}

export interface Fitted {
  codec: TextCodec;
  frames: Standardiser;
  /** Of the sounds that were learned from; absent: frames were. */
  sampleRate?: number;
  /** Milliseconds from frame to frame, of sounds. */
  hopMs: number;
}

export interface TranscribeOptions {
  /** Prefixes that are kept; 1: the most probable path. */
  beam?: number;
}

/** The width of the beam that a thorough evaluation shows beside the most probable path, unless told. */
const EVALUATION_BEAM = 8;
/** The name of the symbol that stands for no label. */
const BLANK = '<blank>';
/** Other texts of a beam that a prediction has. */
const ALTERNATIVES = 5;

export type TranscribeModel = TaskModel<TranscribeRecord, TranscribeExample, TranscriptionTraining>;

export function transcribeModel(network: Transcriber, fitted: Fitted): TranscribeModel {
  const { codec, frames, sampleRate, hopMs } = fitted;
  const reader = new Reader(network);

  function encode(
    record: TranscribeRecord,
    { labelled }: { labelled: boolean },
  ): TranscribeExample {
    const { width, file, place, text } = record;
    checkRate(record, sampleRate);
    if (width !== frames.width) {
      throw wrongAt(
        place,
        `expected frames of ${frames.width} numbers as in training but found ${width}`,
      );
    }
    const vectors = Float32Array.from(record.frames);
    frames.apply(vectors);
    const example = { T: vectors.length / width, vectors, ...(file === undefined ? {} : { file }) };
    if (!labelled) return { ...example, labels: new Int32Array(), text: '' };
    if (text === undefined) throw wrongAt(place, 'there is no text to learn');
    const labels = codec.encode(text, { name: placeOf(place) });
    checkRoom(record, { labels, T: example.T, stackFrames: network.config.stackFrames });
    return { ...example, labels, text: written(codec, text) };
  }

  const model: TranscribeModel = {
    network: closingWith<TranscriptionTraining>(network, [reader]),
    classes: [...codec.vocabulary.tokens, BLANK],
    encode,
    lengths: ({ T }) => [T],
    tokens: ({ labels }) => Math.max(1, labels.length),
    batch: (examples) => ({
      ...batchOfSequences(examples),
      labels: examples.map(({ labels }) => labels),
    }),
    async evaluate(examples, { thorough = false, signal, answers } = {}) {
      const { beam: asked }: TranscribeOptions = answers ?? {};
      const beamWidth = asked ?? (thorough ? EVALUATION_BEAM : 1);
      const greedy = new Array<string>(examples.length).fill('');
      const beam = beamWidth > 1 ? new Array<string>(examples.length).fill('') : undefined;
      let nats = 0;
      await inBatches(
        model,
        examples,
        (batch, indices) => {
          reader.run((tape) => {
            nats += valuesOf(network.loss(tape, batch, { reduction: 'sum' }))[0];
          });
          const paths = reader.run((tape) => network.greedy(tape, batch));
          const found =
            beam && reader.run((tape) => network.beam(tape, batch, { beamWidth, n: 1 }));
          indices.forEach((index, b) => {
            greedy[index] = codec.decode(paths[b].labels);
            if (beam && found) beam[index] = codec.decode(found[b][0].labels);
          });
        },
        { signal },
      );
      const labels = examples.reduce((sum, example) => sum + model.tokens(example), 0);
      const references = examples.map(({ text }) => text);
      const loss = nats / Math.max(1, labels);
      return transcriptionReport({
        references,
        greedy,
        beam: beam && { beamWidth, texts: beam },
        loss,
      });
    },
    question(example, options = {}) {
      refuse('transcribe', options, ['at', 'target']);
      const { answer } = options;
      const labels =
        answer === undefined
          ? reader.run((tape) => network.greedy(tape, model.batch([example])))[0].labels
          : codec.encode(answer, { name: 'the answer' });
      const batch = model.batch([{ ...example, labels: Int32Array.from(labels) }]);
      const seconds = (frame: number) => `${((frame * hopMs) / 1000).toFixed(3)} s`;
      const when = sampleRate === undefined ? (frame: number) => `${frame + 1}` : seconds;
      return transcriptionQuestion({ network, codec, batch, when });
    },
    losses(example) {
      const own = () =>
        Int32Array.from(
          reader.run((tape) => network.greedy(tape, model.batch([example])))[0].labels,
        );
      const labels = example.text === '' ? own() : example.labels;
      return wholeLoss(network, model.batch([{ ...example, labels }]));
    },
    predict(examples, { beam = 1 }: TranscribeOptions = {}) {
      const predictions = new Array<Prediction>(examples.length);
      for (const indices of likeBatches(model, examples)) {
        const chosen = indices.map((index) => examples[index]);
        const answers = beam > 1 ? byBeam(chosen, beam) : byPath(chosen);
        indices.forEach((index, b) => {
          const { file } = examples[index];
          predictions[index] = { ...(file === undefined ? {} : { file }), ...answers[b] };
        });
      }
      return predictions;
    },
  };

  /** With the frame at which each label begins; of sounds, in seconds. */
  function byPath(examples: readonly TranscribeExample[]): Prediction[] {
    const paths = reader.run((tape) => network.greedy(tape, model.batch(examples)));
    return paths.map(({ labels, frames: begins, logProbability }) => ({
      text: codec.decode(labels),
      log_probability: logProbability,
      labels: Array.from(labels, (id) => codec.vocabulary.token(id)),
      ...(sampleRate === undefined
        ? { frames: Array.from(begins) }
        : { seconds: Array.from(begins, (frame) => (frame * hopMs) / 1000) }),
    }));
  }

  function byBeam(examples: readonly TranscribeExample[], beamWidth: number): Prediction[] {
    const options = { beamWidth, n: Math.min(beamWidth, ALTERNATIVES) };
    const found = reader.run((tape) => network.beam(tape, model.batch(examples), options));
    return found.map((hypotheses) => {
      const texts = hypotheses.map(({ labels, logProbability }) => ({
        text: codec.decode(labels),
        log_probability: logProbability,
      }));
      return { ...texts[0], alternatives: texts.slice(1) };
    });
  }

  return model;
}

/** The text as it reads when cut into symbols and joined again, symbols that are unknown included. */
function written({ tokenizer }: TextCodec, text: string): string {
  const joiner = tokenizer.joiner();
  const splitter = tokenizer.splitter();
  let joined = '';
  const push = (token: string) => {
    joined += joiner.push(token);
  };
  splitter.push(text, push);
  splitter.end(push);
  return joined + joiner.end();
}

/** Throws 'data' where a sound does not go with what was learned from. */
export function checkRate(
  { sampleRate, file, place }: TranscribeRecord,
  wanted: number | undefined,
): void {
  if (sampleRate === wanted) return;
  const name = file ?? 'the sound';
  if (sampleRate === undefined) {
    throw wrongAt(
      place,
      `expected sound with ${wanted} samples a second as in training but found frames of numbers`,
    );
  }
  throw wrongAt(
    place,
    wanted === undefined
      ? `${name} is sound with ${sampleRate} samples a second, but the training data were frames of numbers`
      : `${name} has ${sampleRate} samples a second where the training data have ${wanted}; convert it: ffmpeg -i ${name} -ar ${wanted} OUT.wav`,
  );
}

/** Throws 'data' for labels that need more steps than there are. */
function checkRoom(
  { place, file, text = '' }: TranscribeRecord,
  { labels, T, stackFrames }: { labels: Int32Array; T: number; stackFrames: number },
): void {
  const steps = Math.ceil(T / stackFrames);
  let repeats = 0;
  for (let i = 1; i < labels.length; i++) if (labels[i] === labels[i - 1]) repeats++;
  const needed = labels.length + repeats;
  if (needed <= steps) return;
  const shownText = text.length > 40 ? `${text.slice(0, 39)}…` : text;
  const because = repeats > 0 ? `, ${repeats} of them repeated, which takes a step more each,` : '';
  const stacked = stackFrames > 1 ? `, ${stackFrames} at each step,` : '';
  const finer = file === undefined ? '' : 'use a smaller --hop-ms, ';
  const lower = stackFrames > 1 ? 'lower --stack-frames, ' : '';
  throw wrongAt(
    place,
    `${file === undefined ? '' : `${file}: `}${JSON.stringify(shownText)} has ${labels.length} labels${because} and needs at least ${needed} steps, but its ${T} frames${stacked} give ${steps}: check the text, ${lower}${finer}or leave it out`,
  );
}
