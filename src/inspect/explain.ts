/**
 * `explain`: every number of a small language model's forward pass, loss and backward pass through
 * time on a short text, computed a second time in plain doubles and checked against the engine.
 */
import type { Backend } from '../backend/backend.ts';
import { createReferenceBackend } from '../backend/js/reference.ts';
import type { LanguageModelConfig } from '../models/config.ts';
import type { LanguageModel } from '../models/language-model.ts';
import { UnrollError } from '../util/errors.ts';
import { exp } from '../util/maths.ts';
import { plainCell } from './explain-cells.ts';
import { checkAgainst } from './explain-check.ts';
import { gradientFlow } from './explain-flow.ts';
import {
  type BackwardStep,
  backward,
  type ForwardStep,
  forward,
  makeNetwork,
  zeroGradients,
} from './explain-network.ts';
import { type NamedWeights, namedMatrices, networkWeights } from './explain-parameters.ts';
import type { ExplainStep, Explanation, LayerStep, Quantity } from './explain-record.ts';
import { norm } from './plain.ts';

/** A model as plain data: nothing of the engine is needed to explain it. */
export interface ExplainModel {
  config: LanguageModelConfig;
  /** The vocabulary by id. */
  tokens: readonly string[];
  weights: NamedWeights;
}

export interface ExplainOptions {
  /** Hidden units (and embedding and output layer sizes) that may be shown; default 16. */
  units?: number;
  /** Predictions that may be shown; default 32. */
  steps?: number;
  /** Vocabulary that may be shown; default 128. */
  symbols?: number;
  /** Engines to check against; default: the reference in double precision. They stay open. */
  backends?: readonly Backend[];
}

/** The plain data of a model that is open. */
export function explainModel(model: LanguageModel, tokens: readonly string[]): ExplainModel {
  const { config, parameters } = model;
  const weights = Object.fromEntries(
    parameters.names().map((name) => [name, parameters.read(name)]),
  );
  return { config, tokens, weights };
}

/**
 * Explains the predictions ids[1] … ids[n−1], each from the symbols before it; the state starts at
 * zero. Errors: 'usage' for a text of fewer than two symbols and for sizes above the limits, 'data'
 * for ids outside the vocabulary, 'unsupported' for a user's own cell, 'format' for weights that do
 * not fit the configuration.
 */
export function explain(
  { config, tokens, weights }: ExplainModel,
  ids: ArrayLike<number>,
  { units = 16, steps: most = 32, symbols = 128, backends }: ExplainOptions = {},
): Explanation {
  const cell = plainCell(config.cell);
  checkLimits(config, tokens.length, ids.length - 1, { units, steps: most, symbols });
  const all = Array.from(ids);
  for (const id of all) {
    if (!Number.isInteger(id) || id < 0 || id >= tokens.length) {
      throw new UnrollError(
        'data',
        `expected ids from 0 to ${tokens.length - 1} but received ${id}`,
      );
    }
  }
  const inputs = all.slice(0, -1);
  const targets = all.slice(1);
  const T = inputs.length;
  const network = makeNetwork(
    config,
    networkWeights(config, weights, tokens.length),
    tokens.length,
  );
  const there = forward(network, inputs, targets);
  const gradients = zeroGradients(network.weights);
  const back = backward(network, there, () => 1 / T, gradients);
  const loss = there.reduce((sum, step) => sum + step.loss, 0) / T;
  const named = { config, tokens };
  const gradientMatrices = namedMatrices(gradients, named);
  const steps = there.map((step, index) =>
    stepRecord(step, back[index], { index, config, tokens, T }),
  );
  const explained = { steps, loss, gradients: gradientMatrices, gates: cell.gates };
  const checked = { config, weights, vocabularySize: tokens.length, inputs, targets };
  return {
    kind: 'explanation',
    text: all.map((id) => tokens[id]),
    config,
    vocabulary: [...tokens],
    length: T,
    gates: [...cell.gates],
    equations: equationsOf(config),
    parameters: namedMatrices(network.weights, named),
    gradients: gradientMatrices,
    steps,
    loss,
    perplexity: exp(loss),
    gradientNorm: norm(gradientMatrices.flatMap(({ values }) => values.flat())),
    flow: gradientFlow(network, there, back),
    checks: withBackends(backends, (backend) => checkAgainst(backend, checked, explained)),
  };
}

function withBackends<T>(given: readonly Backend[] | undefined, use: (backend: Backend) => T): T[] {
  if (given !== undefined) return given.map(use);
  const reference = createReferenceBackend();
  try {
    return [use(reference)];
  } finally {
    reference.close();
  }
}

