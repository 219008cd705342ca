/**
 * The loop over steps: what is due is done in a fixed order (sample, validation, limits, step,
 * checkpoint), and what was done is counted, so that a run that stops anywhere goes on exactly.
 */
import { setImmediate } from 'node:timers/promises';
import { UnrollError } from '../util/errors.ts';
import { Clock } from './clock.ts';
import { isSampleStep } from './counters.ts';
import type { Course, Validation } from './course.ts';
import type {
  CheckpointEvent,
  CourseEvent,
  CourseStart,
  CourseValidation,
  DoneEvent,
  SampleEvent,
  StepEvent,
} from './events.ts';
import type { StepResult } from './trainer.ts';

type AnyCourse = Course<unknown, unknown>;

export async function* trainingEvents<Start extends CourseStart, Figures extends object>(
  course: Course<Start, Figures>,
  signal: AbortSignal | undefined,
): AsyncGenerator<CourseEvent<Start, Figures>, void, void> {
  const { settings, counters, totalSteps, store } = course;
  const clock = new Clock(counters.step);
  const validates = course.validate !== undefined;
  yield course.startEvent();
  let savedAt = -1;
  const save = async (): Promise<CheckpointEvent> => {
    savedAt = counters.step;
    if (!validates) await course.publish();
    return { event: 'checkpoint', step: counters.step, path: course.checkpoint() };
  };
  if (counters.step === 0) yield await save();

  let reason: DoneEvent['reason'] | undefined;
  while (reason === undefined) {
    reason = limitReached(course, clock, signal);
    const last = reason !== undefined && reason !== 'aborted';
    if (reason !== 'aborted') {
      if (counters.sampledAt < counters.step && (last || isSampleDue(course))) {
        const event = await drawSample(course, signal);
        if (event !== undefined) yield event;
      }
      if (validates && counters.validatedAt < counters.step) {
        const due = isValidationDue(course);
        if (last || due) {
          const event = await validate(course, due, signal);
          if (event !== undefined) {
            yield event;
            yield await save();
          }
        }
      }
      reason ??= limitReached(course, clock, signal);
      if (signal?.aborted) reason = 'aborted';
    }
    if (reason !== undefined) break;

    const result = clock.measure(() => course.step());
    if (!Number.isFinite(result.loss) || !Number.isFinite(result.gradNorm)) {
      throw notFinite(course, result, savedAt);
    }
    counters.step++;
    counters.lossSum += result.loss;
    counters.lossSteps++;
    clock.tokens += result.tokens;
    const end = counters.step === totalSteps;
    if (counters.step === 1 || end || counters.step % settings.logEvery === 0) {
      yield stepEvent(course, clock, result);
    }
    const saving = counters.step % settings.checkpointEvery === 0;
    if (saving && !(validates && isValidationDue(course))) yield await save();
    await setImmediate();
  }
  if (savedAt !== counters.step) yield await save();
  const done = doneEvent(course, clock, reason);
  store.metric({ ...done });
  yield done;
}

function isSampleDue(course: AnyCourse): boolean {
  const { counters, settings, checkpointSamples, validate } = course;
  if (isSampleStep(counters.step)) return true;
  if (!checkpointSamples) return false;
  const saving = counters.step % settings.checkpointEvery === 0;
  return saving || (validate !== undefined && isValidationDue(course));
}

function isValidationDue({ counters, settings }: AnyCourse): boolean {
  return counters.step % settings.validateEvery === 0;
}

function limitReached(
  { settings, counters, totalSteps, stepsPerEpoch }: AnyCourse,
  clock: Clock,
  signal: AbortSignal | undefined,
): DoneEvent['reason'] | undefined {
  if (signal?.aborted) return 'aborted';
  if (totalSteps !== undefined && counters.step >= totalSteps) {
    const epochs = Math.ceil(settings.epochs * stepsPerEpoch);
    return settings.epochs > 0 && totalSteps === epochs ? 'epochs' : 'steps';
  }
  if (settings.minutes > 0 && clock.elapsed() >= settings.minutes * 60) return 'minutes';
  if (settings.patience > 0 && counters.worse >= settings.patience) return 'patience';
  return undefined;
}

function stepEvent(course: AnyCourse, clock: Clock, result: StepResult): StepEvent {
  const { counters, stepsPerEpoch, totalSteps, settings } = course;
  counters.trainLoss = counters.lossSum / counters.lossSteps;
  counters.lossSum = 0;
  counters.lossSteps = 0;
  const event: StepEvent = {
    event: 'step',
    step: counters.step,
    loss: counters.trainLoss,
    grad_norm: result.gradNorm,
    lr: result.lr,
    epoch: counters.position.epoch + counters.position.step / stepsPerEpoch,
    tokens_per_s: clock.rate(),
    elapsed_s: clock.elapsed(),
    left_s: clock.left(counters.step, totalSteps, settings.minutes),
  };
  course.store.metric({ ...event });
  return event;
}

/** Undefined when it was given up because of an abort; it is then due again. */
async function validate<Figures extends object>(
  course: Course<unknown, Figures>,
  counts: boolean,
  signal: AbortSignal | undefined,
): Promise<(CourseValidation & Figures) | undefined> {
  const { counters, store } = course;
  let result: Validation<Figures> | undefined;
  try {
    result = await course.validate?.(signal);
  } catch (error) {
    if (signal?.aborted) return undefined;
    throw error;
  }
  if (result === undefined) return undefined;
  const { loss, goal } = result;
  const best = counters.bestGoal === null || goal < counters.bestGoal;
  counters.valLoss = loss;
  counters.validatedAt = counters.step;
  if (counts) {
    course.observe(loss);
    const better = counters.bestDue === null || goal < counters.bestDue;
    counters.worse = better ? 0 : counters.worse + 1;
    if (better) counters.bestDue = goal;
  }
  if (best) {
    counters.bestGoal = goal;
    counters.bestLoss = loss;
    counters.bestStep = counters.step;
    await course.publish();
  }
  const event: CourseValidation & Figures = {
    event: 'validation',
    step: counters.step,
    val_loss: loss,
    ...result.figures,
    best,
  };
  store.metric({ ...event });
  return event;
}

async function drawSample(
  course: AnyCourse,
  signal: AbortSignal | undefined,
): Promise<SampleEvent | undefined> {
  const { counters, store } = course;
  const drawn = await course.sample?.(signal);
  if (drawn === undefined || signal?.aborted) return undefined;
  counters.sampledAt = counters.step;
  const event: SampleEvent = { event: 'sample', step: counters.step, ...drawn };
  store.sample({ ...event });
  return event;
}

function doneEvent(
  { store, counters }: AnyCourse,
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
  { settings, counters, store }: AnyCourse,
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
