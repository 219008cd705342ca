/** The built-in sample of `transcribe`: speech-like frames of a few words each. */
import { generateSpeech } from '../../data/generators/speech.ts';
import type { Samples } from '../task.ts';
import type { TranscribeRecord } from './records.ts';

const TRAIN = 1500;
const VALIDATION = 150;
const FEATURES = 16;
/** Of a number; its noise is half a unit. */
const DIGITS = 1000;

export function sampleRecords(seed: number): Samples<TranscribeRecord> {
  const items = generateSpeech({ seed, items: TRAIN + VALIDATION, features: FEATURES });
  const records = items.map(({ frames, text }, n) => ({
    frames: Array.from(frames, (x) => Math.round(x * DIGITS) / DIGITS),
    width: FEATURES,
    text,
    place: { name: 'the sample', line: n + 1 },
  }));
  return { train: records.slice(0, TRAIN), validation: records.slice(TRAIN) };
}
