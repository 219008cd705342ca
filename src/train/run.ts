/** A training run as its user holds it: events to iterate, the model at the end. */
import type { TextModel } from '../generate/text-model.ts';
import { UnrollError } from '../util/errors.ts';
import type { DoneEvent, TrainEvent } from './events.ts';

/**
 * A run: iterate it to make it go, once. Errors (bad options, bad data, a loss that is not finite)
 * are thrown from the iteration.
 */
export interface TrainingRun<Event = TrainEvent, Model = TextModel> extends AsyncIterable<Event> {
  /** Runs to the end without looking at events. */
  finish(): Promise<DoneEvent>;
  /** After the end: the best model, or the last where nothing was validated. */
  model(): Promise<Model>;
}

interface Parts<Session, Event, Model> {
  open(): Promise<Session>;
  events(session: Session): AsyncGenerator<Event, void, void>;
  /** The session is closed by then; its store and what is no memory of a backend can be used. */
  model(session: Session): Promise<Model>;
  signal: AbortSignal | undefined;
}

export function runOf<
  Session extends { close(): void },
  Event extends { event: string } | DoneEvent,
  Model,
>(parts: Parts<Session, Event, Model>): TrainingRun<Event | DoneEvent, Model> {
  let result: Session | undefined;
  let begun = false;
  let ended = false;

  async function* events(): AsyncGenerator<Event | DoneEvent, void, void> {
    let session: Session;
    try {
      session = await parts.open();
    } catch (error) {
      if (!parts.signal?.aborted || error instanceof UnrollError) throw error;
      yield nothingDone;
      return;
    }
    result = session;
    try {
      yield* parts.events(session);
      ended = true;
    } finally {
      session.close();
    }
  }

  const run: TrainingRun<Event | DoneEvent, Model> = {
    [Symbol.asyncIterator]() {
      if (begun) throw new UnrollError('usage', 'a training run can be iterated only once');
      begun = true;
      return events();
    },
    async finish() {
      let done: DoneEvent | undefined;
      for await (const event of run) if (isDone(event)) done = event;
      return done ?? nothingDone;
    },
    async model() {
      if (!ended || result === undefined) {
        throw new UnrollError(
          'usage',
          'the model is there when the run has ended: iterate it first',
        );
      }
      return parts.model(result);
    },
  };
  return run;
}

function isDone(event: { event: string } | DoneEvent): event is DoneEvent {
  return event.event === 'done';
}

/** Of a run that was aborted before it began. */
const nothingDone: DoneEvent = {
  event: 'done',
  run: null,
  steps: 0,
  train_loss: null,
  val_loss: null,
  best_val_loss: null,
  best_step: null,
  tokens_per_s: 0,
  elapsed_s: 0,
  reason: 'aborted',
};
