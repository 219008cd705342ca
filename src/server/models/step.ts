/** The numbers of a language model's boxes after it has read one symbol of a text. */
import type { TextModel } from '../../generate/text-model.ts';
import { type LiveSteps, liveSteps } from '../../inspect/live-step.ts';
import type { StepAnswer } from '../../protocol/network.ts';
import type { Operations } from './operations.ts';
import type { Question } from './question.ts';
import { SymbolEnds } from './symbol-ends.ts';

/** As long as the model is open, so that going through a text reads little of it again. */
const kept = new WeakMap<TextModel, LiveSteps>();

export function step({
  path,
  request: { weights, text, at, units },
  cache,
}: Question<Operations['step']['request']>): Promise<StepAnswer> {
  return cache.useText(path, weights, async (model) => {
    const steps = kept.get(model) ?? liveSteps(model);
    kept.set(model, steps);
    const { ids, ...live } = steps.at(text, at, { units });
    const place = new SymbolEnds(model.codec, text);
    return { ...live, ends: ids.map((id) => place.next(id)) };
  });
}
