/**
 * The record of one step: operations write their result into the tape's arena and leave a function
 * that adds to the gradients of their inputs; `backward` runs these in reverse. Records are coarse
 * (a whole recurrent layer, a linear layer, a loss): tens for a training step.
 *
 * Gradients are always added to. Everything made on a tape is invalid after `reset`.
 */
import type { Backend, Block, IntBlock, Packed } from '../backend/backend.ts';
import { assert, UnrollError } from '../util/errors.ts';
import { Arena } from './arena.ts';
import { type PackCache, type PackRequest, packInto } from './pack-cache.ts';
import { expectAxes, type Shape, shapeError, showShape, sizeOf } from './shape.ts';
import { type Ids, isBlock, type Tensor, tensorOver } from './tensor.ts';

export interface TapeOptions {
  /** Without recording nothing requires a gradient and less memory is used. Default true. */
  recording?: boolean;
  /** Packed weights kept between calls; used only when not recording. */
  packs?: PackCache;
}

export class Tape {
  readonly backend: Backend;
  readonly arena: Arena;
  readonly recording: boolean;
  private readonly packs: PackCache | undefined;
  private readonly steps: (() => void)[] = [];
  private spent = false;

  constructor(backend: Backend, { recording = true, packs }: TapeOptions = {}) {
    this.backend = backend;
    this.arena = new Arena(backend);
    this.recording = recording;
    this.packs = packs;
  }

  /** Numbers that no gradient is wanted of, copied. Error 'shape' if they do not fill the shape. */
  constant(values: ArrayLike<number>, shape: Shape): Tensor {
    return this.upload(values, shape, false);
  }

  /** Numbers whose gradient is wanted, copied. Error 'shape' if they do not fill the shape. */
  variable(values: ArrayLike<number>, shape: Shape): Tensor {
    return this.upload(values, shape, true);
  }

  /** For an operation's output: uninitialised, in the arena. Requires no gradient unless recording. */
  empty(shape: Shape, requiresGrad = false): Tensor {
    const data = this.arena.floats(sizeOf(shape));
    return tensorOver(data, shape, requiresGrad && this.recording);
  }

  /** A scalar tensor holding `value`. */
  scalar(value: number, requiresGrad = false): Tensor {
    const tensor = this.empty([], requiresGrad);
    this.backend.fill(1, value, tensor.data);
    return tensor;
  }

  /**
   * Integers in the backend's memory: blocks as they are, arrays copied into the arena.
   * Error 'data' for a number that is no 32-bit integer.
   */
  ints(values: Ids): IntBlock {
    if (isBlock(values)) return values;
    const block = this.arena.ints(values.length);
    const array = block.array();
    for (let k = 0; k < values.length; k++) {
      array[k] = values[k];
      if (array[k] !== values[k]) {
        throw new UnrollError(
          'data',
          `expected whole numbers but received ${values[k]} at position ${k}`,
        );
      }
    }
    return block;
  }

  /** The gradient's block to add to; zeros at first. */
  gradOf(tensor: Tensor): Block {
    tensor.touched?.addAll();
    return this.gradBlock(tensor);
  }

  /** The same, for a use that adds to the rows `ids` only. */
  gradOfRows(tensor: Tensor, ids: IntBlock): Block {
    tensor.touched?.add(ids);
    return this.gradBlock(tensor);
  }

  private gradBlock(tensor: Tensor): Block {
    if (tensor.grad === null) tensor.grad = this.arena.zeros(tensor.data.length);
    return tensor.grad;
  }

  /**
   * A matrix laid out for `backend.product`: from the cache of packed weights when not recording
   * and `source` is a parameter, else made in the arena for this step.
   */
  pack(request: PackRequest): Packed {
    const kept = this.keeperOf(request.source);
    if (kept !== undefined) return kept.packed(request);
    const into = this.arena.floats(this.backend.packedLength(request.K, request.N));
    return packInto(this.backend, request, into);
  }

  /** Where what is made of a parameter alone is kept between calls; only when not recording. */
  keeperOf(source: Block): PackCache | undefined {
    return !this.recording && this.packs?.holds(source) ? this.packs : undefined;
  }

  /** Keeps an operation's backward step. Does nothing unless recording. */
  record(backward: () => void): void {
    if (this.recording) this.steps.push(backward);
  }

  /** Like `record`, for an operation with one output: skipped where no gradient has reached it. */
  recordOutput(output: Tensor, backward: (gradient: Block) => void): void {
    if (!output.requiresGrad) return;
    this.record(() => {
      if (output.grad !== null) backward(output.grad);
    });
  }

  /**
   * Adds ∂(scale·loss)/∂x to the gradient of every x that `loss` depends on. Once per `reset`.
   * Error 'shape' if `loss` is not one number, 'usage' if it depends on no variable.
   */
  backward(loss: Tensor, scale = 1): void {
    if (loss.data.length !== 1) throw shapeError('loss', [], loss.shape);
    if (!this.recording) {
      throw new UnrollError('usage', 'this tape does not record; make it with recording: true');
    }
    if (!loss.requiresGrad) {
      throw new UnrollError('usage', 'the loss depends on no variable or parameter');
    }
    if (this.spent) {
      throw new UnrollError(
        'usage',
        'backward was already called; add the losses before it, or reset the tape',
      );
    }
    this.spent = true;
    const seed = this.gradOf(loss);
    this.backend.fill(1, scale, seed);
    for (let k = this.steps.length - 1; k >= 0; k--) this.steps[k]();
    this.steps.length = 0;
  }

  /** Forgets the step and makes its memory free for the next one. */
  reset(): void {
    this.steps.length = 0;
    this.spent = false;
    this.arena.reset();
  }

  /** Returns the arena's memory to the backend. */
  close(): void {
    this.reset();
    this.arena.close();
  }

  private upload(values: ArrayLike<number>, shape: Shape, requiresGrad: boolean): Tensor {
    expectAxes(shape);
    if (values.length !== sizeOf(shape)) {
      throw new UnrollError(
        'shape',
        `expected ${sizeOf(shape)} values for shape ${showShape(shape)} but received ${values.length}`,
      );
    }
    const tensor = this.empty([...shape], requiresGrad);
    const array = tensor.data.array();
    assert(array.length === values.length, 'a block has the length it was asked for');
    array.set(values);
    return tensor;
  }
}
