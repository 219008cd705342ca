/** Answers of tasks other than language models. */
import type { PredictAnswer } from '../../protocol/predict.ts';
import type { Prediction } from '../../tasks/task.ts';
import type { Operations } from './operations.ts';
import type { Question } from './question.ts';
import { textSource } from './task-input.ts';

export function predict({
  path,
  request: { weights, input, options },
  cache,
  signal,
}: Question<Operations['predict']['request']>): Promise<PredictAnswer> {
  return cache.useTask(path, weights, async (task) => {
    const answers: PredictAnswer['answers'] = [];
    const take = (prediction: Prediction) =>
      answers.push({ prediction: { ...prediction }, text: task.describe(prediction) });
    if (typeof input === 'string') {
      const source = textSource(task, input);
      for await (const one of task.predictFrom(source, { signal, ...options })) take(one);
    } else {
      for (const one of task.predict(input, options)) take(one);
    }
    return { answers };
  });
}
