/** The numbers of a language model's boxes after it has read one symbol of a text. */
import type { TextModel } from '../../generate/text-model.ts';
import type { LayerValues } from '../../inspect/layer-values.ts';
import { traceText } from '../../inspect/trace-text.ts';
import type { StepAnswer, StepVector } from '../../protocol/network.ts';
import { UnrollError } from '../../util/errors.ts';
import { tanh } from '../../util/maths.ts';
import type { Operations } from './operations.ts';
import type { Question } from './question.ts';

/** Of the next symbols. */
const SHOWN = 12;

export function step({
  path,
  request: { weights, text, at, units },
  cache,
  signal,
}: Question<Operations['step']['request']>): Promise<StepAnswer> {
  return cache.useText(path, weights, async (model) => {
    const seen = await readTo(model, text, at, signal);
    const vector = (name: string, values: ArrayLike<number>) => described(name, values, units);
    const layers = seen.layers.map((layer, k) => ({
      id: `rnn.l${k}`,
      vectors: layerVectors(layer, seen.before?.[k], vector),
    }));
    const top = seen.layers.at(-1)?.values.h ?? [];
    return {
      symbols: seen.symbols,
      at,
      boxes: [
        ...embeddingBox(model, seen.id, vector),
        ...layers,
        ...outputBoxes(model, top, vector),
      ],
      next: likeliest(model, seen.distribution),
    };
  });
}

interface Seen {
  symbols: string[];
  id: number;
  layers: LayerValues[];
  /** After the symbol before; absent at the first, where states are zero. */
  before?: LayerValues[];
  distribution: Float64Array;
}

async function readTo(
  model: TextModel,
  text: string,
  at: number,
  signal: AbortSignal,
): Promise<Seen> {
  const symbols: string[] = [];
  let seen: Omit<Seen, 'symbols'> | undefined;
  let last: LayerValues[] | undefined;
  const wanted = { surprise: false, distribution: true, signal };
  for await (const { from, ids, symbols: some, layers, distribution } of traceText(
    model,
    text,
    wanted,
  )) {
    symbols.push(...some);
    const row = at - from;
    if (row >= 0 && row < ids.length && distribution !== undefined) {
      const V = distribution.length / ids.length;
      seen = {
        id: ids[row],
        layers: layers.map((layer) => rowOf(layer, row)),
        before: row === 0 ? last : layers.map((layer) => rowOf(layer, row - 1)),
        distribution: distribution.slice(row * V, (row + 1) * V),
      };
    }
    last = layers.map((layer) => rowOf(layer, ids.length - 1));
  }
  if (seen !== undefined) return { symbols, ...seen };
  throw new UnrollError('usage', `expected at to be below ${symbols.length} but received ${at}`);
}

/** One step of a layer. */
function rowOf(layer: LayerValues, row: number): LayerValues {
  const H = layer.units.length;
  const values = Object.fromEntries(
    Object.entries(layer.values).map(([name, all]) => [name, all.slice(row * H, (row + 1) * H)]),
  );
  return { ...layer, values };
}

type Describe = (name: string, values: ArrayLike<number>) => StepVector;

/** Gates, then states before and after. */
function layerVectors(
  { gates, states, values, units }: LayerValues,
  before: LayerValues | undefined,
  vector: Describe,
): StepVector[] {
  const zero = new Float64Array(units.length);
  const gatesShown = gates.filter((name) => !states.includes(name));
  return [
    ...states.map((name) => vector(`${name}[t-1]`, before?.values[name] ?? zero)),
    ...gatesShown.map((name) => vector(`${name}[t]`, values[name])),
    ...states.map((name) => vector(`${name}[t]`, values[name])),
  ];
}

function embeddingBox({ network, config }: TextModel, id: number, vector: Describe) {
  if (config.embed === 'onehot') return [];
  const table = network.parameters.read('embedding.weight');
  const row = table.subarray(id * config.embed, (id + 1) * config.embed);
  return [{ id: 'embedding', vectors: [vector('x[t]', row)] }];
}

/** y ← tanh(W y + b) for each deep output layer, then the logits W y + b. */
function outputBoxes({ network, parameters }: TextModel, h: ArrayLike<number>, vector: Describe) {
  const deep = parameters
    .map(({ name }) => /^(output_layers\.\d+)\.weight$/.exec(name)?.[1])
    .filter((id) => id !== undefined);
  let y: ArrayLike<number> = h;
  const boxes = deep.map((id) => {
    y = linear(network.parameters, id, y).map(tanh);
    return { id, vectors: [vector('y[t]', y)] };
  });
  const tied = !network.parameters.has('output.weight');
  if (tied) return boxes;
  const logits = linear(network.parameters, 'output', y);
  return [...boxes, { id: 'output', vectors: [vector('logits[t]', logits)] }];
}

function linear(
  parameters: TextModel['network']['parameters'],
  id: string,
  x: ArrayLike<number>,
): Float64Array {
  const weight = parameters.read(`${id}.weight`);
  const result = Float64Array.from(parameters.read(`${id}.bias`));
  for (let row = 0; row < result.length; row++) {
    for (let column = 0; column < x.length; column++) {
      result[row] += weight[row * x.length + column] * x[column];
    }
  }
  return result;
}

function described(name: string, values: ArrayLike<number>, units: number): StepVector {
  const all = Float64Array.from(values);
  return {
    name,
    size: all.length,
    values: Array.from(all.subarray(0, units)),
    min: all.reduce((low, x) => Math.min(low, x), Number.POSITIVE_INFINITY),
    mean: all.reduce((sum, x) => sum + x, 0) / all.length,
    max: all.reduce((high, x) => Math.max(high, x), Number.NEGATIVE_INFINITY),
    norm: Math.sqrt(all.reduce((sum, x) => sum + x * x, 0)),
  };
}

function likeliest({ codec }: TextModel, distribution: Float64Array): StepAnswer['next'] {
  return Array.from(distribution, (probability, id) => ({ id, probability }))
    .filter(({ id }) => id !== codec.vocabulary.bos)
    .sort((a, b) => b.probability - a.probability || a.id - b.id)
    .slice(0, SHOWN)
    .map(({ id, probability }) => ({ id, token: codec.vocabulary.token(id), probability }));
}
