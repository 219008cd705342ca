/**
 * The causal check of a unit: what changes when it, or one of its gates, is held. By probe, how surprising the
 * symbols are that open, fill and close what the probe marks; and what the model writes.
 */
import { prepareCorpus, type TextEncoding } from '../../data/index.ts';
import type { EvaluationSource, TextModel } from '../../generate/text-model.ts';
import type { SampleOptions } from '../../generate/types.ts';
import type { Clamp } from '../../nn/recurrent/clamp.ts';
import type { Probe } from '../probes/probe.ts';
import { probes as builtIn } from '../probes/table.ts';
import { traceText } from '../trace-text.ts';
import { checkNames, labelsOf, readText } from './labels.ts';

export interface ClampEffectOptions {
  clamp: readonly Clamp[];
  /** Default: all that are built in. */
  probes?: readonly Probe[];
  /** Of the generated text; absent: none is made. */
  sample?: Omit<SampleOptions, 'clamp' | 'state' | 'n' | 'signal'>;
  encoding?: TextEncoding;
  signal?: AbortSignal;
}

/** Mean surprise in nats of `count` symbols, with the network free and held. */
export interface Surprise {
  count: number;
  free: number;
  held: number;
}

export interface ProbeEffect {
  probe: string;
  what: string;
  /** Values from which the probe counts as on; absent where it is on or off. */
  from?: number;
  /** Symbols at which it becomes on, and at which it ceases: the opening and the closing quote. */
  opening: Surprise;
  closing: Surprise;
  /** Symbols at which it is on, the opening one among them; and all others. */
  inside: Surprise;
  outside: Surprise;
  /** Of the generated texts. */
  written?: { free: Written; held: Written };
}

/** What a probe finds in a text. */
export interface Written {
  /** Of its symbols, where the probe is on. */
  share: number;
  opened: number;
  closed: number;
}

export interface ClampEffect {
  clamp: readonly Clamp[];
  all: Surprise;
  probes: ProbeEffect[];
  /** Prime included. */
  samples?: { free: string; held: string };
}

/** Errors as of `traceText`; 'usage' for clamps that the network does not have. */
export async function clampEffect(
  model: TextModel,
  source: string | EvaluationSource,
  { clamp, probes = builtIn, sample, encoding, signal }: ClampEffectOptions,
): Promise<ClampEffect> {
  checkNames(probes);
  const given = typeof source === 'string' ? { text: source } : source;
  const train = 'files' in given ? given.files.map((file) => ({ file })) : [given];
  const corpus = await prepareCorpus({ train, codec: model.codec, encoding, signal });
  let read: ReturnType<typeof readText>;
  try {
    read = readText(model, corpus.train);
  } finally {
    corpus.close();
  }
  const symbols = read.ends.length;
  const labels = probes.map((probe) => labelsOf(probe, read, symbols));
  const surprises = async (held: readonly Clamp[]) => {
    const all = new Float64Array(symbols);
    const options = { clamp: held, names: [], encoding, signal };
    for await (const { from, surprise } of traceText(model, given, options)) {
      all.set(surprise ?? [], from);
    }
    return all;
  };
  const free = await surprises([]);
  const held = await surprises(clamp);
  const meanWhere = (chosen: (n: number) => boolean): Surprise => {
    const sums = { count: 0, free: 0, held: 0 };
    for (let n = 0; n < symbols; n++) {
      if (Number.isNaN(free[n]) || !chosen(n)) continue;
      sums.count++;
      sums.free += free[n];
      sums.held += held[n];
    }
    const count = Math.max(1, sums.count);
    return { count: sums.count, free: sums.free / count, held: sums.held / count };
  };
  const samples = sample && {
    free: (await model.generate(sample))[0],
    held: (await model.generate({ ...sample, clamp }))[0],
  };
  return {
    clamp,
    all: meanWhere(() => true),
    probes: labels.map(({ probe, on, from }) => ({
      probe: probe.name,
      what: probe.what,
      ...(from !== undefined && { from }),
      opening: meanWhere((n) => on[n] === 1 && on[n - 1] === 0),
      closing: meanWhere((n) => on[n] === 0 && on[n - 1] === 1),
      inside: meanWhere((n) => on[n] === 1),
      outside: meanWhere((n) => on[n] === 0),
      ...(samples && {
        written: {
          free: written(probe, samples.free, from),
          held: written(probe, samples.held, from),
        },
      }),
    })),
    ...(samples && { samples }),
  };
}

function written(probe: Probe, text: string, from = 1): Written {
  const on = Uint8Array.from(probe.label(text), (value) => +(value >= from));
  let inside = 0;
  let opened = 0;
  let closed = 0;
  on.forEach((now, n) => {
    inside += now;
    if (now === 1 && on[n - 1] !== 1) opened++;
    if (now === 0 && on[n - 1] === 1) closed++;
  });
  return { share: inside / Math.max(1, on.length), opened, closed };
}
