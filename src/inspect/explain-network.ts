/**
 * The whole language model in plain doubles: symbols → embedding → recurrent layers → output network
 * → softmax → loss, and the way back. Everything is kept.
 */
import type { LanguageModelConfig } from '../models/config.ts';
import { exp, logSumExp, tanh } from '../util/maths.ts';
import {
  type CellOptions,
  type CellState,
  type CellWeights,
  type PlainCell,
  plainCell,
  type StepForward,
} from './explain-cells.ts';
import type { Quantity } from './explain-record.ts';
import {
  add,
  addOuter,
  addTo,
  type Matrix,
  map,
  product,
  scaled,
  times,
  transposedProduct,
  type Vector,
  zeroMatrix,
  zeros,
} from './plain.ts';

export interface DenseWeights {
  /** (out, in) */
  weight: Matrix;
  bias?: Vector;
}

/** Weights or gradients of a model; where the output is tied, `output.weight` is `embedding`. */
export interface NetworkWeights {
  embedding?: Matrix;
  layers: CellWeights[];
  /** Hidden layers of the output network, tanh. */
  hiddenOutputs: DenseWeights[];
  /** Down to the embedding's size, where tied sizes differ. */
  projection?: Matrix;
  output: DenseWeights;
}

export interface ForwardStep {
  input: number;
  target: number;
  /** Per layer: its input, and the step itself. */
  layers: { x: Vector; step: StepForward; before: CellState }[];
  /** What the output network reads, then the values of its hidden layers. */
  outputs: Vector[];
  /** What the output layer reads: the last of `outputs`, or its projection. */
  features: Vector;
  logits: Vector;
  probabilities: Vector;
  loss: number;
}

export interface BackwardStep {
  dLogits: Vector;
  /** ∂L/∂(hidden layers of the output network): of the value and before the tanh. */
  dOutputs: { dValue: Vector; dPre: Vector }[];
  layers: {
    fromOutput: Vector;
    throughTime: Vector;
    total: Vector;
    dcThroughTime?: Vector;
    quantities: Quantity[];
    dx: Vector;
    /** Of the state before the step. */
    dhBefore: Vector;
  }[];
}

export interface Network {
  config: LanguageModelConfig;
  cell: PlainCell;
  options: CellOptions;
  weights: NetworkWeights;
  V: number;
}

export function makeNetwork(
  config: LanguageModelConfig,
  weights: NetworkWeights,
  V: number,
): Network {
  const { nonlinearity, peepholeOutput } = config;
  const options = { nonlinearity, peepholeOutput };
  return { config, cell: plainCell(config.cell), options, weights, V };
}

/** x[t] of the first layer: a row of the embedding, or the one-hot vector. */
function embed({ weights, V }: Network, id: number): Vector {
  if (weights.embedding) return [...weights.embedding[id]];
  const x = zeros(V);
  x[id] = 1;
  return x;
}

/** Of every layer before the first step. */
export function zeroStates({ config, cell, weights }: Network): CellState[] {
  return weights.layers.map(() => ({
    h: zeros(config.hidden),
    c: cell.hasCellState ? zeros(config.hidden) : undefined,
  }));
}

export function forward(
  network: Network,
  inputs: readonly number[],
  targets: readonly number[],
  initial: CellState[] = zeroStates(network),
): ForwardStep[] {
  const { config, cell, options, weights } = network;
  let states = initial;
  return inputs.map((input, index) => {
    let y = embed(network, input);
    const layers = weights.layers.map((layer, k) => {
      const x = y;
      const before = states[k];
      const step = cell.step({ t: index + 1, weights: layer, x, state: before, options });
      y = config.residual && k > 0 ? add(step.h, x) : step.h;
      return { x, step, before };
    });
    states = layers.map(({ step }) => step);
    const outputs = [y];
    for (const { weight, bias } of weights.hiddenOutputs) {
      y = map(add(product(weight, y), bias), tanh);
      outputs.push(y);
    }
    const features = weights.projection ? product(weights.projection, y) : y;
    const logits = add(product(weights.output.weight, features), weights.output.bias);
    const logTotal = logSumExp(logits);
    const target = targets[index];
    return {
      input,
      target,
      layers,
      outputs,
      features,
      logits,
      probabilities: map(logits, (logit) => exp(logit - logTotal)),
      loss: logTotal - logits[target],
    };
  });
}

/**
 * Backward through `steps`. `lossWeight(t)` is the weight of step t's loss in L (1/T for the mean);
 * gradients are added to `gradients` where given.
 */
