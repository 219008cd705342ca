/** What a training says on its standard output, as events of the Studio. */
import type { StudioEvent } from '../../protocol/events.ts';
import type { TaskEvent, TrainEvent } from '../../train/events.ts';
import type { EventLog } from '../event-log.ts';
import { validationFigures } from '../runs/digest.ts';
import { NewLines } from '../runs/new-lines.ts';

export class TrainingFollower {
  readonly #run: string;
  readonly #lines: NewLines;
  readonly #events: EventLog;

  constructor(run: string, path: string, events: EventLog) {
    this.#run = run;
    this.#lines = new NewLines(path);
    this.#events = events;
  }

  /** Passes on what is new, of steps the last one only. Gives whether the run in the list has changed. */
  async read(): Promise<boolean> {
    let step: StudioEvent | undefined;
    let changed = false;
    await this.#lines.read(
      (line) => {
        const event = parsed(line);
        if (event === undefined) return;
        const translated = this.#translate(event);
        if (translated?.type === 'step') step = translated;
        else if (translated !== undefined) this.#events.send(translated);
        changed ||= event.event !== 'step' && event.event !== 'sample';
      },
      () => {},
    );
    if (step !== undefined) this.#events.send(step);
    return changed;
  }

  #translate(event: TrainEvent | TaskEvent): StudioEvent | undefined {
    const run = this.#run;
    switch (event.event) {
      case 'step':
        return {
          type: 'step',
          run,
          step: event.step,
          loss: event.loss,
          gradNorm: event.grad_norm,
          learningRate: event.lr,
          epoch: event.epoch,
          tokensPerSecond: event.tokens_per_s,
          elapsedSeconds: event.elapsed_s,
          leftSeconds: event.left_s,
        };
      case 'validation': {
        const { step, val_loss: loss, best } = event;
        return {
          type: 'validation',
          run,
          step,
          loss,
          best,
          metrics: validationFigures({ ...event }),
        };
      }
      case 'sample':
        return { type: 'sample', run, step: event.step, prime: event.prime, text: event.text };
      case 'checkpoint':
        return { type: 'checkpoint', run, step: event.step };
      case 'start':
      case 'done':
        return undefined;
      default:
        return event satisfies never;
    }
  }
}

function parsed(line: string): TrainEvent | TaskEvent | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // A line that a kill cut off.
  }
}
