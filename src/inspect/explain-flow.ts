/**
 * How gradients travel back in time: the factor J[t] = ∂state[t]/∂state[t−1] that is multiplied in at
 * each step. Products of many factors with norms below 1 vanish, above 1 may explode.
 */
import type { BackwardStep, ForwardStep, Network } from './explain-network.ts';
import { backward } from './explain-network.ts';
import type { FlowStep, LayerFlow } from './explain-record.ts';
import { type Matrix, matrixProduct, norm, spectralNorm, zeros } from './plain.ts';

export function gradientFlow(
  network: Network,
  steps: readonly ForwardStep[],
  whole: readonly BackwardStep[],
): LayerFlow[] {
  const { cell, weights, options, config } = network;
  const T = steps.length;
  const last = backward(network, steps, (index) => (index === T - 1 ? 1 : 0));
  return weights.layers.map((layer, k) => {
    const factors = steps.map((step) => factorOf(network, step, k));
    const flow: FlowStep[] = [];
    let product: Matrix | undefined;
    for (let index = T - 1; index >= 0; index--) {
      flow[index] = {
        t: index + 1,
        factor: factors[index],
        norm: spectralNorm(factors[index]),
        productNorm: product ? spectralNorm(product) : 1,
        gradientNorm: stateNorm(whole, index, k),
        lastLossNorm: stateNorm(last, index, k),
      };
      product = product ? matrixProduct(product, factors[index]) : factors[index];
    }
    const H = config.hidden;
    return {
      layer: k,
      formula: cell.factor(options),
      steps: flow,
      recurrentNorms: cell.gates.map((gate, g) => ({
        gate,
        norm: spectralNorm(layer.U.slice(g * H, (g + 1) * H)),
      })),
    };
  });
}

/** ‖∂L/∂state[t]‖, for LSTM cells over h[t] and c[t] as the next step reads them. */
function stateNorm(steps: readonly BackwardStep[], index: number, k: number): number {
  const { total, dcThroughTime } = steps[index].layers[k];
  return norm(dcThroughTime ? [...total, ...dcThroughTime] : total);
}

/** Row i of J[t] is what a gradient of 1 on state i becomes one step earlier. */
function factorOf({ cell, config }: Network, step: ForwardStep, k: number): Matrix {
  const H = config.hidden;
  const size = cell.hasCellState ? 2 * H : H;
  return Array.from({ length: size }, (_, i) => {
    const dh = zeros(H);
    const dc = cell.hasCellState ? zeros(H) : undefined;
    if (i < H) dh[i] = 1;
    else if (dc) dc[i - H] = 1;
    const back = step.layers[k].step.backward(dh, dc);
    return back.dc ? [...back.dh, ...back.dc] : back.dh;
  });
}