export function backward(
  network: Network,
  steps: readonly ForwardStep[],
  lossWeight: (index: number) => number,
  gradients?: NetworkWeights,
): BackwardStep[] {
  const { config, weights, cell } = network;
  const later = weights.layers.map(() => ({
    dh: zeros(config.hidden),
    dc: cell.hasCellState ? zeros(config.hidden) : undefined,
  }));
  const result: BackwardStep[] = [];
  for (let index = steps.length - 1; index >= 0; index--) {
    const step = steps[index];
    const dLogits = scaled(
      step.probabilities.map((p, v) => p - (v === step.target ? 1 : 0)),
      lossWeight(index),
    );
    const { dInput, dOutputs } = outputBackward(network, step, dLogits, gradients);
    let dy = dInput; // ∂L/∂(output of layer k)
    const layers: BackwardStep['layers'] = [];
    for (let k = weights.layers.length - 1; k >= 0; k--) {
      const { x, step: cellStep } = step.layers[k];
      const { dh: throughTime, dc: dcThroughTime } = later[k];
      const total = add(dy, throughTime);
      const back = cellStep.backward(total, dcThroughTime);
      if (gradients) addCellGradients(gradients.layers[k], back, x);
      layers[k] = {
        fromOutput: dy,
        throughTime,
        total,
        dcThroughTime,
        quantities: back.quantities,
        dx: config.residual && k > 0 ? add(back.dx, dy) : back.dx,
        dhBefore: back.dh,
      };
      later[k] = { dh: back.dh, dc: back.dc };
      dy = layers[k].dx;
    }
    if (gradients?.embedding) addTo(gradients.embedding[step.input], dy);
    result[index] = { dLogits, dOutputs, layers };
  }
  return result;
}

function outputBackward(
  { weights }: Network,
  step: ForwardStep,
  dLogits: Vector,
  gradients?: NetworkWeights,
): { dInput: Vector; dOutputs: BackwardStep['dOutputs'] } {
  const last = step.outputs[step.outputs.length - 1];
  if (gradients) addDense(gradients.output, dLogits, step.features);
  let d = transposedProduct(weights.output.weight, dLogits, step.features.length);
  if (weights.projection) {
    if (gradients?.projection) addOuter(gradients.projection, d, last);
    d = transposedProduct(weights.projection, d, last.length);
  }
  const dOutputs: BackwardStep['dOutputs'] = [];
  for (let j = weights.hiddenOutputs.length - 1; j >= 0; j--) {
    const value = step.outputs[j + 1];
    const below = step.outputs[j];
    const dPre = times(
      d,
      map(value, (u) => 1 - u * u),
    );
    dOutputs[j] = { dValue: d, dPre };
    if (gradients) addDense(gradients.hiddenOutputs[j], dPre, below);
    d = transposedProduct(weights.hiddenOutputs[j].weight, dPre, below.length);
  }
  return { dInput: d, dOutputs };
}

function addDense(gradients: DenseWeights, d: Vector, x: Vector): void {
  addOuter(gradients.weight, d, x);
  if (gradients.bias) addTo(gradients.bias, d);
}

function addCellGradients(
  gradients: CellWeights,
  back: ReturnType<StepForward['backward']>,
  x: Vector,
): void {
  addOuter(gradients.W, back.dInputSide, x);
  gradients.U.forEach((row, i) => {
    const input = back.recurrentInput(i);
    for (let j = 0; j < row.length; j++) row[j] += back.dRecurrentSide[i] * input[j];
  });
  if (gradients.bi) addTo(gradients.bi, back.dInputSide);
  if (gradients.bh) addTo(gradients.bh, back.dRecurrentSide);
  if (gradients.peepholes && back.dPeepholes) {
    addTo(gradients.peepholes.i, back.dPeepholes.i);
    addTo(gradients.peepholes.f, back.dPeepholes.f);
    addTo(gradients.peepholes.o, back.dPeepholes.o);
  }
}

/** Zeros in the shape of the weights; a tied output shares its matrix with the embedding. */
export function zeroGradients(weights: NetworkWeights): NetworkWeights {
  const like = (matrix: Matrix) => zeroMatrix(matrix.length, matrix[0]?.length ?? 0);
  const dense = ({ weight, bias }: DenseWeights): DenseWeights => ({
    weight: like(weight),
    bias: bias && zeros(bias.length),
  });
  const embedding = weights.embedding && like(weights.embedding);
  const output = dense(weights.output);
  if (embedding && weights.output.weight === weights.embedding) output.weight = embedding;
  return {
    embedding,
    layers: weights.layers.map(({ W, U, bi, bh, peepholes }) => ({
      W: like(W),
      U: like(U),
      bi: bi && zeros(bi.length),
      bh: bh && zeros(bh.length),
      peepholes: peepholes && {
        i: zeros(peepholes.i.length),
        f: zeros(peepholes.f.length),
        o: zeros(peepholes.o.length),
      },
    })),
    hiddenOutputs: weights.hiddenOutputs.map(dense),
    projection: weights.projection && like(weights.projection),
    output,
  };
}
