/** Sound as frames: log-mel features, rounded, so that a run keeps in its folder what it learned from. */
import { logMel } from '../../data/audio/log-mel.ts';
import { readWav, type Wav } from '../../data/audio/wav.ts';
import { type Place, placeOf } from '../../data/index.ts';
import { UnrollError } from '../../util/errors.ts';
import type { TranscribeData, TranscribeRecord } from './records.ts';

type SoundData = Pick<TranscribeData, 'mels' | 'frameMs' | 'hopMs' | 'lowHz' | 'highHz'>;
type Sound = Required<Pick<TranscribeRecord, 'frames' | 'width' | 'sampleRate'>>;

/** Of a feature, in nats: far below what noise changes. */
const DIGITS = 1000;

/** Throws 'data' for a sound shorter than a frame, 'usage' for filters that do not go with its rate. */
export function soundFrames(
  { samples, sampleRate }: Pick<Wav, 'samples' | 'sampleRate'>,
  { mels, frameMs, hopMs, lowHz: low, highHz: high }: SoundData,
): Sound {
  const options = { sampleRate, mels, frame: frameMs / 1000, hop: hopMs / 1000, low, high };
  const { frames, width } = logMel(samples, options);
  return { frames: Array.from(frames, (x) => Math.round(x * DIGITS) / DIGITS), width, sampleRate };
}

/** The same of a file. `place` is the line of a list that names it; errors name both. */
export async function readSound(path: string, data: SoundData, place?: Place): Promise<Sound> {
  const about = place === undefined ? '' : `${placeOf(place)}: `;
  let wav: Wav;
  try {
    wav = await readWav(path);
  } catch (cause) {
    throw cause instanceof UnrollError
      ? new UnrollError(cause.code, `${about}${cause.message}`, { cause })
      : cause;
  }
  try {
    return soundFrames(wav, data);
  } catch (cause) {
    throw cause instanceof UnrollError
      ? new UnrollError(cause.code, `${about}${path}: ${cause.message}`, { cause })
      : cause;
  }
}
