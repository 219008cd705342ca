/**
 * What probes say of the symbols of a text, and the same turned round in a circle: a control with the same
 * runs and the same share, which no unit can know.
 */
import type { CorpusPart } from '../../data/index.ts';
import type { TextModel } from '../../generate/text-model.ts';
import { UnrollError } from '../../util/errors.ts';
import { keyFor, Rng } from '../../util/rng.ts';
import type { Probe } from '../probes/probe.ts';
import { readsOf } from '../trace-text.ts';
import { textsOf } from '../unit-series.ts';

/** One probe, or one control of it, over the symbols of a text. */
export interface Labels {
  probe: Probe;
  /** (symbols) */
  values: Float32Array;
  /** (symbols) 1 where the probe counts as on. */
  on: Uint8Array;
  /** Values from which the probe counts as on; undefined where they are 0 and 1. */
  from?: number;
}

/** Symbols read at a time; any number does. */
const STEPS = 4096;

/** The text as the model reads it, and where in it each symbol ends: its last character is at `ends[n] − 1`. */
export function readText(model: TextModel, part: CorpusPart): { text: string; ends: Uint32Array } {
  const texts = textsOf(model);
  const pieces: string[] = [];
  const ends: number[] = [];
  let end = 0;
  for (const { ids } of readsOf(part, STEPS)) {
    for (const piece of texts(ids.subarray(0, STEPS))) {
      pieces.push(piece);
      end += piece.length;
      ends.push(end);
    }
  }
  return { text: pieces.join(''), ends: Uint32Array.from(ends) };
}

/** Of each symbol the value at its last character. The first `chosen` symbols decide what a median is. */
export function labelsOf(
  probe: Probe,
  { text, ends }: { text: string; ends: Uint32Array },
  chosen: number,
): Labels {
  const all = probe.label(text);
  const values = Float32Array.from(ends, (end) => (end === 0 ? 0 : all[end - 1]));
  const binary = values.every((value) => value === 0 || value === 1);
  const from = binary ? undefined : (probe.on ?? aboveMedian(values.slice(0, chosen)));
  const least = from ?? 1;
  return { probe, values, on: Uint8Array.from(values, (value) => +(value >= least)), from };
}

/** The least value above the median. */
function aboveMedian(values: Float32Array): number {
  values.sort();
  const median = values[Math.floor((values.length - 1) / 2)];
  return values.find((value) => value > median) ?? Number.POSITIVE_INFINITY;
}

/** Each part turned round by itself, by a quarter to three quarters of its length. */
export function rotated(labels: Labels, chosen: number, seed: number): Labels {
  const rng = new Rng(keyFor(seed, 'data'));
  const share = 0.25 + 0.5 * rng.uniform();
  return {
    ...labels,
    values: turned(labels.values, chosen, share),
    on: turned(labels.on, chosen, share),
  };
}

function turned<A extends Float32Array | Uint8Array>(values: A, border: number, share: number): A {
  const result = values.slice() as A;
  for (const [from, to] of [
    [0, border],
    [border, values.length],
  ]) {
    const length = to - from;
    const shift = Math.round(share * length);
    for (let i = 0; i < length; i++) result[from + ((i + shift) % length)] = values[from + i];
  }
  return result;
}

/** Throws 'usage' where two probes have the same name. */
export function checkNames(probes: readonly Probe[]): void {
  const names = probes.map(({ name }) => name);
  const twice = names.find((name, k) => names.indexOf(name) !== k);
  if (twice !== undefined) {
    throw new UnrollError('usage', `two probes are called "${twice}": give one another name`);
  }
}
