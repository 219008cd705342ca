/**
 * The state before the first step from a vector or a label, by a learned map for each state of each layer.
 * h goes through tanh, as the h of every cell has; other states are as they come.
 */
import type { CellState } from '../nn/cells/cell.ts';
import type { ParameterSpec } from '../nn/init.ts';
import { DenseLayers, linearSpecs } from '../nn/layers.ts';
import { tanh } from '../tensor/ops/activation.ts';
import { embedding } from '../tensor/ops/embedding.ts';
import { linear } from '../tensor/ops/linear.ts';
import type { Parameters } from '../tensor/parameters.ts';
import type { Tape } from '../tensor/tape.ts';
import { reshape, type Tensor } from '../tensor/tensor.ts';
import { expected, UnrollError } from '../util/errors.ts';
import { expectOneOf, expectPositive } from './expect.ts';
import { readInput } from './input-probe.ts';
import { vectorTensor } from './step-input.ts';

export interface ConditionConfig {
  condition: 'vector' | 'label' | 'none';
  /** Numbers of the vector, or how many labels there are; 0 with 'none'. */
  conditionSize: number;
  /** Sizes of hidden layers (tanh) between the vector and the states. */
  conditionLayers: number[];
}

/** Of the states that are set. */
export interface ConditionSizes {
  names: readonly string[];
  hidden: number;
  layers: number;
}

const LAYERS = 'condition_layers.';

export class Condition {
  private readonly config: ConditionConfig;
  private readonly dense: DenseLayers;
  /** By layer, by state. */
  private readonly maps: Record<string, { weight: Tensor; bias?: Tensor }>[];

  /** Error 'usage' for settings that cannot be. */
  static specs(
    config: ConditionConfig,
    { names, hidden, layers }: ConditionSizes,
  ): ParameterSpec[] {
    checkCondition(config);
    const { condition, conditionSize: size, conditionLayers: sizes } = config;
    if (condition === 'none') return [];
    const wide = sizes.at(-1) ?? size;
    const each = Array.from({ length: layers }, (_, k) => names.map((name) => nameOf(name, k)));
    return [
      ...DenseLayers.specs({ input: size, sizes }, LAYERS),
      ...each
        .flat()
        .flatMap((name): ParameterSpec[] =>
          condition === 'vector'
            ? linearSpecs(name, wide, hidden)
            : [{ name: `${name}.weight`, shape: [size, hidden], init: { kind: 'embedding' } }],
        ),
    ];
  }

  constructor(config: ConditionConfig, states: ConditionSizes, parameters: Parameters) {
    this.config = config;
    const { condition, conditionSize, conditionLayers } = config;
    const deep = { input: conditionSize, sizes: conditionLayers };
    this.dense = new DenseLayers(deep, parameters, LAYERS);
    const layers = condition === 'none' ? 0 : states.layers;
    this.maps = Array.from({ length: layers }, (_, k) =>
      Object.fromEntries(
        states.names.map((name) => [
          name,
          {
            weight: parameters.get(`${nameOf(name, k)}.weight`),
            bias: condition === 'vector' ? parameters.get(`${nameOf(name, k)}.bias`) : undefined,
          },
        ]),
      ),
    );
  }

  /** By layer, each (B, H); undefined without a condition. Errors 'shape' and 'data' when it does not fit. */
  forward(tape: Tape, given: ArrayLike<number> | undefined, B: number): CellState[] | undefined {
    const { condition, conditionSize: size } = this.config;
    if (condition === 'none') {
      if (given === undefined) return undefined;
      throw new UnrollError(
        'data',
        "expected no condition in the batch: the network was made with condition 'none'",
      );
    }
    const wanted = condition === 'vector' ? B * size : B;
    if (given?.length !== wanted) {
      const what = condition === 'vector' ? `(${B}, ${size}) numbers` : `${B} labels`;
      throw new UnrollError(
        'shape',
        `expected a condition of ${what} in the batch but received ${given?.length ?? 'none'}`,
      );
    }
    const x = condition === 'vector' ? this.vector(tape, given, B) : undefined;
    return this.maps.map((layer) =>
      Object.fromEntries(
        Object.entries(layer).map(([name, { weight, bias }]) => {
          const state = x ? linear(tape, x, weight, bias) : rowsOf(tape, weight, given);
          return [name, name === 'h' ? tanh(tape, state) : state];
        }),
      ),
    );
  }

  /** (B, the width of the last hidden layer) */
  private vector(tape: Tape, given: ArrayLike<number>, B: number): Tensor {
    const { conditionSize: F } = this.config;
    const x = reshape(vectorTensor(tape, given, { T: 1, B, F }), [B, F]);
    return this.dense.forward(tape, readInput(tape, { kind: 'condition', of: '' }, x));
  }
}

function rowsOf(tape: Tape, table: Tensor, labels: ArrayLike<number>): Tensor {
  const [count] = table.shape;
  for (let b = 0; b < labels.length; b++) {
    if (Number.isInteger(labels[b]) && labels[b] >= 0 && labels[b] < count) continue;
    throw new UnrollError(
      'data',
      `expected labels from 0 to ${count - 1} as conditions but received ${labels[b]} for sequence ${b}`,
    );
  }
  return readInput(tape, { kind: 'condition', of: '' }, embedding(tape, table, labels));
}

function nameOf(state: string, layer: number): string {
  return `initial.${state}_l${layer}`;
}

function checkCondition({ condition, conditionSize, conditionLayers }: ConditionConfig): void {
  expectOneOf('condition', condition, ['vector', 'label', 'none']);
  if (condition === 'none' && conditionSize !== 0) {
    throw expected("conditionSize with condition 'none'", '0', conditionSize);
  }
  if (condition !== 'none') expectPositive('conditionSize', conditionSize);
  if (condition !== 'vector' && conditionLayers.length > 0) {
    throw new UnrollError(
      'usage',
      `conditionLayers are for vectors, and the condition is '${condition}': leave them out`,
    );
  }
}
