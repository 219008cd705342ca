/**
 * The discrete Fourier transform of real numbers by the radix-2 algorithm of Cooley and Tukey, with our
 * own sin and cos, so that features have the same bits on every engine.
 */
import { expected } from '../../util/errors.ts';
import { cos, sin } from '../../util/maths.ts';

export interface PowerSpectrum {
  readonly size: number;
  /** |X_k|² for k = 0 … size/2 of `frame`, which is padded with zeros to `size`; into (size/2 + 1). */
  of(frame: Float64Array, into: Float64Array): void;
}

/** For frames of at most `size` numbers, a power of two from 2. */
export function powerSpectrum(size: number): PowerSpectrum {
  if (!Number.isInteger(Math.log2(size)) || size < 2) {
    throw expected('the size of a Fourier transform', 'a power of two from 2', size);
  }
  const half = size / 2;
  // e^(−2πik/size)
  const cosines = Float64Array.from({ length: half }, (_, k) => cos((2 * Math.PI * k) / size));
  const sines = Float64Array.from({ length: half }, (_, k) => -sin((2 * Math.PI * k) / size));
  const reversed = bitReversal(size);
  const re = new Float64Array(size);
  const im = new Float64Array(size);

  function transform(): void {
    for (let width = 2; width <= size; width *= 2) {
      const stride = size / width;
      for (let from = 0; from < size; from += width) {
        for (let k = 0; k < width / 2; k++) {
          const [a, b] = [from + k, from + k + width / 2];
          const [c, s] = [cosines[k * stride], sines[k * stride]];
          const real = re[b] * c - im[b] * s;
          const imaginary = re[b] * s + im[b] * c;
          re[b] = re[a] - real;
          im[b] = im[a] - imaginary;
          re[a] += real;
          im[a] += imaginary;
        }
      }
    }
  }

  return {
    size,
    of(frame, into) {
      if (frame.length > size) throw expected('the frame', `at most ${size} long`, frame.length);
      re.fill(0);
      im.fill(0);
      for (let n = 0; n < frame.length; n++) re[reversed[n]] = frame[n];
      transform();
      for (let k = 0; k <= half; k++) into[k] = re[k] * re[k] + im[k] * im[k];
    },
  };
}

/** Where each place goes when the bits of its number are read backwards. */
function bitReversal(size: number): Uint32Array {
  const reversed = new Uint32Array(size);
  for (let n = 1, bit = size / 2; n < size; n *= 2, bit /= 2) {
    for (let k = 0; k < n; k++) reversed[n + k] = reversed[k] + bit;
  }
  return reversed;
}
