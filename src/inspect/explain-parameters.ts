/** Between the flat, named parameters of a language model and the plain matrices of `explain`. */
import type { LanguageModelConfig } from '../models/config.ts';
import { UnrollError } from '../util/errors.ts';
import { plainCell } from './explain-cells.ts';
import type { DenseWeights, NetworkWeights } from './explain-network.ts';
import type { NamedMatrix } from './explain-record.ts';
import { type Matrix, toMatrix, type Vector } from './plain.ts';

/** Parameters by the names of `LanguageModel`, row-major. */
export type NamedWeights = Readonly<Record<string, ArrayLike<number>>>;

export function networkWeights(
  config: LanguageModelConfig,
  weights: NamedWeights,
  V: number,
): NetworkWeights {
  const { cell, hidden: H, layers, embed, tie, outputLayers } = config;
  const G = plainCell(cell).gates.length;
  const find = (name: string, size: number): ArrayLike<number> => {
    const values = weights[name];
    if (values?.length !== size) {
      throw new UnrollError(
        'format',
        `expected the parameter ${name} with ${size} numbers but the model has ${values?.length ?? 'none'}`,
      );
    }
    return values;
  };
  const matrix = (name: string, rows: number, columns: number): Matrix =>
    toMatrix(find(name, rows * columns), rows, columns);
  const vector = (name: string, size: number): Vector => Array.from(find(name, size));
  const dense = (name: string, rows: number, columns: number): DenseWeights => ({
    weight: matrix(`${name}.weight`, rows, columns),
    bias: vector(`${name}.bias`, rows),
  });

  const embedding = embed === 'onehot' ? undefined : matrix('embedding.weight', V, embed);
  const recurrent = Array.from({ length: layers }, (_, k) => ({
    W: matrix(`rnn.weight_ih_l${k}`, G * H, k > 0 ? H : embed === 'onehot' ? V : embed),
    U: matrix(`rnn.weight_hh_l${k}`, G * H, H),
    bi: vector(`rnn.bias_ih_l${k}`, G * H),
    bh: vector(`rnn.bias_hh_l${k}`, G * H),
    peepholes:
      cell === 'lstm-peephole'
        ? {
            i: vector(`rnn.peephole_i_l${k}`, H),
            f: vector(`rnn.peephole_f_l${k}`, H),
            o: vector(`rnn.peephole_o_l${k}`, H),
          }
        : undefined,
  }));
  const hiddenOutputs = outputLayers.map((size, k) =>
    dense(`output_layers.${k}`, size, k > 0 ? outputLayers[k - 1] : H),
  );
  const D = outputLayers.at(-1) ?? H;
  const projected = tie && embed !== 'onehot' && embed !== D;
  return {
    embedding,
    layers: recurrent,
    hiddenOutputs,
    projection: projected ? matrix('projection.weight', embed, D) : undefined,
    output: {
      weight: tie && embedding ? embedding : matrix('output.weight', V, D),
      bias: vector('output.bias', V),
    },
  };
}

interface LabelSource {
  config: LanguageModelConfig;
  tokens: readonly string[];
}

/** The parameters (or their gradients) in the model's order, with labels for rows and columns. */
export function namedMatrices(
  weights: NetworkWeights,
  { config, tokens }: LabelSource,
): NamedMatrix[] {
  const { hidden: H, embed } = config;
  const gates = plainCell(config.cell).gates;
  const list: NamedMatrix[] = [];
  const units = (n: number, prefix = '') =>
    Array.from({ length: n }, (_, j) => `${prefix}${j + 1}`);
  const gateRows = gates.flatMap((gate) => units(H, gate));
  const matrix = (name: string, values: Matrix, rows: string[], columns: string[]) =>
    list.push({ name, shape: [rows.length, columns.length], values, rows, columns });
  const vector = (name: string, values: Vector, columns: string[]) =>
    list.push({ name, shape: [columns.length], values: [values], rows: [''], columns });
  const symbols = [...tokens];
  if (weights.embedding) {
    matrix('embedding.weight', weights.embedding, symbols, units(Number(embed), 'x'));
  }
  weights.layers.forEach(({ W, U, bi, bh, peepholes }, k) => {
    const inputs = k > 0 ? units(H, 'h') : embed === 'onehot' ? symbols : units(embed, 'x');
    matrix(`rnn.weight_ih_l${k}`, W, gateRows, inputs);
    matrix(`rnn.weight_hh_l${k}`, U, gateRows, units(H, 'h'));
    if (bi) vector(`rnn.bias_ih_l${k}`, bi, gateRows);
    if (bh) vector(`rnn.bias_hh_l${k}`, bh, gateRows);
    if (!peepholes) return;
    for (const gate of ['i', 'f', 'o'] as const) {
      vector(`rnn.peephole_${gate}_l${k}`, peepholes[gate], units(H, 'c'));
    }
  });
  let below = units(H, 'h');
  weights.hiddenOutputs.forEach(({ weight, bias }, k) => {
    const rows = units(weight.length, 'u');
    matrix(`output_layers.${k}.weight`, weight, rows, below);
    if (bias) vector(`output_layers.${k}.bias`, bias, rows);
    below = rows;
  });
  if (weights.projection) {
    const rows = units(weights.projection.length, 'v');
    matrix('projection.weight', weights.projection, rows, below);
    below = rows;
  }
  if (!config.tie) matrix('output.weight', weights.output.weight, symbols, below);
  if (weights.output.bias) vector('output.bias', weights.output.bias, symbols);
  return list;
}
