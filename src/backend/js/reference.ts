/**
 * The reference backend: plain loops in double precision, slow and obvious, the oracle of the
 * tests. With `precision: 'single'` values are stored as 32-bit floats (sums within one operation
 * are still doubles), for use where nothing faster runs.
 */
import type { Backend } from '../backend.ts';
import * as attention from './attention.ts';
import { dropout } from './dropout.ts';
import * as elementwise from './elementwise.ts';
import { layerNorm, layerNormBackward } from './layer-norm.ts';
import { crossEntropy, logSoftmax, logSoftmaxBackward, pairLoss } from './losses.ts';
import { blockOf } from './memory.ts';
import { adagrad, adam, rmsprop, sgd } from './optimizers.ts';
import { outputKept, outputOperations } from './output.ts';
import { gather, gatherColumns, pack, product, scatterAdd, scatterAddColumns } from './product.ts';
import { recordable } from './program.ts';
import { scan, scanBackward } from './scan.ts';

export interface ReferenceOptions {
  precision?: 'double' | 'single';
}

export function createReferenceBackend({ precision = 'double' }: ReferenceOptions = {}): Backend {
  const single = precision === 'single';
  return {
    name: 'js',
    precision,
    threads: 1,
    description: `plain TypeScript, ${precision} precision`,
    floats: (length) => blockOf(single ? new Float32Array(length) : new Float64Array(length)),
    ints: (length) => blockOf(new Int32Array(length)),
    free: () => {}, // left to the garbage collector
    packedLength: (K, N) => K * N,
    outputKept,
    ...recordable({
      pack,
      product,
      scan,
      scanBackward,
      gather,
      scatterAdd,
      gatherColumns,
      scatterAddColumns,
      crossEntropy,
      ...outputOperations((n) => (single ? new Float32Array(n) : new Float64Array(n))),
      logSoftmax,
      logSoftmaxBackward,
      pairLoss,
      ...attention,
      ...elementwise,
      dropout: (args) => {
        const keptScale = 1 / (1 - args.p);
        dropout(args, single ? Math.fround(keptScale) : keptScale);
      },
      layerNorm,
      layerNormBackward,
      adam,
      sgd,
      rmsprop,
      adagrad,
    }),
    close: () => {},
  };
}
