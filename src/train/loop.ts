/**
 * The loop over steps: what is due is done in a fixed order (sample, validation, limits, step,
 * checkpoint), and what was done is counted, so that a run that stops anywhere goes on exactly.
 */
import { setImmediate } from 'node:timers/promises';
import { evaluatePart, totals } from '../generate/evaluate.ts';
import { sampleText } from '../generate/sample-text.ts';
import { UnrollError } from '../util/errors.ts';
import { Clock } from './clock.ts';
import { isSampleStep } from './counters.ts';
import type {
  CheckpointEvent,
  DoneEvent,
  SampleEvent,
  StartEvent,
  StepEvent,
  TrainEvent,
  ValidationEvent,
} from './events.ts';
import type { TrainingSession } from './session.ts';
import type { StepResult } from './trainer.ts';

export async function* trainingEvents(
  session: TrainingSession,
  signal: AbortSignal | undefined,
): AsyncGenerator<TrainEvent, void, void> {
  const { settings, counters, totalSteps, batches, trainer, store } = session;
  const clock = new Clock(counters.step);
  const has = { validation: session.corpus.validation !== undefined };
  yield startEvent(session);
  let savedAt = -1;
  const save = (): CheckpointEvent => {
    savedAt = counters.step;
    if (!has.validation) publish(session);
    return checkpoint(session);
  };
  if (counters.step === 0) yield save();

  let reason: DoneEvent['reason'] | undefined;
  while (reason === undefined) {
    reason = limitReached(session, clock, signal);
    const last = reason !== undefined && reason !== 'aborted';
    if (reason !== 'aborted') {
      if (settings.samples && counters.sampledAt < counters.step) {
        if (last || isSampleStep(counters.step)) {
          const event = await drawSample(session, signal);
          if (event !== undefined) yield event;
        }
      }
      if (has.validation && counters.validatedAt < counters.step) {
        const due = counters.step % settings.validateEvery === 0;
        if (last || due) {
          const event = await validate(session, due, signal);
          if (event !== undefined) {
            yield event;
            yield save();
          }
        }
      }
      reason ??= limitReached(session, clock, signal);
      if (signal?.aborted) reason = 'aborted';
    }
    if (reason !== undefined) break;

    const result = clock.measure(() => trainer.step(batches.next()));
    counters.position = batches.position;
    if (!Number.isFinite(result.loss) || !Number.isFinite(result.gradNorm)) {
      throw notFinite(session, result, savedAt);
    }
    counters.step++;
    counters.lossSum += result.loss;
    counters.lossSteps++;
    clock.tokens += result.tokens;
    const end = counters.step === totalSteps;
    if (counters.step === 1 || end || counters.step % settings.logEvery === 0) {
      yield stepEvent(session, clock, result);
    }
    if (counters.step % settings.checkpointEvery === 0 && !isValidationDue(session)) yield save();
    await setImmediate();
  }
  if (savedAt !== counters.step) yield save();
  const done = doneEvent(session, clock, reason);
  store.metric({ ...done });
  yield done;
}

function isValidationDue({ corpus, counters, settings }: TrainingSession): boolean {
  return corpus.validation !== undefined && counters.step % settings.validateEvery === 0;
}

function limitReached(
  { settings, counters, totalSteps, batches }: TrainingSession,
  clock: Clock,
  signal: AbortSignal | undefined,
): DoneEvent['reason'] | undefined {
  if (signal?.aborted) return 'aborted';
  if (totalSteps !== undefined && counters.step >= totalSteps) {
    const epochs = Math.ceil(settings.epochs * batches.stepsPerEpoch);
    return settings.epochs > 0 && totalSteps === epochs ? 'epochs' : 'steps';
  }
  if (settings.minutes > 0 && clock.elapsed() >= settings.minutes * 60) return 'minutes';
  if (settings.patience > 0 && counters.worse >= settings.patience) return 'patience';
  return undefined;
}

function startEvent(session: TrainingSession): StartEvent {
  const { backend, model, corpus, record, settings, counters } = session;
  return {
    event: 'start',
    run: session.store.folder,
    task: 'lm',
    step: counters.step,
    total_steps: session.totalSteps ?? null,
    steps_per_epoch: session.batches.stepsPerEpoch,
    parameters: model.parameters.count,
    vocabulary: model.vocabularySize,
    train_tokens: corpus.train.source.length,
    val_tokens: record.validationTokens,
    backend: backend.name,
    backend_description: backend.description,
    threads: backend.threads,
    seed: settings.seed,
    model: model.config,
    data: session.data,
    settings,
    notes: session.notes,
  };
}

