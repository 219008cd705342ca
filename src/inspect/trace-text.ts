/**
 * What a language model does with a text, symbol by symbol: every layer's gates and states from the
 * same walk that trains and samples, how surprised it was, and what it expected next. In chunks, so that
 * memory does not grow with the text; the event loop gets its turn between them.
 */
import { setImmediate } from 'node:timers/promises';
import type { CorpusPart, TextEncoding } from '../data/index.ts';
import { prepareCorpus } from '../data/index.ts';
import { checkState, cloneState } from '../generate/model-state.ts';
import type { EvaluationSource, TextModel } from '../generate/text-model.ts';
import type { ModelState } from '../generate/types.ts';
import { IGNORED, NOTHING } from '../models/language-model.ts';
import { passLength } from '../models/predictor.ts';
import { type Clamp, checkClamps, clampWatcher } from '../nn/recurrent/clamp.ts';
import type { LayerState } from '../nn/recurrent/stack.ts';
import { WatchedTape, type Watcher } from '../nn/recurrent/watch.ts';
import { linearCrossEntropy } from '../tensor/ops/cross-entropy.ts';
import { linear } from '../tensor/ops/linear.ts';
import { softmax } from '../tensor/ops/softmax.ts';
import { PackCache } from '../tensor/pack-cache.ts';
import { valuesOf } from '../tensor/tensor.ts';
import {
  checkWanted,
  isWanted,
  type LayerValues,
  pickValues,
  type Wanted,
} from './layer-values.ts';

export interface TraceOptions extends Wanted {
  /** What was read before the text; absent: where a text starts. Not for models of lines or documents. */
  state?: ModelState;
  /** Units and gates held meanwhile. */
  clamp?: readonly Clamp[];
  /** How surprised the model was by each symbol. Default true. */
  surprise?: boolean;
  /** The whole distribution of what comes after each symbol. Default false. */
  distribution?: boolean;
  /** Of the files; default utf8. */
  encoding?: TextEncoding;
  signal?: AbortSignal;
}

/** Some steps of a text, one for each symbol that the network reads. */
export interface TraceChunk {
  /** Steps before this chunk. */
  from: number;
  /** (steps) what was read; a line or document of models of such begins with `<s>`. */
  ids: Int32Array;
  symbols: string[];
  /** Layers from below, as far as they are wanted. */
  layers: LayerValues[];
  /** (steps) −ln P of each symbol given all before it, in nats; NaN for `<s>`, which is not predicted. */
  surprise?: Float64Array;
  /** (steps, V) probabilities of what comes next. */
  distribution?: Float64Array;
}

/**
 * A text in memory or files, which are streamed. Errors: 'usage' for a layer or unit that there is not,
 * 'data' and 'file' for text that cannot be read, 'shape' for a state of another model.
 */
export async function* traceText(
  model: TextModel,
  source: string | EvaluationSource,
  options: TraceOptions = {},
): AsyncGenerator<TraceChunk, void, void> {
  const { network, codec } = model;
  const { state, encoding, signal } = options;
  checkWanted(options, network.config);
  checkClamps(options.clamp ?? [], network.stack);
  if (state !== undefined) checkState(state, network);
  const given = typeof source === 'string' ? { text: source } : source;
  const train = 'files' in given ? given.files.map((file) => ({ file })) : [given];
  const corpus = await prepareCorpus({ train, codec, encoding, signal });
  const walk = new Walk(model, options);
  try {
    for (const chunk of chunksOf(walk, corpus.train, state)) {
      signal?.throwIfAborted();
      yield chunk;
      await setImmediate();
    }
  } finally {
    walk.close();
    corpus.close();
  }
}

function* chunksOf(
  walk: Walk,
  part: CorpusPart,
  state: ModelState | undefined,
): Generator<TraceChunk, void, void> {
  let from = 0;
  for (const { ids, begins } of readsOf(part, walk.steps)) {
    if (begins) walk.begin(part.sequences === undefined ? (state ?? 'nothing') : 'sequence');
    yield walk.read(ids, from);
    from += Math.min(walk.steps, ids.length);
  }
}

/**
 * What is read, at most `steps` symbols at a time and the one that follows them. A line or document ends
 * with `</s>`, which is predicted but never read.
 */
