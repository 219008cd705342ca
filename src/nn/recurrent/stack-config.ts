/** What a stack is made of, and the parameters that it needs. */
import { expected } from '../../util/errors.ts';
import type { Cell } from '../cells/cell.ts';
import { type CellName, type CellOptions, resolveCell } from '../cells/table.ts';
import type { ParameterSpec } from '../init.ts';

export interface StackConfig extends CellOptions {
  /** A built-in cell by name, or one made by `defineCell`. */
  cell: CellName | Cell;
  /** I: the width of the input; for one-hot tokens the vocabulary's size. */
  input: number;
  hidden: number;
  layers: number;
  bidirectional?: boolean;
  /** What becomes of the two directions: side by side (2H columns, as in torch) or added (H). */
  merge?: 'concat' | 'sum';
  /** Share of units dropped between layers while training. */
  dropout?: number;
  /** Share of recurrent weights dropped while training, the same ones at every time step. */
  weightDrop?: number;
  /** Dropout between layers drops the same units at every time step of a sequence. */
  variational?: boolean;
  /** Each layer after the first adds its input, before dropout, to its output. */
  residual?: boolean;
  /** Whether the cells have biases. Default true. */
  bias?: boolean;
  /** The input is one-hot, or its first columns are, so many; only initialisation needs to know. */
  onehot?: boolean | number;
}

/** Columns of a stack's output. */
export function stackWidth({ hidden, bidirectional, merge = 'concat' }: StackConfig): number {
  return bidirectional && merge === 'concat' ? 2 * hidden : hidden;
}

/** Names, shapes and purposes, layer by layer. Error 'usage' for impossible sizes. */
export function stackSpecs(config: StackConfig, prefix: string): ParameterSpec[] {
  checkConfig(config);
  const { hidden, bias = true } = config;
  const cell = resolveCell(config.cell, config);
  return layerNames(config).flatMap(({ layer, suffix }) => {
    const input = layer === 0 ? config.input : stackWidth(config);
    return cell.parameters({ input, hidden, bias }).map(({ name, shape, init }) => {
      const { onehot } = config;
      const first = init.kind === 'input-weight' && layer === 0 && onehot;
      return {
        name: `${prefix}${name}${suffix}`,
        shape,
        init: first ? { ...init, onehot } : init,
      };
    });
  });
}

/** `_l0`, `_l0_reverse`, `_l1`, … */
export function layerNames({ layers, bidirectional = false }: StackConfig) {
  const directions = bidirectional ? [false, true] : [false];
  return Array.from({ length: layers }, (_, layer) =>
    directions.map((reverse) => ({
      layer,
      reverse,
      suffix: `_l${layer}${reverse ? '_reverse' : ''}`,
    })),
  ).flat();
}

export function checkConfig({
  input,
  hidden,
  layers,
  dropout = 0,
  weightDrop = 0,
}: StackConfig): void {
  for (const [name, size] of Object.entries({ input, hidden, layers })) {
    if (!Number.isInteger(size) || size < 1) throw expected(name, 'a positive integer', size);
  }
  for (const [name, p] of Object.entries({ dropout, weightDrop })) {
    if (!(p >= 0 && p < 1)) throw expected(name, 'at least 0 and less than 1', p);
  }
}