function stepEvent(session: TrainingSession, clock: Clock, result: StepResult): StepEvent {
  const { counters, batches, totalSteps, settings } = session;
  counters.trainLoss = counters.lossSum / counters.lossSteps;
  counters.lossSum = 0;
  counters.lossSteps = 0;
  const event: StepEvent = {
    event: 'step',
    step: counters.step,
    loss: counters.trainLoss,
    grad_norm: result.gradNorm,
    lr: result.lr,
    epoch: counters.position.epoch + counters.position.step / batches.stepsPerEpoch,
    tokens_per_s: clock.rate(),
    elapsed_s: clock.elapsed(),
    left_s: clock.left(counters.step, totalSteps, settings.minutes),
  };
  session.store.metric({ ...event });
  return event;
}

/** Undefined when it was given up because of an abort; it is then due again. */
async function validate(
  session: TrainingSession,
  counts: boolean,
  signal: AbortSignal | undefined,
): Promise<ValidationEvent | undefined> {
  const { corpus, counters, predictor, record, trainer, store } = session;
  if (corpus.validation === undefined) return undefined;
  let sum: { tokens: number; logProbability: number };
  try {
    sum = await evaluatePart(predictor, corpus.validation, signal);
  } catch (error) {
    if (signal?.aborted) return undefined;
    throw error;
  }
  const { loss, perplexity, bitsPerCharacter } = totals(sum, {
    characters: record.validationCharacters,
    unknown: 0,
  });
  const best = counters.bestLoss === null || loss < counters.bestLoss;
  counters.valLoss = loss;
  counters.validatedAt = counters.step;
  if (counts) {
    trainer.observe(loss);
    const better = counters.bestDue === null || loss < counters.bestDue;
    counters.worse = better ? 0 : counters.worse + 1;
    if (better) counters.bestDue = loss;
  }
  if (best) {
    counters.bestLoss = loss;
    counters.bestStep = counters.step;
    publish(session);
  }
  const event: ValidationEvent = {
    event: 'validation',
    step: counters.step,
    val_loss: loss,
    val_perplexity: perplexity,
    val_bits_per_char: bitsPerCharacter,
    best,
  };
  store.metric({ ...event });
  return event;
}

/** The prime and what the model makes of it; always with the same random numbers. */
async function drawSample(
  session: TrainingSession,
  signal: AbortSignal | undefined,
): Promise<SampleEvent | undefined> {
  const { predictor, codec, settings, counters, store } = session;
  const { samplePrime: prime, sampleLength: length, sampleTemperature: temperature } = settings;
  let text = prime;
  const options = { prime, length, temperature, seed: settings.seed, signal };
  for await (const piece of sampleText(predictor, codec, options)) text += piece.text;
  if (signal?.aborted) return undefined;
  counters.sampledAt = counters.step;
  const event: SampleEvent = { event: 'sample', step: counters.step, prime, text };
  store.sample({ ...event });
  return event;
}

function publish({ store, model, counters }: TrainingSession): void {
  store.publish(model, { step: counters.step, valLoss: counters.bestLoss });
}

function checkpoint({ store, model, trainer, counters }: TrainingSession): CheckpointEvent {
  const path = store.checkpoint({ model, trainer: trainer.state(), counters });
  return { event: 'checkpoint', step: counters.step, path };
}

function doneEvent(
  { store, counters }: TrainingSession,
  clock: Clock,
  reason: DoneEvent['reason'],
): DoneEvent {
  return {
    event: 'done',
    run: store.folder,
    steps: counters.step,
    train_loss: counters.trainLoss,
    val_loss: counters.valLoss,
    best_val_loss: counters.bestLoss,
    best_step: counters.bestStep,
    tokens_per_s: clock.rateOfAll(),
    elapsed_s: clock.elapsed(),
    reason,
  };
}

function notFinite(
  { settings, counters, store }: TrainingSession,
  { loss, gradNorm }: StepResult,
  savedAt: number,
): UnrollError {
  const what = Number.isFinite(loss) ? `the gradient is ${gradNorm}` : `the loss is ${loss}`;
  const kept =
    store.folder === null || savedAt < 0
      ? ''
      : `; the checkpoint of step ${savedAt} is kept in ${store.folder}`;
  const clip = settings.clip === 0 ? ' and clip the gradient (clip 1)' : '';
  return new UnrollError(
    'numeric',
    `${what} at step ${counters.step + 1}: lower lr, which is ${settings.lr}${clip}, and train again${kept}`,
  );
}
