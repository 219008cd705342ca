/**
 * Shapes and the one sentence that a wrong shape gets. A pattern names what is free ('B', 'T') and
 * gives the number of what is fixed; a leading '…' stands for any number of axes.
 */
import { UnrollError } from '../util/errors.ts';

export type Shape = readonly number[];
export type ShapePattern = readonly (string | number)[];

/** How many numbers a tensor of this shape holds; 1 for a scalar (). */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const axis of shape) size *= axis;
  return size;
}

/** `(32, 50, 128)` */
export function showShape(shape: ShapePattern): string {
  return `(${shape.join(', ')})`;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((axis, k) => axis === b[k]);
}

/** The last axis; 1 for a scalar. */
export function columnsOf(shape: Shape): number {
  return shape.length === 0 ? 1 : shape[shape.length - 1];
}

/** Everything before the last axis, multiplied. */
export function rowsOf(shape: Shape): number {
  return sizeOf(shape.slice(0, -1));
}

/** Error 'shape': `expected x with shape (B, T, 64) but received (32, 50, 128)`. */
export function shapeError(name: string, wanted: ShapePattern, received: Shape): UnrollError {
  return new UnrollError(
    'shape',
    `expected ${name} with shape ${showShape(wanted)} but received ${showShape(received)}`,
  );
}

export function expectShape(name: string, received: Shape, wanted: ShapePattern): void {
  const open = wanted[0] === '…';
  const fixed = open ? wanted.slice(1) : wanted;
  const start = received.length - fixed.length;
  const fits =
    (open ? start >= 0 : start === 0) &&
    fixed.every((axis, k) => typeof axis === 'string' || axis === received[start + k]);
  if (!fits) throw shapeError(name, wanted, received);
}

/** Checks that every axis is a whole number of at least 0. */
export function expectAxes(shape: Shape): void {
  for (const axis of shape) {
    if (!Number.isInteger(axis) || axis < 0) {
      throw new UnrollError(
        'shape',
        `expected a shape of whole numbers but received ${showShape(shape)}`,
      );
    }
  }
}
