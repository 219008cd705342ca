/**
 * `model.safetensors`: the weights of the best checkpoint under torch's names and gate order, in
 * single precision. Any safetensors reader opens it.
 */
import { existsSync } from 'node:fs';
import type { Parameters } from '../tensor/parameters.ts';
import { UnrollError } from '../util/errors.ts';
import type { TensorGroup } from './checkpoint.ts';
import { type Run, runFile } from './run-folder.ts';
import { type NamedTensor, readSafetensors, writeSafetensors } from './safetensors.ts';

/** Replaces the file as a whole. `metadata` is for people: the step, the validation loss. */
export function saveModel(
  run: Run,
  weights: Iterable<readonly [string, NamedTensor]>,
  metadata: Readonly<Record<string, string>> = {},
): void {
  writeSafetensors(runFile(run, 'model'), {
    tensors: weights,
    // Other readers of safetensors look for "format": "pt".
    metadata: { format: 'pt', ...metadata },
  });
}

/** Throws `file` if the run has no model yet, `format` if the file is broken. */
export function loadModel(run: Run): { weights: TensorGroup; metadata: Record<string, string> } {
  const path = runFile(run, 'model');
  if (!existsSync(path)) {
    throw new UnrollError(
      'file',
      `the run "${run.path}" has no model.safetensors yet; let "unroll resume ${run.path}" reach its first checkpoint`,
    );
  }
  const { tensors, metadata } = readSafetensors(path);
  return { weights: tensors, metadata: { ...metadata } };
}

/**
 * Checks that `tensors` are exactly those of the model: every name, no other, each of its shape.
 * Throws `format`, naming the file, the tensor and both shapes.
 */
export function checkTensors(
  tensors: TensorGroup,
  specs: Iterable<{ readonly name: string; readonly shape: readonly number[] }>,
  path: string,
): void {
  const left = new Set(tensors.keys());
  for (const { name, shape } of specs) {
    const tensor = tensors.get(name);
    if (tensor === undefined) {
      throw new UnrollError(
        'format',
        `"${path}" does not fit the model: it has no tensor "${name}"`,
      );
    }
    if (tensor.shape.length !== shape.length || shape.some((n, i) => n !== tensor.shape[i])) {
      throw new UnrollError(
        'format',
        `"${path}" does not fit the model: expected tensor "${name}" with shape (${shape.join(', ')}) but it has (${tensor.shape.join(', ')})`,
      );
    }
    left.delete(name);
  }
  const [unknown] = left;
  if (unknown !== undefined) {
    throw new UnrollError(
      'format',
      `"${path}" does not fit the model: the model has no tensor "${unknown}"`,
    );
  }
}

/** Checks as `checkTensors`, then fills the parameters. Throws 'format' naming the file and the tensor. */
export function writeWeights(parameters: Parameters, tensors: TensorGroup, path: string): void {
  checkTensors(tensors, parameters.entries(), path);
  for (const [name, { data }] of tensors) parameters.write(name, floatsOf(name, data, path));
}

/** The numbers of a tensor that are weights. Throws 'format' where they are whole numbers. */
export function floatsOf(
  name: string,
  data: NamedTensor['data'] | undefined,
  path: string,
): Float32Array | Float64Array {
  if (data instanceof Float32Array || data instanceof Float64Array) return data;
  throw new UnrollError(
    'format',
    `"${path}": tensor "${name}" does not hold floating-point numbers`,
  );
}
