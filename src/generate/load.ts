/** Opens what training wrote: a run folder, a file in it, or a model file by itself. */
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Backend } from '../backend/backend.ts';
import { createBackend } from '../backend/select.ts';
import { TextCodec } from '../data/index.ts';
import { loadCheckpoint, type TensorGroup } from '../files/checkpoint.ts';
import { loadModel, writeWeights } from '../files/model-file.ts';
import { checkModelSettings } from '../files/run-file.ts';
import { openLanguageRun, readVocabulary, runFile, runFileNames } from '../files/run-folder.ts';
import { readSafetensors } from '../files/safetensors.ts';
import type { LanguageModelConfig } from '../models/config.ts';
import { LanguageModel } from '../models/language-model.ts';
import type { Cell } from '../nn/cells/cell.ts';
import { UnrollError } from '../util/errors.ts';
import { createTextModel, type TextModel } from './text-model.ts';

export interface LoadOptions {
  backend?: 'auto' | 'native' | 'wasm' | 'js';
  threads?: number;
  /**
   * Of a run: the best weights, or those of the last checkpoint. Default: the best, or the last of a
   * run that was stopped before anything was validated.
   */
  weights?: 'best' | 'last';
  /** Cells made by `defineCell`, where the model has one. */
  cells?: readonly Cell[];
}

/** A language model as it lies in files. */
export interface OpenedModel {
  config: LanguageModelConfig;
  codec: TextCodec;
  weights: TensorGroup;
  /** The file that the weights are from. */
  file: string;
}

/** Throws 'file' if there is nothing, 'format' if it is broken, foreign or from a newer version. */
export async function load(path: string, options: LoadOptions = {}): Promise<TextModel> {
  const { backend: name, threads, cells, weights } = options;
  const opened = openModel(path, weights);
  const backend = await createBackend({ backend: name, threads });
  try {
    const network = modelWithWeights(backend, opened, cells);
    return createTextModel({ network, codec: opened.codec, onClose: () => backend.close() });
  } catch (error) {
    backend.close();
    throw error;
  }
}

/** What `load` reads. Throws as it does. */
export function openModel(path: string, weights?: LoadOptions['weights']): OpenedModel {
  return isModelFile(path) ? openModelFile(path) : openFolder(path, weights);
}

/** A network holding the weights of a file. Throws 'format' where they do not fit. */
export function modelWithWeights(
  backend: Backend,
  { config, codec, weights, file }: OpenedModel,
  cells?: readonly Cell[],
): LanguageModel {
  const network = new LanguageModel(backend, config, codec.vocabulary.size, { cells });
  writeWeights(network.parameters, weights, file);
  return network;
}

function openFolder(path: string, wanted: 'best' | 'last' | undefined): OpenedModel {
  const run = openLanguageRun(path);
  const early = !existsSync(runFile(run, 'model')) && existsSync(runFile(run, 'checkpoint'));
  const which = wanted ?? (early ? 'last' : 'best');
  const config = run.settings.model;
  const codec = TextCodec.fromJSON(readVocabulary(run));
  if (which === 'best') {
    return { config, codec, weights: loadModel(run).weights, file: runFile(run, 'model') };
  }
  const file = runFile(run, 'checkpoint');
  const { weights } = loadCheckpoint(run).groups;
  if (weights === undefined) throw foreign(file, 'it holds no weights');
  return { config, codec, weights, file };
}

/** A file outside of a run folder. */
export function isModelFile(path: string): boolean {
  if (!existsSync(path) || statSync(path).isDirectory()) return false;
  return !existsSync(join(dirname(path), runFileNames.settings));
}

/** The settings that `model.safetensors` carries, so that the file alone can be used. */
export function modelMetadata(config: LanguageModelConfig, codec: TextCodec) {
  return {
    unroll_model: JSON.stringify(config),
    unroll_vocabulary: JSON.stringify(codec.toJSON()),
  };
}

function openModelFile(path: string): OpenedModel {
  const { tensors, metadata } = readSafetensors(path);
  const { unroll_model: model, unroll_vocabulary: vocabulary, unroll_task: task } = metadata;
  if (task !== undefined) {
    throw foreign(path, `it is of task ${task}, whose models are used by their run folder`);
  }
  if (model === undefined || vocabulary === undefined) {
    throw foreign(path, 'it is safetensors, but not written by Unroll');
  }
  let settings: unknown;
  let symbols: unknown;
  try {
    settings = JSON.parse(model);
    symbols = JSON.parse(vocabulary);
  } catch (cause) {
    throw new UnrollError('format', `the metadata of "${path}" is not JSON`, { cause });
  }
  const config = checkModelSettings(settings, path);
  return { config, codec: TextCodec.fromJSON(symbols), weights: tensors, file: path };
}

function foreign(path: string, reason: string): UnrollError {
  return new UnrollError('format', `"${path}" is not a model that can be used here: ${reason}`);
}
