/**
 * The numbers of the boxes of a task's network at one step, under the names of their equations: recurrent
 * layers from a trace of the engine, everything after them in plain doubles from the weights.
 */
import type { TaskName } from '../files/task-names.ts';
import {
  degreesOf,
  type Likelihood,
  likelihoodColumns,
  scaleOf,
} from '../tensor/ops/likelihood.ts';
import { exp, logSumExp, tanh } from '../util/maths.ts';
import type { NamedVector } from './live-vector.ts';
import { HIGHWAY, WIDE } from './network-equations.ts';
import type { PlanBox, PlanSettings } from './network-plan.ts';
import { add, map, product, scaled, type Vector } from './plain.ts';
import type { PlainWeights } from './plain-weights.ts';
import { projected, projectionOf, type TracedExample, type TracedPart } from './traced-parts.ts';

export interface BoxSource {
  task: TaskName;
  settings: PlanSettings;
  weights: PlainWeights;
  boxes: readonly PlanBox[];
  example: TracedExample;
}

/** What a box made at a step. */
export interface BoxNumbers {
  vectors: NamedVector[];
  /** Of attention and pooling by attention: how much each step of `of` counts; they sum to 1. */
  looked?: { of: TracedPart; weights: Vector };
  /** Of the output, where one of several is the answer: their probabilities. */
  probabilities?: Vector;
}

export class TaskBoxes {
  private readonly source: BoxSource;
  /** Of boxes that compute once for the whole example. */
  private readonly once = new Map<PlanBox, BoxNumbers | undefined>();

  constructor(source: BoxSource) {
    this.source = source;
  }

  /** Undefined for what is computed at no step: the sum over paths of a CRF. */
  numbers(box: PlanBox, t: number): BoxNumbers | undefined {
    if (box.when === 'each') return this.made(box, t);
    if (!this.once.has(box)) this.once.set(box, this.made(box, 0));
    return this.once.get(box);
  }

  private made(box: PlanBox, t: number): BoxNumbers | undefined {
    const part = this.partOf(box);
    switch (box.kind) {
      case 'symbol':
      case 'embedding':
        return this.read(part, 'tokens', 'x[t]', t);
      case 'letters':
        return this.read(part, 'letters', 'l[t]', t);
      case 'vector':
        return part.stack === undefined
          ? this.read(part, 'row', 'y', t)
          : this.read(part, 'vectors', 'x[t]', t);
      case 'projection':
        return this.projection(part, t);
      case 'condition':
        return { vectors: this.source.example.condition };
      case 'recurrent': {
        const { layer = 1, reverse = false } = box;
        return part.stack && { vectors: part.stack.vectors(layer - 1, reverse, t) };
      }
      case 'pooling':
        return this.pooling(part);
      case 'attention':
        return this.attention(part, t);
      case 'dense':
        return this.dense(box, t);
      case 'output':
        return this.output(box, t);
      case 'crf':
        return undefined;
      default:
        return box.kind satisfies never;
    }
  }

  private partOf(box: PlanBox): TracedPart {
    const { parts } = this.source.example;
    return parts.find(({ part }) => part === box.part) ?? parts[0];
  }

  private read(
    { inputs }: TracedPart,
    kind: 'tokens' | 'letters' | 'vectors' | 'row',
    name: string,
    t: number,
  ): BoxNumbers | undefined {
    const values = inputs.get(kind)?.(t);
    return values && { vectors: [{ name, formula: '', values }] };
  }

  private projection({ inputs, part }: TracedPart, t: number): BoxNumbers | undefined {
    const vector = inputs.get('vectors')?.(t);
    if (vector === undefined) return undefined;
    const values = projected(this.source.weights, projectionOf(part), vector);
    return {
      vectors: [
        { name: 'vector[t]', formula: '', values: vector },
        { name: 'x[t]', formula: 'P vector[t] + b_p', values },
      ],
    };
  }

