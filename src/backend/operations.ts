/** The numbers by which the compiled kernels know operations and their variants (kernels/kernels.h, elementwise.h, scan.h). */
import type { MapOp, PairLoss, ZipOp } from './backend.ts';
import type { ScanKind } from './scan-args.ts';

const names = [
  'pack',
  'product',
  'scan',
  'scanBackward',
  'gather',
  'scatterAdd',
  'crossEntropy',
  'logSoftmax',
  'logSoftmaxBackward',
  'map',
  'mapBackward',
  'zip',
  'multiplyAdd',
  'axpy',
  'scale',
  'fill',
  'copy',
  'columnSums',
  'pairLoss',
  'dropout',
  'layerNorm',
  'layerNormBackward',
  'adam',
  'sgd',
  'rmsprop',
  'adagrad',
  'sumSquares',
  'sum',
  'clamp',
  'batchProduct',
  'softmax',
  'softmaxBackward',
  'additiveScores',
  'additiveScoresBackward',
  'program',
  'gatherColumns',
  'scatterAddColumns',
  'output',
  'outputLoss',
  'outputInputGradient',
  'outputWeightGradient',
] as const;

function numbered<Name extends string>(list: readonly Name[]): { readonly [N in Name]: number } {
  return Object.fromEntries(list.map((name, i) => [name, i])) as { [N in Name]: number };
}

export const OPERATIONS = numbered(names);

/** Doubles in the row of arguments: UNROLL_MAX_ARGS, more than any operation has. */
export const MAX_ARGUMENTS = 40;

export const SCAN_KINDS: { readonly [K in ScanKind]: number } = {
  'rnn-tanh': 0,
  'rnn-relu': 1,
  'gru-simple': 2,
  gru: 3,
  'gru-torch': 4,
  lstm: 5,
  'lstm-peephole': 6,
  'lstm-peephole-previous': 7,
};

export const MAP_OPS: { readonly [K in MapOp]: number } = {
  sigmoid: 0,
  tanh: 1,
  relu: 2,
  exp: 3,
  log: 4,
  square: 5,
  abs: 6,
  negate: 7,
  'one-minus': 8,
};

export const ZIP_OPS: { readonly [K in ZipOp]: number } = { add: 0, subtract: 1, multiply: 2 };

export const PAIR_LOSSES: { readonly [K in PairLoss]: number } = {
  mse: 0,
  l1: 1,
  huber: 2,
  bce: 3,
};

/** Gates of each recurrence: the columns of its gate buffer are gates × H. */
export const GATES: { readonly [K in ScanKind]: number } = {
  'rnn-tanh': 1,
  'rnn-relu': 1,
  'gru-simple': 2,
  gru: 3,
  'gru-torch': 3,
  lstm: 4,
  'lstm-peephole': 4,
  'lstm-peephole-previous': 4,
};
