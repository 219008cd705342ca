/**
 * The end of a network: deep output layers (tanh), then one linear layer to logits or numbers.
 * Parameters: `output_layers.K.weight`, `.bias`; `output.weight` (outputs, D), `output.bias`.
 */
import type { ParameterSpec } from '../nn/init.ts';
import { DenseLayers, linearSpecs } from '../nn/layers.ts';
import { type CrossEntropyOptions, linearCrossEntropy } from '../tensor/ops/cross-entropy.ts';
import { linear } from '../tensor/ops/linear.ts';
import type { Parameters } from '../tensor/parameters.ts';
import type { Tape } from '../tensor/tape.ts';
import type { Ids, Tensor } from '../tensor/tensor.ts';
import type { ClassesConfig } from './config.ts';
import { IGNORED } from './token-stack.ts';
import type { LossOptions } from './trainable.ts';

export interface DeepOutputSizes {
  /** Columns of what comes in. */
  input: number;
  /** Sizes of the layers between. */
  sizes: readonly number[];
  /** Logits or numbers. */
  outputs: number;
}

const LAYERS = 'output_layers.';

export class DeepOutput {
  private readonly layers: DenseLayers;
  private readonly last: { weight: Tensor; bias: Tensor };

  static specs({ input, sizes, outputs }: DeepOutputSizes): ParameterSpec[] {
    return [
      ...DenseLayers.specs({ input, sizes }, LAYERS),
      ...linearSpecs('output', sizes.at(-1) ?? input, outputs),
    ];
  }

  constructor({ input, sizes }: Omit<DeepOutputSizes, 'outputs'>, parameters: Parameters) {
    this.layers = new DenseLayers({ input, sizes }, parameters, LAYERS);
    this.last = { weight: parameters.get('output.weight'), bias: parameters.get('output.bias') };
  }

  /** x (…, input) → (…, outputs). */
  forward(tape: Tape, x: Tensor): Tensor {
    return linear(tape, this.layers.forward(tape, x), this.last.weight, this.last.bias);
  }

  /** Softmax cross-entropy of the classes that x (…, input) stands for; logits are made once. */
  crossEntropy(
    tape: Tape,
    x: Tensor,
    targets: Ids,
    options: Partial<ClassesConfig> & LossOptions,
  ): Tensor {
    const layer = { x: this.layers.forward(tape, x), ...this.last };
    return linearCrossEntropy(tape, layer, targets, lossOptions(options));
  }
}

/** As the cross-entropy takes them. */
export function lossOptions({
  classWeights,
  smoothing,
  reduction,
}: Partial<ClassesConfig> & LossOptions): CrossEntropyOptions {
  return {
    ignoreIndex: IGNORED,
    smoothing,
    classWeights: classWeights?.length === 0 ? undefined : classWeights,
    reduction,
  };
}
