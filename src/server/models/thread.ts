/** The models' thread: answers questions, several at a time, in turns of the event loop. */
import { parentPort } from 'node:worker_threads';
import { assert } from '../../util/errors.ts';
import { errorAnswer } from '../refusal.ts';
import { cells } from './cells.ts';
import { gradients } from './gradients.ts';
import { next, score } from './language.ts';
import { ModelCache } from './model-cache.ts';
import type { FromThread, OperationName, Operations, ToThread } from './operations.ts';
import { predict } from './predict.ts';
import type { Question } from './question.ts';
import { sample } from './sample.ts';
import { step } from './step.ts';
import { taskGradients } from './task-gradients.ts';
import { taskStep } from './task-step.ts';
import { taskTrace } from './task-trace.ts';
import { trace } from './trace.ts';

const operations: {
  readonly [N in OperationName]: (
    question: Question<Operations[N]['request']>,
  ) => Promise<Operations[N]['answer']>;
} = {
  next,
  score,
  predict,
  trace,
  cells,
  step,
  'task-step': taskStep,
  'task-trace': taskTrace,
  gradients,
  'task-gradients': taskGradients,
};

assert(parentPort !== null, 'this file is for a thread');
const port = parentPort;
const cache = new ModelCache();
const open = new Map<number, AbortController>();

async function answer({ id, name, path, request }: Extract<ToThread, { kind: 'ask' }>) {
  const controller = new AbortController();
  open.set(id, controller);
  const send = (message: FromThread) => port.postMessage(message);
  const question = { path, request, cache, signal: controller.signal } as Question<never>;
  try {
    if (name === 'sample') {
      await sample(question, (piece) => send({ kind: 'piece', id, piece }));
      send({ kind: 'answer', id, answer: null });
    } else {
      send({ kind: 'answer', id, answer: await operations[name](question) });
    }
  } catch (error) {
    send({ kind: 'error', id, ...errorAnswer(error).error });
  } finally {
    open.delete(id);
  }
}

port.on('message', (message: ToThread) => {
  if (message.kind === 'ask') void answer(message);
  else open.get(message.id)?.abort();
});
