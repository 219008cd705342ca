/** A model's state as a value: copied, and written to bytes (safetensors) and back. */
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from '../files/safetensors.ts';
import type { LanguageModel } from '../models/language-model.ts';
import type { LayerState } from '../nn/recurrent/stack.ts';
import { UnrollError } from '../util/errors.ts';
import type { ModelState } from './types.ts';

/** A copy that shares nothing. */
export function cloneState({ last, layers }: ModelState): ModelState {
  return {
    last,
    layers: layers.map(
      (layer) =>
        Object.fromEntries(
          Object.entries(layer).map(([name, values]) => [name, values?.slice()]),
        ) as LayerState,
    ),
  };
}

/** Bytes in the safetensors format: tensors `l0.h`, `l0.c`, `l1.h`, … */
export function serialiseState(state: ModelState): Uint8Array {
  const pieces = encodeSafetensors({
    tensors: namedStates(state.layers),
    metadata: { last: String(state.last) },
  });
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** Throws 'format' when the bytes are not a state. */
export function deserialiseState(bytes: Uint8Array): ModelState {
  const { tensors, metadata } = decodeSafetensors(bytes, 'state');
  const last = Number(metadata.last);
  if (!Number.isInteger(last) || last < -1) {
    throw new UnrollError('format', 'these bytes are not a state: "last" is missing');
  }
  return { last, layers: statesFromNamed(tensors) };
}

/** States of `B` sequences (B, H) under names for a file. */
export function namedStates(layers: readonly LayerState[], B = 1): [string, NamedTensor][] {
  return layers.flatMap((layer, k) =>
    Object.entries(layer).flatMap(([name, data]): [string, NamedTensor][] =>
      data === undefined
        ? []
        : [[`l${k}.${name}`, { shape: [B, data.length / B], data: data.slice() }]],
    ),
  );
}

/** The inverse of `namedStates`. */
export function statesFromNamed(tensors: ReadonlyMap<string, NamedTensor>): LayerState[] {
  const layers: Record<string, LayerState['h']>[] = [];
  for (const [key, { data }] of tensors) {
    const [, layer, name] = /^l(\d{1,4})\.(.+)$/.exec(key) ?? [];
    const floats = data instanceof Float32Array || data instanceof Float64Array;
    if (name === undefined || !floats) {
      throw new UnrollError('format', `"${key}" is not a state of a layer, such as l0.h`);
    }
    layers[Number(layer)] ??= {};
    layers[Number(layer)][name] = data;
  }
  for (let k = 0; k < layers.length; k++) {
    if (layers[k]?.h === undefined) {
      throw new UnrollError('format', `the state of layer ${k} is missing: l${k}.h`);
    }
  }
  return layers as LayerState[];
}

/** Throws 'shape' unless the state fits the model. */
export function checkState(state: ModelState, model: LanguageModel): void {
  if (!Number.isInteger(state.last) || state.last < -1 || state.last >= model.vocabularySize) {
    throw new UnrollError(
      'shape',
      `expected the state's last symbol to be from -1 to ${model.vocabularySize - 1} but received ${state.last}`,
    );
  }
  const wanted = model.initialState(1);
  if (state.layers.length !== wanted.length) {
    throw new UnrollError(
      'shape',
      `expected a state of ${wanted.length} layers but received ${state.layers.length}`,
    );
  }
  wanted.forEach((layer, k) => {
    for (const name of Object.keys(layer)) {
      const length = state.layers[k][name]?.length ?? 0;
      if (length !== model.config.hidden) {
        throw new UnrollError(
          'shape',
          `expected state ${name} of layer ${k} to have ${model.config.hidden} numbers but received ${length}`,
        );
      }
    }
  });
}
