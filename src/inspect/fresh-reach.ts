/** How far gradients reach in language models that have not been trained: cells side by side. */
import { type BackendOptions, createBackend } from '../backend/select.ts';
import { TextCodec } from '../data/index.ts';
import { type LanguageModelConfig, languageModelDefaults } from '../models/config.ts';
import { LanguageModel } from '../models/language-model.ts';
import type { Cell } from '../nn/cells/cell.ts';
import { expected, UnrollError } from '../util/errors.ts';
import {
  type GradientReach,
  type GradientReachOptions,
  textGradientReach,
} from './gradient-reach.ts';

export interface FreshReachOptions extends Omit<GradientReachOptions, 'name'> {
  /** Names of built-in cells, or cells made by `defineCell`. */
  cells: readonly (string | Cell)[];
  /** Default 64. */
  hidden?: number;
  /** Default 1. */
  layers?: number;
  /** Default one-hot. */
  embed?: LanguageModelConfig['embed'];
  /** Default `unroll`. */
  init?: LanguageModelConfig['init'];
  /** Of the `rnn` cell. Default `tanh`. */
  nonlinearity?: LanguageModelConfig['nonlinearity'];
  /** All recurrent weights are multiplied by it. Default 1. */
  gain?: number;
  /** Of the first weights. Default 1. */
  seed?: number;
  backend?: BackendOptions['backend'];
  threads?: number;
}

/**
 * One result for each cell, on a text of characters. Errors: 'usage' for cells, sizes and a gain that cannot
 * be, and those of `gradientReach`.
 */
export async function freshGradientReach(
  text: string,
  { cells, gain = 1, seed = 1, backend: chosen, threads, ...options }: FreshReachOptions,
): Promise<GradientReach[]> {
  if (cells.length === 0) throw expected('cells', 'at least one cell', 'none');
  if (!(gain > 0 && gain < Number.POSITIVE_INFINITY)) {
    throw expected('gain', 'a number above 0', gain);
  }
  const { hidden = 64, layers = 1, embed = 'onehot', init, nonlinearity, ...reach } = options;
  const codec = TextCodec.fromText(text);
  const backend = await createBackend({ backend: chosen, threads });
  try {
    return cells.map((cell) => {
      const name = typeof cell === 'string' ? cell : cell.name;
      const config = {
        ...languageModelDefaults,
        ...{ cell: name, hidden, layers, embed },
        ...(init && { init }),
        ...(nonlinearity && { nonlinearity }),
      };
      const own = typeof cell === 'string' ? [] : [cell];
      const network = new LanguageModel(backend, config, codec.vocabulary.size, {
        seed,
        cells: own,
      });
      try {
        if (gain !== 1) scaleRecurrent(network, gain);
        return textGradientReach({ network, codec }, text, reach);
      } finally {
        network.close();
      }
    });
  } finally {
    backend.close();
  }
}

function scaleRecurrent({ parameters, config }: LanguageModel, gain: number): void {
  const names = parameters.names().filter((name) => name.startsWith('rnn.weight_hh'));
  if (names.length === 0) {
    throw new UnrollError(
      'usage',
      `gain multiplies the parameters weight_hh, and the cell "${config.cell}" has none of that name: leave gain out`,
    );
  }
  for (const name of names) {
    parameters.write(
      name,
      parameters.read(name).map((weight) => weight * gain),
    );
  }
}
