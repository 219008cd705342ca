/** A language model's run as a course: what it validates and samples, and how it begins. */
import { evaluatePart, totals } from '../generate/evaluate.ts';
import { namedStates } from '../generate/model-state.ts';
import { sampleText } from '../generate/sample-text.ts';
import type { Course } from './course.ts';
import type { StartEvent, TextFigures } from './events.ts';
import type { TrainingSession } from './session.ts';

export function languageCourse(session: TrainingSession): Course<StartEvent, TextFigures> {
  const { settings, counters, totalSteps, batches, trainer, store, corpus, model } = session;
  const { predictor, codec, record } = session;
  const { validation } = corpus;
  return {
    settings,
    counters,
    totalSteps,
    stepsPerEpoch: batches.stepsPerEpoch,
    store,
    startEvent: () => ({
      event: 'start',
      run: store.folder,
      task: 'lm',
      step: counters.step,
      total_steps: totalSteps ?? null,
      steps_per_epoch: batches.stepsPerEpoch,
      parameters: model.parameters.count,
      vocabulary: model.vocabularySize,
      train_tokens: corpus.train.source.length,
      val_tokens: record.validationTokens,
      backend: session.backend.name,
      backend_description: session.backend.description,
      threads: session.backend.threads,
      seed: settings.seed,
      model: model.config,
      data: session.data,
      settings,
      notes: session.notes,
    }),
    step() {
      const result = trainer.step(batches.next());
      counters.position = batches.position;
      return result;
    },
    observe: (loss) => trainer.observe(loss),
    validate:
      validation &&
      (async (signal) => {
        const sum = await trainer.withModel(() => evaluatePart(predictor, validation, signal));
        const { loss, perplexity, bitsPerCharacter } = totals(sum, {
          characters: record.validationCharacters,
          unknown: 0,
        });
        const figures = { val_perplexity: perplexity, val_bits_per_char: bitsPerCharacter };
        return { loss, goal: loss, figures };
      }),
    checkpointSamples: settings.checkpointSamples,
    sample: settings.samples
      ? // The prime and what the model makes of it; always with the same random numbers.
        async (signal) => {
          const { samplePrime: prime, sampleLength, sampleTemperature, seed } = settings;
          const options = {
            prime,
            length: sampleLength,
            temperature: sampleTemperature,
            seed,
            signal,
          };
          let text = prime;
          await trainer.withModel(async () => {
            for await (const piece of sampleText(predictor, codec, options)) text += piece.text;
          });
          return { prime, text };
        }
      : undefined,
    publish: () =>
      trainer.withModel(() =>
        store.publish(model.parameters, { step: counters.step, valLoss: counters.bestLoss }),
      ),
    checkpoint() {
      const state = trainer.state();
      const { carried = [] } = state;
      const B = carried.length === 0 ? 0 : carried[0].h.length / model.config.hidden;
      return store.checkpoint({
        parameters: model.parameters,
        trainer: state,
        counters,
        carried: new Map(namedStates(carried, B)),
      });
    },
  };
}
