/** Elementwise operations, copies and sums. */

import { exp, log, sigmoid, tanh } from '../../util/maths.ts';
import type { Backend, MapOp, ZipOp } from '../backend.ts';

const maps: { [K in MapOp]: (x: number) => number } = {
  sigmoid,
  tanh,
  relu: (x) => Math.max(x, 0),
  exp,
  log,
  square: (x) => x * x,
  abs: Math.abs,
  negate: (x) => -x,
  'one-minus': (x) => 1 - x,
};

/** op′(x), given x and y = op(x). */
const slopes: { [K in MapOp]: (x: number, y: number) => number } = {
  sigmoid: (_, y) => y * (1 - y),
  tanh: (_, y) => 1 - y * y,
  relu: (x) => (x > 0 ? 1 : 0),
  exp: (_, y) => y,
  log: (x) => 1 / x,
  square: (x) => 2 * x,
  abs: (x) => Math.sign(x),
  negate: () => -1,
  'one-minus': () => -1,
};

const zips: { [K in ZipOp]: (a: number, b: number) => number } = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
};

export const map: Backend['map'] = (op, n, x, y) => {
  const from = x.array();
  const to = y.array();
  for (let i = 0; i < n; i++) to[i] = maps[op](from[i]);
};

export const mapBackward: Backend['mapBackward'] = (op, n, x, y, dy, dx) => {
  const [xs, ys, dys, dxs] = [x.array(), y.array(), dy.array(), dx.array()];
  for (let i = 0; i < n; i++) dxs[i] += dys[i] * slopes[op](xs[i], ys[i]);
};

export const zip: Backend['zip'] = (op, n, a, b, y) => {
  const [as, bs, ys] = [a.array(), b.array(), y.array()];
  for (let i = 0; i < n; i++) ys[i] = zips[op](as[i], bs[i]);
};

export const multiplyAdd: Backend['multiplyAdd'] = (n, a, b, y) => {
  const [as, bs, ys] = [a.array(), b.array(), y.array()];
  for (let i = 0; i < n; i++) ys[i] += as[i] * bs[i];
};

export const axpy: Backend['axpy'] = (n, alpha, x, y) => {
  const [xs, ys] = [x.array(), y.array()];
  for (let i = 0; i < n; i++) ys[i] += alpha * xs[i];
};

export const scale: Backend['scale'] = (n, alpha, x) => {
  const xs = x.array();
  for (let i = 0; i < n; i++) xs[i] *= alpha;
};

export const fill: Backend['fill'] = (n, value, x) => {
  x.array().fill(value, 0, n);
};

export const clamp: Backend['clamp'] = (n, limit, x) => {
  const xs = x.array();
  for (let i = 0; i < n; i++) {
    if (xs[i] > limit) xs[i] = limit;
    else if (xs[i] < -limit) xs[i] = -limit;
  }
};

export const copy: Backend['copy'] = ({
  rows,
  columns,
  ldx,
  ldy,
  accumulate = false,
  ...blocks
}) => {
  const x = blocks.x.array();
  const y = blocks.y.array();
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < columns; j++) {
      y[r * ldy + j] = x[r * ldx + j] + (accumulate ? y[r * ldy + j] : 0);
    }
  }
};

export const columnSums: Backend['columnSums'] = ({ rows, columns, ldx, ldy = 0, ...blocks }) => {
  const x = blocks.x.array();
  const y = blocks.y?.array();
  const out = blocks.out.array();
  for (let j = 0; j < columns; j++) {
    let total = 0;
    for (let r = 0; r < rows; r++) total += x[r * ldx + j] * (y ? y[r * ldy + j] : 1);
    out[j] += total;
  }
};

export const sum: Backend['sum'] = (n, x) => {
  const xs = x.array();
  let total = 0;
  for (let i = 0; i < n; i++) total += xs[i];
  return total;
};

export const sumSquares: Backend['sumSquares'] = (n, x, before = 0) => {
  const xs = x.array();
  let total = before;
  for (let i = 0; i < n; i++) total += xs[i] * xs[i];
  return total;
};
