/** How far gradients reach, of a run and of fresh cells of its sizes beside it. */
import { basename } from 'node:path';
import { freshGradientReach } from '../../inspect/fresh-reach.ts';
import { textGradientReach } from '../../inspect/gradient-reach.ts';
import type { GradientsAnswer } from '../../protocol/network.ts';
import type { Operations } from './operations.ts';
import type { Question } from './question.ts';

export function gradients({
  path,
  request: { weights, text, cells, gain, seed, ...asked },
  cache,
}: Question<Operations['gradients']['request']>): Promise<GradientsAnswer> {
  return cache.useText(path, weights, async (model) => {
    const own = textGradientReach(model, text, { ...asked, name: basename(path) });
    if (cells.length === 0) return { reaches: [own] };
    const { hidden, layers, embed, init, nonlinearity } = model.config;
    const sizes = { hidden, layers, embed, init, nonlinearity };
    const fresh = await freshGradientReach(text, { ...asked, ...sizes, cells, gain, seed });
    return { reaches: [own, ...fresh] };
  });
}
