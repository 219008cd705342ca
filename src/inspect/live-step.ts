/**
 * The numbers of one step of a language model, box by box as `networkPlan` names them, each with the
 * formula that made it: the engine reads up to the step before, and the step itself is computed in plain
 * doubles from the equations. For layers of any width: the first units and statistics over all.
 */
import type { TextModel } from '../generate/text-model.ts';
import type { LanguageModelConfig } from '../models/config.ts';
import { NOTHING } from '../models/language-model.ts';
import { Predictor } from '../models/predictor.ts';
import type { LayerState } from '../nn/recurrent/stack.ts';
import { expected } from '../util/errors.ts';
import type { CellState } from './explain-cells.ts';
import { type ForwardStep, forward, makeNetwork } from './explain-network.ts';
import { networkWeights } from './explain-parameters.ts';
import { inGeneral, type LiveVector, type NamedVector, summary } from './live-vector.ts';
import { add } from './plain.ts';

export interface LiveStep {
  /** The symbols of the text, as the vocabulary has them, and their ids. */
  symbols: string[];
  ids: number[];
  /** Which of them has just been read, from 0. */
  at: number;
  boxes: { id: string; vectors: LiveVector[] }[];
  /** The most probable next symbols. */
  next: { id: number; token: string; probability: number }[];
}

export interface LiveStepOptions {
  /** Units of each vector that are given, from the first; default 8. */
  units?: number;
  /** How many next symbols; default 12. */
  top?: number;
}

export interface LiveSteps {
  /**
   * The step that reads symbol `at` of `text`. Errors: 'usage' for a place that the text does not have,
   * 'data' for symbols that the model does not know.
   */
  at(text: string, at: number, options?: LiveStepOptions): LiveStep;
}

/** Symbols between states that are kept of the last text, so that stepping through it reads few again. */
const KEPT_EVERY = 64;

/** Error 'unsupported' for a user's own cell, which has no equations here. */
export function liveSteps(model: TextModel): LiveSteps {
  const { network, codec, config } = model;
  const V = codec.vocabulary.size;
  const tokens = Array.from({ length: V }, (_, id) => codec.vocabulary.token(id));
  const named = Object.fromEntries(
    network.parameters.names().map((name) => [name, network.parameters.read(name)]),
  );
  const plain = makeNetwork(config, networkWeights(config, named, V), V);
  const reader = new StateReader(model);

  return {
    at(text, at, { units = 8, top = 12 } = {}) {
      const ids = codec.encode(text);
      if (!Number.isInteger(at) || at < 0 || at >= ids.length) {
        throw expected('the place in the text', `a whole number below ${ids.length}`, at);
      }
      const before = reader.before(ids, at).map(plainState);
      // The target matters to the loss alone, which is not asked for.
      const [step] = forward(plain, [ids[at]], [ids[at]], before);
      return {
        symbols: Array.from(ids, (id) => tokens[id]),
        ids: Array.from(ids),
        at,
        boxes: boxesOf(step, config, before).map(({ id, vectors }) => ({
          id,
          vectors: vectors.map((vector) => summary(vector, units)),
        })),
        next: likeliest(step.probabilities, top, codec.vocabulary.bos).map((id) => ({
          id,
          token: tokens[id],
          probability: step.probabilities[id],
        })),
      };
    },
  };
}

/** States of the engine within one text; some are kept. */
class StateReader {
  private readonly model: TextModel['network'];
  private readonly first: Int32Array;
  private ids: Int32Array = new Int32Array(0);
  private kept: LayerState[][] = [];

  constructor({ network, codec }: TextModel) {
    this.model = network;
    this.first = Int32Array.of(codec.vocabulary.bos ?? NOTHING);
  }

  /** The state in which symbol `at` is read. The engine's memory is given back at the end of each call. */
  before(ids: Int32Array, at: number): LayerState[] {
    const predictor = new Predictor(this.model);
    const read = (some: Int32Array, state: LayerState[]): LayerState[] =>
      some.length === 0 ? state : predictor.read(some, { B: 1, state }).state;
    try {
      if (ids.length !== this.ids.length || ids.some((id, i) => id !== this.ids[i])) {
        this.ids = ids;
        this.kept = [read(this.first, this.model.initialState(1))];
      }
      const block = Math.floor(at / KEPT_EVERY);
      while (this.kept.length <= block) {
        const from = (this.kept.length - 1) * KEPT_EVERY;
        const state = this.kept[this.kept.length - 1];
        this.kept.push(read(this.ids.subarray(from, from + KEPT_EVERY), state));
      }
      return read(this.ids.subarray(block * KEPT_EVERY, at), this.kept[block]);
    } finally {
      predictor.close();
    }
  }
}

function plainState({ h, c }: LayerState): CellState {
  return { h: Array.from(h), c: c && Array.from(c) };
}

function boxesOf(
  step: ForwardStep,
  { embed, residual, tie }: LanguageModelConfig,
  before: readonly CellState[],
) {
  const boxes: { id: string; vectors: NamedVector[] }[] = [];
  const x = { name: 'x[t]', formula: '', values: step.layers[0].x };
  boxes.push({ id: embed === 'onehot' ? 'symbol' : 'embedding', vectors: [x] });
  step.layers.forEach((layer, k) => {
    const { h, c } = before[k];
    const states = [{ name: 'h[t-1]', formula: '', values: h }];
    if (c !== undefined) states.push({ name: 'c[t-1]', formula: '', values: c });
    const quantities = layer.step.quantities.map(({ name, formula, values }) => ({
      name: inGeneral(name),
      formula: inGeneral(formula),
      values,
    }));
    const read = { name: 'x[t]', formula: '', values: layer.x };
    const vectors = [read, ...states, ...quantities];
    if (residual && k > 0) {
      vectors.push({ name: 'y[t]', formula: 'h[t] + x[t]', values: add(layer.step.h, layer.x) });
    }
    boxes.push({ id: `layer-${k + 1}`, vectors });
  });
  step.outputs.slice(1).forEach((values, k) => {
    const below = k === 0 ? 'y' : `u${k}`;
    const formula = `tanh(A${k + 1} ${below}[t] + a${k + 1})`;
    boxes.push({ id: `dense-${k + 1}`, vectors: [{ name: `u${k + 1}[t]`, formula, values }] });
  });
  const last = step.outputs[step.outputs.length - 1];
  const projected = step.features === last ? [] : [step.features];
  boxes.push({
    id: 'output',
    vectors: [
      { name: 'y[t]', formula: '', values: last },
      ...projected.map((values) => ({ name: 'v[t]', formula: 'P y[t]', values })),
      {
        name: 'logits[t]',
        formula: `${tie ? 'E' : 'V'} ${projected.length > 0 ? 'v' : 'y'}[t] + b`,
        values: step.logits,
      },
      { name: 'p[t]', formula: 'softmax(logits[t])', values: step.probabilities },
    ],
  });
  return boxes;
}

function likeliest(probabilities: readonly number[], top: number, bos?: number): number[] {
  const ids = probabilities.map((_, id) => id).filter((id) => id !== bos);
  return ids.sort((a, b) => probabilities[b] - probabilities[a] || a - b).slice(0, top);
}