function checkLimits(
  { hidden, embed, outputLayers }: LanguageModelConfig,
  V: number,
  T: number,
  limits: { units: number; steps: number; symbols: number },
): void {
  if (T < 1) {
    throw new UnrollError(
      'usage',
      `expected a text of at least two symbols (one to read, one to predict) but received ${T + 1}`,
    );
  }
  const widest = Math.max(hidden, embed === 'onehot' ? 0 : embed, ...outputLayers);
  const check = (size: number, limit: number, what: string, flag: string) => {
    if (size <= limit) return;
    throw new UnrollError(
      'usage',
      `explain shows every number, and ${what} is more than its limit of ${limit}: ${flag} ${size} shows it all the same`,
    );
  };
  check(widest, limits.units, `a layer of ${widest} units`, '--units');
  check(V, limits.symbols, `a vocabulary of ${V} symbols`, '--symbols');
  if (T > limits.steps) {
    throw new UnrollError(
      'usage',
      `explain shows every number, and ${T} predictions are more than its limit of ${limits.steps}: give a shorter text, or --steps ${T}`,
    );
  }
}

interface StepContext {
  index: number;
  config: LanguageModelConfig;
  tokens: readonly string[];
  T: number;
}

function stepRecord(step: ForwardStep, back: BackwardStep, context: StepContext): ExplainStep {
  const { index, tokens } = context;
  const t = index + 1;
  const token = (id: number) => ({ id, token: tokens[id] });
  return {
    t,
    input: token(step.input),
    target: token(step.target),
    layers: step.layers.map(({ x, step: { quantities, h, c } }, k) => ({
      x,
      forward: quantities,
      h,
      c,
      dh: hiddenGradient(back.layers[k], k, context),
      dcThroughTime: back.layers[k].dcThroughTime,
      backward: back.layers[k].quantities,
      dx: back.layers[k].dx,
    })),
    outputNetwork: outputQuantities(step, t),
    logits: step.logits,
    probabilities: step.probabilities,
    loss: step.loss,
    dLogits: back.dLogits,
    outputNetworkBackward: back.dOutputs.map(({ dPre }, k) => ({
      name: `∂L/∂(A${k + 1} … + a${k + 1})`,
      formula: `∂L/∂u${k + 1}[${t}] ⊙ (1 - u${k + 1}[${t}]²)`,
      values: dPre,
    })),
  };
}

function hiddenGradient(
  { fromOutput, throughTime, total }: BackwardStep['layers'][number],
  k: number,
  { config, index, T }: StepContext,
): LayerStep['dh'] {
  const t = index + 1;
  const { layers, outputLayers, tie, residual } = config;
  const output = tie ? 'Eᵀ' : 'Vᵀ';
  const above =
    k < layers - 1
      ? `Wᵀ ∂L/∂a[${t}] of layer ${k + 2}${residual ? `, and ∂L/∂h[${t}] there` : ''}`
      : outputLayers.length > 0
        ? 'through the output network'
        : `${output} ∂L/∂logits[${t}]`;
  return {
    fromOutput: {
      name: k < layers - 1 ? `from layer ${k + 2}` : 'from the output',
      formula: above,
      values: fromOutput,
    },
    throughTime: {
      name: 'through time',
      formula:
        t === T ? 'nothing comes after the last step' : plainCell(config.cell).throughTime(t + 1),
      values: throughTime,
    },
    total: { name: `∂L/∂h[${t}]`, formula: 'the sum of both', values: total },
  };
}

function outputQuantities(step: ForwardStep, t: number): Quantity[] {
  const list = step.outputs.slice(1).map((values, k) => ({
    name: `u${k + 1}[${t}]`,
    formula: `tanh(A${k + 1} ${k === 0 ? 'y' : `u${k}`}[${t}] + a${k + 1})`,
    values,
  }));
  const last = step.outputs[step.outputs.length - 1];
  if (step.features === last) return list;
  const below = step.outputs.length > 1 ? `u${step.outputs.length - 1}` : 'y';
  return [...list, { name: `v[${t}]`, formula: `P ${below}[${t}]`, values: step.features }];
}

/** The model in formulas: input, cell, output, loss. */
function equationsOf(config: LanguageModelConfig): string[] {
  const { cell, layers, residual, outputLayers, embed, tie, nonlinearity, peepholeOutput } = config;
  const lines = [
    embed === 'onehot' ? 'x[t] = onehot(symbol t)' : 'x[t] = row (symbol t) of the embedding E',
    ...plainCell(cell).equations({ nonlinearity, peepholeOutput }),
  ];
  if (layers > 1) {
    lines.push(
      residual
        ? `layer k > 1 reads y of the layer below, and y = h + x there (y = h in layer 1)`
        : `layer k > 1 reads h of the layer below as its x`,
    );
  }
  let top = layers > 1 && residual ? 'y' : 'h';
  outputLayers.forEach((_, k) => {
    lines.push(`u${k + 1}[t] = tanh(A${k + 1} ${top}[t] + a${k + 1})`);
    top = `u${k + 1}`;
  });
  if (tie && embed !== 'onehot' && embed !== (outputLayers.at(-1) ?? config.hidden)) {
    lines.push(`v[t] = P ${top}[t]`);
    top = 'v';
  }
  lines.push(
    `logits[t] = ${tie ? 'E' : 'V'} ${top}[t] + b`,
    'p[t] = softmax(logits[t])',
    'loss[t] = -ln p[t](target t)',
    'L = mean of loss[t] over t',
  );
  return lines;
}
