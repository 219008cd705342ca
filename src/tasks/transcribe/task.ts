/** The text that frames of sound say, without knowing which frame says what: `transcribe`. */
import { z } from 'zod';
import { Standardiser, TextCodec, wrongAt } from '../../data/index.ts';
import { Transcriber, transcriberDefaults } from '../../models/transcriber.ts';
import { UnrollError } from '../../util/errors.ts';
import { directionsShape, frameNetworkShape, vectorsShape } from '../network-settings.ts';
import type { Encodings, OpenOptions, Task } from '../task.ts';
import { codecOfTexts } from '../texts.ts';
import { transcribeBaselines } from './baselines.ts';
import {
  checkRate,
  type TranscribeExample,
  type TranscribeModel,
  transcribeModel,
} from './model.ts';
import {
  dataSchema,
  parseRecord,
  readRecords,
  type TranscribeData,
  type TranscribeRecord,
} from './records.ts';
import { sampleRecords } from './sample.ts';

const modelSchema = z.strictObject({
  ...frameNetworkShape,
  ...directionsShape,
  ...vectorsShape,
  /** Frames that are read at each step. */
  stackFrames: z.int().positive().default(transcriberDefaults.stackFrames),
});
export type TranscribeSettings = z.infer<typeof modelSchema>;

const predictSchema = z.strictObject({
  beam: z.int().positive().default(1),
});

export const transcribe: Task<
  TranscribeData,
  TranscribeSettings,
  TranscribeRecord,
  TranscribeExample
> = {
  name: 'transcribe',
  dataHelp:
    'JSONL of {"frames": [[…], …], "text": …}, CSV with a frame a row, or lines of file.wav TAB text',
  dataSchema,
  modelSchema,
  predictSchema,
  training: { batch: 16, lr: 0.005, epochs: 10 },
  split: 'random',
  read: readRecords,
  parse: parseRecord,
  sample: (_data, seed) => sampleRecords(seed),
  fit: learn,
  open,
  baselines: transcribeBaselines,
  describe: ({ file, text }) => (file === undefined ? String(text) : `${file}\t${text}`),
};

/** Symbols of the texts, the scale of the frames, and the sample rate of sounds. */
function learn(records: readonly TranscribeRecord[], data: TranscribeData): Encodings {
  const [first] = records;
  const { width, sampleRate } = first;
  const texts = records.map(({ text, place }) => {
    if (text === undefined) throw wrongAt(place, 'there is no text to learn');
    return text;
  });
  if (texts.every((text) => text.trim() === '')) {
    throw new UnrollError('data', 'all training texts are empty: there is nothing to transcribe');
  }
  for (const record of records) {
    checkRate(record, sampleRate);
    if (record.width === width) continue;
    throw wrongAt(
      record.place,
      `expected frames of ${width} numbers as in the first example but found ${record.width}`,
    );
  }
  const frames = Standardiser.fit(
    records.map((record) => Float64Array.from(record.frames)),
    width,
  );
  return {
    codec: codecOfTexts(texts, data),
    frames,
    ...(sampleRate === undefined ? {} : { sampleRate }),
  };
}

function open(options: OpenOptions<TranscribeData, TranscribeSettings>): TranscribeModel {
  const { backend, data, model, encodings, seed, cells } = options;
  const codec = TextCodec.fromJSON(encodings.codec);
  const frames = Standardiser.fromJSON(encodings.frames);
  const { sampleRate } = encodings;
  if (sampleRate !== undefined && typeof sampleRate !== 'number') {
    throw new UnrollError('format', 'the encodings are broken: "sampleRate" is not a number');
  }
  const config = {
    ...transcriberDefaults,
    ...model,
    embedDropout: 0,
    wordDrop: 0,
    vectors: frames.width,
    labels: codec.vocabulary.size,
  };
  const network = new Transcriber(backend, config, 0, { seed, cells });
  return transcribeModel(network, { codec, frames, sampleRate, hopMs: data.hopMs });
}
