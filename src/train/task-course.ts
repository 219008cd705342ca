/** A task's run as a course. */
import type { Course } from './course.ts';
import type { TaskFigures, TaskStartEvent } from './events.ts';
import { networkStep } from './network-step.ts';
import type { TaskSession } from './task-session.ts';

export function taskCourse(session: TaskSession): Course<TaskStartEvent, TaskFigures> {
  const { task, model, data, settings, backend, batches, optimizerStep } = session;
  const { validation, training, totalSteps, counters, store, notes } = session;
  const { network } = model;
  return {
    settings: training,
    counters,
    totalSteps,
    stepsPerEpoch: batches.stepsPerEpoch,
    store,
    startEvent: () => ({
      event: 'start',
      run: store.folder,
      task: task.name,
      step: counters.step,
      total_steps: totalSteps ?? null,
      steps_per_epoch: batches.stepsPerEpoch,
      parameters: network.parameters.count,
      train_examples: batches.count,
      val_examples: validation.length,
      padding: batches.padding,
      backend: backend.name,
      backend_description: backend.description,
      threads: backend.threads,
      seed: training.seed,
      model: settings,
      data,
      settings: training,
      notes,
    }),
    step() {
      const { batch, tokens } = batches.next();
      counters.position = batches.position;
      return { ...networkStep(optimizerStep, network, batch), tokens };
    },
    observe: (loss) => optimizerStep.observe(loss),
    validate:
      validation.length === 0
        ? undefined
        : async (signal) => {
            const evaluation = optimizerStep.withModel(() =>
              model.evaluate(validation, { signal }),
            );
            const { loss, goal, metrics } = await evaluation;
            return { loss, goal, figures: { metrics } };
          },
    publish: () =>
      optimizerStep.withModel(() =>
        store.publish(network.parameters, { step: counters.step, valLoss: counters.bestLoss }),
      ),
    checkpoint: () =>
      store.checkpoint({
        parameters: network.parameters,
        trainer: optimizerStep.state(),
        counters,
      }),
  };
}
