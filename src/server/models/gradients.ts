/** How far gradients reach, of a run and of fresh cells beside it. */
import { freshGradientReach } from '../../inspect/fresh-reach.ts';
import { type GradientReach, textGradientReach } from '../../inspect/gradient-reach.ts';
import type { GradientsAnswer, GradientReach as Reach } from '../../protocol/network.ts';
import type { Operations } from './operations.ts';
import type { Question } from './question.ts';

export function gradients({
  path,
  request: { weights, text, cells, lags, seed },
  cache,
}: Question<Operations['gradients']['request']>): Promise<GradientsAnswer> {
  return cache.useText(path, weights, async (model) => {
    const own = textGradientReach(model, text, { lags, name: 'run' });
    if (cells.length === 0) return { reaches: reachesOf(own) };
    const { hidden, layers, embed } = model.config;
    const fresh = await freshGradientReach(text, { cells, lags, seed, hidden, layers, embed });
    return { reaches: [own, ...fresh].flatMap(reachesOf) };
  });
}

/** Of every state of every layer. */
function reachesOf({ name, cell, hidden, steps, layers }: GradientReach): Reach[] {
  return layers.flatMap(({ layer, states, recurrent }) =>
    states.map(({ state, mean, median, norms, perStep, reach }) => ({
      of: name,
      cell,
      layer: layer + 1,
      units: hidden,
      state,
      mean,
      median,
      perStep: perStep ?? null,
      reach,
      heat: { t: steps, norms },
      spectralRadius: recurrent.map(({ gate, spectralRadius }) => ({
        gate,
        radius: spectralRadius,
      })),
    })),
  );
}
