/**
 * Log-mel features of sound: the power spectrum of overlapping frames, each under a Hann window, summed
 * by triangular filters that are equally spaced on the mel scale (2595·log10(1 + f/700), filters of
 * height 1, as HTK has them), and its natural logarithm.
 */
import { expected, UnrollError } from '../../util/errors.ts';
import { cos, exp, log } from '../../util/maths.ts';
import { powerSpectrum } from './fft.ts';

export interface LogMelOptions {
  /** Samples a second. */
  sampleRate: number;
  /** Seconds of a frame, and from one frame to the next. */
  frame?: number;
  hop?: number;
  /** How many filters: the width of the features. */
  mels?: number;
  /** Hertz where the lowest filter begins and the highest ends. Default of `high`: half the sample rate. */
  low?: number;
  high?: number;
  /** Powers below this count as this. */
  floor?: number;
}

export interface LogMel {
  /** (T, width), frame after frame. */
  readonly frames: Float32Array;
  readonly T: number;
  readonly width: number;
}

/**
 * Frames that lie wholly inside the sound: T = 1 + ⌊(samples − frame)/hop⌋. Throws 'data' for a sound
 * shorter than a frame, 'usage' for filters that no frequency of the transform falls into.
 */
export function logMel(samples: Float32Array, options: LogMelOptions): LogMel {
  const { sampleRate, frame = 0.025, hop = 0.01, mels = 40, low = 0, floor = 1e-10 } = options;
  const high = options.high ?? sampleRate / 2;
  for (const [what, value] of Object.entries({ sampleRate, frame, hop, floor })) {
    if (!(value > 0 && Number.isFinite(value))) throw expected(what, 'above 0', value);
  }
  if (!Number.isInteger(mels) || mels < 1) throw expected('mels', 'a positive integer', mels);
  if (!(low >= 0 && low < high && high <= sampleRate / 2)) {
    throw expected('low and high', `0 ≤ low < high ≤ ${sampleRate / 2}`, `${low} and ${high}`);
  }
  const length = Math.round(frame * sampleRate);
  const step = Math.max(1, Math.round(hop * sampleRate));
  if (length < 2) throw expected('the frame', 'at least 2 samples long', length);
  if (samples.length < length) {
    throw new UnrollError(
      'data',
      `a sound of ${samples.length} samples is shorter than one frame of ${length}; leave it out or use a shorter frame`,
    );
  }
  let size = 2;
  while (size < length) size *= 2;
  const filters = melFilters({ sampleRate, size, mels, low, high });
  const window = hannWindow(length);
  const spectrum = powerSpectrum(size);
  const windowed = new Float64Array(length);
  const power = new Float64Array(size / 2 + 1);
  const T = 1 + Math.floor((samples.length - length) / step);
  const frames = new Float32Array(T * mels);
  for (let t = 0; t < T; t++) {
    for (let n = 0; n < length; n++) windowed[n] = window[n] * samples[t * step + n];
    spectrum.of(windowed, power);
    for (let m = 0; m < mels; m++) {
      const { first, weights } = filters[m];
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k] * power[first + k];
      frames[t * mels + m] = log(Math.max(sum, floor));
    }
  }
  return { frames, T, width: mels };
}

/** The periodic form: ½ − ½·cos(2πn/length). */
function hannWindow(length: number): Float64Array {
  return Float64Array.from({ length }, (_, n) => 0.5 - 0.5 * cos((2 * Math.PI * n) / length));
}

interface FilterOptions {
  sampleRate: number;
  /** Of the Fourier transform. */
  size: number;
  mels: number;
  low: number;
  high: number;
}

/** The frequencies that a filter is not 0 at, from number `first` on. */
interface Filter {
  first: number;
  weights: Float64Array;
}

function melFilters({ sampleRate, size, mels, low, high }: FilterOptions): Filter[] {
  const [from, to] = [melOf(low), melOf(high)];
  const corner = (n: number) => hertzOf(from + ((to - from) * n) / (mels + 1));
  return Array.from({ length: mels }, (_, m) => {
    const [left, centre, right] = [corner(m), corner(m + 1), corner(m + 2)];
    const weights: number[] = [];
    let first = 0;
    for (let k = 0; k <= size / 2; k++) {
      const f = (k * sampleRate) / size;
      const weight = Math.min((f - left) / (centre - left), (right - f) / (right - centre));
      if (weight <= 0) continue;
      if (weights.length === 0) first = k;
      weights.push(weight);
    }
    if (weights.length === 0) {
      throw new UnrollError(
        'usage',
        `mel filter ${m + 1} of ${mels} is narrower than the ${(sampleRate / size).toFixed(1)} hertz between two frequencies; use fewer mels or a longer frame`,
      );
    }
    return { first, weights: Float64Array.from(weights) };
  });
}

const melOf = (hertz: number) => (2595 / Math.LN10) * log(1 + hertz / 700);
const hertzOf = (mel: number) => 700 * (exp((mel * Math.LN10) / 2595) - 1);
