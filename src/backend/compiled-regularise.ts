/** Dropout and layer normalisation as rows of numbers for the compiled kernels (kernels/regularise.h). */
import type { DropoutArgs, LayerNormArgs, LayerNormBackwardArgs } from './backend.ts';
import { address, type Call } from './compiled-call.ts';
import { OPERATIONS } from './operations.ts';

export function dropout(call: Call, a: DropoutArgs): void {
  call(
    OPERATIONS.dropout,
    a.rows * a.columns * 4,
    a.rows,
    a.columns,
    a.streams,
    a.firstStream,
    a.x.address,
    a.y.address,
    Math.ceil(a.p * 2 ** 24) / 2 ** 24, // exact in single precision; uniforms have 24 bits
    a.key[0] >>> 0,
    a.key[1] >>> 0,
    Number(a.accumulate ?? false),
    1 / (1 - a.p),
  );
}

export function layerNorm(call: Call, a: LayerNormArgs): void {
  call(
    OPERATIONS.layerNorm,
    a.rows * a.columns * 4,
    a.rows,
    a.columns,
    a.eps,
    a.x.address,
    address(a.gamma),
    address(a.beta),
    a.y.address,
    a.mean.address,
    a.rstd.address,
  );
}

export function layerNormBackward(call: Call, a: LayerNormBackwardArgs): void {
  call(
    OPERATIONS.layerNormBackward,
    a.rows * a.columns * 8,
    a.rows,
    a.columns,
    a.x.address,
    address(a.gamma),
    a.mean.address,
    a.rstd.address,
    a.dy.address,
    a.dx.address,
    address(a.dGamma),
    address(a.dBeta),
  );
}