  private pooling({ stack, ...part }: TracedPart): BoxNumbers | undefined {
    if (stack === undefined) return undefined;
    const { task, settings, weights } = this.source;
    const kind = task === 'forecast' ? 'last' : settings.pooling;
    const all = Array.from({ length: stack.T }, (_, t) => stack.output(t));
    const v = (formula: string, values: Vector) => ({ name: 'v', formula, values });
    switch (kind) {
      case 'mean': {
        const mean = scaled(sum(all), 1 / stack.T);
        return { vectors: [v('Σ_t y[t] / T', mean)] };
      }
      case 'max': {
        const most = all[0].map((_, j) => all.reduce((top, y) => Math.max(top, y[j]), -Infinity));
        return { vectors: [v('max over t of y[t], by column', most)] };
      }
      case 'attention': {
        const scores = all.map(
          (y) =>
            product(
              weights.matrix('pooling.v.weight'),
              map(weights.linear('pooling.key', y), tanh),
            )[0],
        );
        const shares = softmax(scores);
        return {
          vectors: [
            { name: 'e[t]', formula: 'v_a · tanh(W_a y[t] + b_a), of every t', values: scores },
            { name: 'a[t]', formula: 'exp(e[t]) / Σ_s exp(e[s]), of every t', values: shares },
            v('Σ_t a[t] y[t]', weighted(all, shares)),
          ],
          looked: { of: { stack, ...part }, weights: shares },
        };
      }
      default:
        return { vectors: [v('', stack.lastOutput())] };
    }
  }

  private attention(decoder: TracedPart, t: number): BoxNumbers | undefined {
    const encoder = this.source.example.parts.find(({ part }) => part === 'encoder');
    const h = decoder.stack?.output(t);
    const memory = encoder?.stack;
    if (encoder === undefined || memory === undefined || h === undefined) return undefined;
    const { weights, settings } = this.source;
    const m = Array.from({ length: memory.T }, (_, s) => memory.output(s));
    const { formula, score } = attentionScore(settings.attention, weights, h);
    const scores = m.map(score);
    const shares = softmax(scores);
    const context = weighted(m, shares);
    return {
      vectors: [
        { name: 'h[t]', formula: '', values: h },
        { name: 'e[t,s]', formula: `${formula}, of every s`, values: scores },
        { name: 'a[t,s]', formula: 'exp(e[t,s]) / Σ_r exp(e[t,r]), of every s', values: shares },
        { name: 'context[t]', formula: 'Σ_s a[t,s] m[s]', values: context },
        {
          name: 's[t]',
          formula: 'tanh(W_c [context[t]; h[t]] + b_c)',
          values: map(weights.linear('combine', [...context, ...h]), tanh),
        },
      ],
      looked: { of: encoder, weights: shares },
    };
  }

  private dense(box: PlanBox, t: number): BoxNumbers | undefined {
    const x = this.below(box, t);
    if (x === undefined) return undefined;
    const { layer = 1, equations } = box;
    const { weights, settings } = this.source;
    const ofTable = weights.vector(`layers.${layer - 1}.bias`) !== undefined;
    const name = `${ofTable ? 'layers' : 'output_layers'}.${layer - 1}`;
    const relu = ofTable && settings.nonlinearity === 'relu';
    const values = map(weights.linear(name, x), relu ? (a) => Math.max(0, a) : tanh);
    return { vectors: [fromEquation(equations[0], values)] };
  }

  private output(box: PlanBox, t: number): BoxNumbers | undefined {
    const y = this.below(box, t);
    if (y === undefined) return undefined;
    const { task, settings, weights } = this.source;
    const at = box.when === 'each' ? '[t]' : '';
    const deep = weights.linear('output', y);
    const wide = this.source.example.wide?.(box.when === 'each' ? t : 0);
    const made = wide ? add(deep, wide) : deep;
    const own = { name: `y${at}`, formula: '', values: y };
    const read = wide ? [own, { name: `n${at}`, formula: WIDE, values: wide }] : [own];
    const formula = `V y${at} + b${wide ? ` + n${at}` : ''}`;
    if (task === 'regress') {
      return { vectors: [...read, { name: 'answer', formula, values: made }] };
    }
    if (task === 'forecast') {
      const numbers = made.length / likelihoodColumns[settings.likelihood as Likelihood];
      const linear = this.highway(box, numbers);
      return { vectors: [...read, ...forecastVectors(made, { settings, y: own.name, linear })] };
    }
    const vectors = [...read, { name: `logits${at}`, formula, values: made }];
    if (settings.crf) return { vectors };
    // One logit of two classes is that of the second, beside 0.
    const one = task === 'classify' && made.length === 1;
    const p = softmax(one ? [0, made[0]] : made);
    vectors.push({
      name: `p${at}`,
      formula: one ? 'softmax([0; logits])' : `softmax(logits${at})`,
      values: p,
    });
    return { vectors, probabilities: p };
  }

