/**
 * A tensor is a shape over a block of numbers, row-major and without gaps, and the block of its
 * gradient once something has flowed into it. Who owns the block says how long it lives: tensors of
 * a `Tape` until its `reset`, those of `Parameters` until their `free`.
 */
import type { Block, Floats, IntBlock } from '../backend/backend.ts';
import { assert, UnrollError } from '../util/errors.ts';
import { expectAxes, type Shape, showShape, sizeOf } from './shape.ts';
import type { TouchedRows } from './touched.ts';

export interface Tensor {
  readonly shape: Shape;
  readonly data: Block;
  /** ∂loss/∂data, added to by each use of the tensor; null where nothing has flowed in yet. */
  grad: Block | null;
  readonly requiresGrad: boolean;
  /** Which rows of the gradient may differ from zero, where somebody wants to know. */
  readonly touched?: TouchedRows;
}

/** A tensor over memory that somebody else owns. */
export function tensorOver(data: Block, shape: Shape, requiresGrad = false): Tensor {
  assert(data.length === sizeOf(shape), `${data.length} numbers for shape ${showShape(shape)}`);
  return { shape, data, grad: null, requiresGrad };
}

/** The same numbers and the same gradient in another shape. Error 'shape' if the sizes differ. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  expectAxes(shape);
  if (sizeOf(shape) !== sizeOf(x.shape)) {
    throw new UnrollError(
      'shape',
      `expected a shape of ${sizeOf(x.shape)} numbers for x with shape ${showShape(x.shape)} but received ${showShape(shape)}`,
    );
  }
  return {
    shape,
    data: x.data,
    requiresGrad: x.requiresGrad,
    touched: x.touched,
    get grad() {
      return x.grad;
    },
    set grad(block) {
      x.grad = block;
    },
  };
}

/** The number in a tensor of one element, for example a loss. Error 'shape' for more. */
export function item(x: Tensor): number {
  if (x.data.length !== 1) {
    throw new UnrollError(
      'shape',
      `expected a tensor of one number but received ${showShape(x.shape)}`,
    );
  }
  return x.data.array()[0];
}

/** A copy of the numbers, row-major. */
export function valuesOf(x: Tensor): Floats {
  return x.data.array().slice();
}

/** A copy of the gradient; zeros where nothing has flowed in. */
export function gradientOf(x: Tensor): Floats {
  const values = (x.grad ?? x.data).array().slice();
  return x.grad === null ? values.fill(0) : values;
}

/** Whole numbers (ids, targets, lengths) as a caller may hand them over. */
export type Ids = IntBlock | ArrayLike<number>;

export function isBlock(ids: Ids): ids is IntBlock {
  return typeof (ids as IntBlock).array === 'function';
}