export function* readsOf(
  { source, sequences }: CorpusPart,
  steps: number,
): Generator<{ ids: Int32Array; begins: boolean }, void, void> {
  const count = sequences?.count ?? 1;
  for (let k = 0; k < count; k++) {
    const start = sequences?.starts[k] ?? 0;
    const end = sequences === undefined ? source.length : sequences.starts[k + 1] - 1;
    for (let at = start; at < end; at += steps) {
      const ids = new Int32Array(Math.min(steps + 1, end - at));
      source.read(at, ids);
      yield { ids, begins: at === start };
    }
  }
}

/** Reads on, from one chunk to the next. */
class Walk {
  /** Steps of a chunk. */
  readonly steps: number;
  private readonly model: TextModel;
  private readonly options: TraceOptions;
  private readonly packs: PackCache;
  private readonly tape: WatchedTape;
  /** Read before; not by the layers yet where it is still `unread`. */
  private layers: LayerState[] | undefined;
  private unread: number | undefined;
  /** Of the next symbol. */
  private surprise = Number.NaN;
  private picked: LayerValues[] | undefined;

  constructor(model: TextModel, options: TraceOptions) {
    const { backend, parameters } = model.network;
    this.model = model;
    this.options = options;
    this.steps = passLength(model.network, 1);
    this.packs = new PackCache(backend, parameters);
    const watcher: Watcher = {
      ...clampWatcher(options.clamp ?? []),
      walked: (place, view) => {
        if (isWanted(place, options)) this.picked?.push(pickValues(place, view, options));
      },
    };
    this.tape = new WatchedTape(backend, watcher, { recording: false, packs: this.packs });
  }

  /** Where a sequence with its `<s>` starts, a stream from nothing, or what goes on from a state. */
  begin(at: 'sequence' | 'nothing' | ModelState): void {
    this.surprise = Number.NaN;
    this.layers = typeof at === 'string' ? undefined : cloneState(at).layers;
    this.unread = typeof at === 'string' ? NOTHING : at.last;
    if (at === 'sequence') this.unread = undefined;
  }

  /** All ids but one more than `steps`, which are looked at only to say how surprising the next one is. */
  read(ids: Int32Array, from: number): TraceChunk {
    if (this.unread !== undefined) this.readBefore(this.unread, ids[0]);
    const { vocabulary } = this.model.codec;
    const read = ids.subarray(0, this.steps);
    const targets = new Int32Array(read.length).fill(IGNORED);
    targets.set(ids.subarray(1));
    const layers: LayerValues[] = [];
    this.picked = layers;
    const { surprises, distribution } = this.pass(read, targets);
    this.picked = undefined;
    const surprise = surprises && Float64Array.of(this.surprise, ...surprises.subarray(0, -1));
    this.surprise = surprises?.at(-1) ?? Number.NaN;
    const symbols = Array.from(read, (id) => vocabulary.token(id));
    return { from, ids: read.slice(), symbols, layers, surprise, distribution };
  }

  /** The step before the text, which nobody asked about. The zero input leaves the state as it was. */
  private readBefore(id: number, next: number): void {
    const before = this.layers;
    const { surprises } = this.pass(Int32Array.of(id), Int32Array.of(next));
    this.surprise = surprises?.[0] ?? Number.NaN;
    if (id === NOTHING) this.layers = before;
    this.unread = undefined;
  }

  private pass(
    inputs: Int32Array,
    targets: Int32Array,
  ): { surprises?: Float64Array; distribution?: Float64Array } {
    const { tape, model, options } = this;
    const { network } = model;
    const { surprise = true, distribution = false } = options;
    tape.reset();
    const T = inputs.length;
    const { output: x, state } = network.features(tape, { inputs, T, B: 1, state: this.layers });
    this.layers = state();
    const layer = network.outputLayer();
    const losses =
      surprise &&
      linearCrossEntropy(tape, { x, ...layer }, targets, {
        ignoreIndex: IGNORED,
        reduction: 'none',
      });
    return {
      surprises: losses ? Float64Array.from(losses.data.array()) : undefined,
      distribution: distribution
        ? Float64Array.from(valuesOf(softmax(tape, linear(tape, x, layer.weight, layer.bias))))
        : undefined,
    };
  }

  close(): void {
    this.tape.close();
    this.packs.close();
  }
}
