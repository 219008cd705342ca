import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { powerSpectrum } from '../../../src/data/audio/fft.ts';
import { type LogMelOptions, logMel } from '../../../src/data/audio/log-mel.ts';
import { keyFor, Rng } from '../../../src/util/rng.ts';
import { failure } from '../files.ts';

const stored = JSON.parse(
  readFileSync(new URL('../../fixtures/log-mel.json', import.meta.url), 'utf8'),
) as {
  pcm: number[];
  cases: { options: LogMelOptions; T: number; frames: number[] }[];
};
const sound = Float32Array.from(stored.pcm, (sample) => sample / 32768);

describe('the power spectrum', () => {
  it.each([2, 4, 8, 64])('of %i numbers is that of the sum that defines it', (size) => {
    const rng = new Rng(keyFor(size, 'data'));
    const frame = Float64Array.from({ length: size - (size > 4 ? 3 : 0) }, () => rng.normal());
    const power = new Float64Array(size / 2 + 1);
    const spectrum = powerSpectrum(size);
    spectrum.of(
      Float64Array.from({ length: size }, () => 7),
      power,
    ); // leaves nothing behind
    spectrum.of(frame, power);
    for (let k = 0; k <= size / 2; k++) {
      let [re, im] = [0, 0];
      frame.forEach((x, n) => {
        re += x * Math.cos((2 * Math.PI * k * n) / size);
        im -= x * Math.sin((2 * Math.PI * k * n) / size);
      });
      expect(power[k]).toBeCloseTo(re * re + im * im, 10);
    }
  });

  it('needs a power of two, and frames that fit', async () => {
    expect((await failure(() => powerSpectrum(12))).message).toMatch(/power of two .* 12/);
    const spectrum = powerSpectrum(4);
    const { message } = await failure(() => spectrum.of(new Float64Array(5), new Float64Array(3)));
    expect(message).toMatch(/at most 4 long but received 5/);
  });
});

describe('log-mel features', () => {
  it.each(stored.cases)('equal those of numpy: %o', ({ options, T, frames }) => {
    const found = logMel(sound, options);
    expect([found.T, found.width]).toEqual([T, options.mels]);
    expect(found.frames).toHaveLength(frames.length);
    found.frames.forEach((value, i) => {
      // Stored with 7 digits after the point, ours has 24 bits.
      expect(Math.abs(value - frames[i])).toBeLessThan(2e-6);
    });
  });

  it('of silence are the floor', () => {
    const { frames } = logMel(new Float32Array(400), { sampleRate: 16000, floor: 1e-6 });
    expect(frames).toHaveLength(40);
    for (const value of frames) expect(value).toBe(Math.fround(-13.815510557964274)); // ln 1e-6
  });

  it('of a tone are highest in the filter around it', () => {
    const tone = Float32Array.from({ length: 1600 }, (_, n) =>
      Math.sin((2 * Math.PI * 1000 * n) / 16000),
    );
    const { frames, width } = logMel(tone, { sampleRate: 16000, mels: 20 });
    const mel = (f: number) => 2595 * Math.log10(1 + f / 700);
    const nearest = Math.round((mel(1000) * 21) / mel(8000)) - 1;
    expect(frames.subarray(0, width).indexOf(Math.max(...frames.subarray(0, width)))).toBe(nearest);
  });

  it.each<[string, number, Partial<LogMelOptions>, string, RegExp]>([
    [
      'a sound shorter than a frame',
      399,
      {},
      'data',
      /399 samples is shorter than one frame of 400/,
    ],
    [
      'filters that are too narrow',
      400,
      { mels: 200 },
      'usage',
      /mel filter \d+ of 200 .* fewer mels/,
    ],
    ['no filters', 400, { mels: 0 }, 'usage', /mels to be a positive integer/],
    ['a frame of 0', 400, { frame: 0 }, 'usage', /frame to be above 0/],
    ['a frame of one sample', 400, { frame: 1 / 16000 }, 'usage', /at least 2 samples/],
    ['a hop of NaN', 400, { hop: Number.NaN }, 'usage', /hop to be above 0/],
    ['frequencies that are not there', 400, { high: 9000 }, 'usage', /high ≤ 8000/],
    ['low above high', 400, { low: 500, high: 400 }, 'usage', /low < high/],
  ])('refuse %s', async (_, length, options, code, message) => {
    const error = await failure(() =>
      logMel(new Float32Array(length), { sampleRate: 16000, ...options }),
    );
    expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
  });
});