  /** ℓ of a forecaster that has a highway: number h·C + c from the last values of column c. */
  private highway(box: PlanBox, numbers: number): Vector | undefined {
    const { weights } = this.source;
    const bias = weights.vector('highway.bias');
    const { stack, inputs } = this.partOf(box);
    const x = inputs.get('vectors');
    if (bias === undefined || stack === undefined || x === undefined) return undefined;
    const W = weights.matrix('highway.weight');
    const p = W[0].length;
    const window = Array.from({ length: p }, (_, k) => x(stack.T - p + k));
    const columns = numbers / bias.length;
    return Array.from(bias).flatMap((d, h) =>
      Array.from({ length: columns }, (_, c) =>
        window.reduce((sum, values, k) => sum + W[h][k] * values[c], d),
      ),
    );
  }

  /** What a dense layer or the output reads: the last vector of the box below. */
  private below(box: PlanBox, t: number): Vector | undefined {
    const { boxes } = this.source;
    const under = boxes[boxes.indexOf(box) - 1];
    if (under.kind === 'recurrent') return this.partOf(box).stack?.output(t);
    return this.numbers(under, t)?.vectors.at(-1)?.values.slice();
  }
}

/** `u1 = tanh(A1 y + a1)` with its numbers. */
function fromEquation(equation: string, values: Vector): NamedVector {
  const [name, formula] = equation.split(' = ');
  return { name, formula, values };
}

function attentionScore(kind: string | undefined, weights: PlainWeights, h: Vector) {
  const dot = (a: Vector, b: Vector) => product([a], b)[0];
  switch (kind) {
    case 'dot':
      return { formula: 'h[t] · m[s]', score: (m: Vector) => dot(h, m) };
    case 'scaled-dot':
      return { formula: 'h[t] · m[s] / √D', score: (m: Vector) => dot(h, m) / Math.sqrt(h.length) };
    case 'additive': {
      const query = product(weights.matrix('attention.W_query.weight'), h);
      const [v] = weights.matrix('attention.v.weight');
      return {
        formula: 'v_a · tanh(W_query h[t] + W_key m[s] + b_key)',
        score: (m: Vector) => dot(v, map(add(query, weights.linear('attention.W_key', m)), tanh)),
      };
    }
    default:
      return {
        formula: 'h[t] · (W_a m[s])',
        score: (m: Vector) => dot(h, weights.linear('attention.W', m)),
      };
  }
}

/** Locations, then raw scales, then raw degrees of freedom (see `negativeLogLikelihood`); V has rows for each. */
function forecastVectors(
  made: Vector,
  { settings: { likelihood }, y, linear }: { settings: PlanSettings; y: string; linear?: Vector },
): NamedVector[] {
  const columns = likelihoodColumns[likelihood as Likelihood];
  const C = made.length / columns;
  const [own, raw, degrees] = [0, 1, 2].map((k) => made.slice(k * C, (k + 1) * C));
  const mu = linear ? add(own, linear) : own;
  const highway = linear ? [{ name: 'ℓ[h,c]', formula: HIGHWAY, values: linear }] : [];
  const plus = linear ? ' + ℓ' : '';
  if (columns === 1) return [...highway, { name: 'μ', formula: `V ${y} + b${plus}`, values: mu }];
  const rows = (name: string) => `V_${name} ${y} + b_${name}`;
  const vectors = [
    ...highway,
    { name: 'μ', formula: `${rows('μ')}${plus}`, values: mu },
    { name: 'raw scale', formula: rows('σ'), values: raw },
    { name: 'σ', formula: 'softplus(raw scale) + 0.0001', values: map(raw, scaleOf) },
  ];
  if (columns === 2) return vectors;
  return [
    ...vectors,
    { name: 'raw degrees', formula: rows('ν'), values: degrees },
    { name: 'ν', formula: '2 + softplus(raw degrees)', values: map(degrees, degreesOf) },
  ];
}

function softmax(x: Vector): Vector {
  const total = logSumExp(x);
  return map(x, (value) => exp(value - total));
}

function sum(vectors: readonly Vector[]): Vector {
  return vectors.slice(1).reduce((total, one) => add(total, one), vectors[0]);
}

function weighted(vectors: readonly Vector[], shares: Vector): Vector {
  return sum(vectors.map((one, k) => scaled(one, shares[k])));
}
