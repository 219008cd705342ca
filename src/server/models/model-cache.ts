/**
 * Open models, the last used ones kept. A model whose file has changed is opened anew; one that somebody works
 * with is closed only afterwards.
 */
import { existsSync, statSync } from 'node:fs';
import { runFile, taskOfRun } from '../../files/run-folder.ts';
import { type LoadOptions, load } from '../../generate/load.ts';
import type { TextModel } from '../../generate/text-model.ts';
import { loadTask, type TrainedTask } from '../../tasks/load.ts';
import { UnrollError } from '../../util/errors.ts';

const KEPT = 2;

type Weights = LoadOptions['weights'];
type Open = TextModel | TrainedTask;

interface Held {
  key: string;
  model: Promise<Open>;
  users: number;
  /** Nobody may take it any more. */
  stale: boolean;
}

export class ModelCache {
  /** The last used at the end. */
  #held: Held[] = [];

  /** Throws 'unsupported' for a run of another task. */
  useText<T>(path: string, weights: Weights, use: (model: TextModel) => Promise<T>): Promise<T> {
    return this.#use(path, weights, async (model) => {
      if (model.task === 'lm') return use(model);
      throw new UnrollError(
        'unsupported',
        `this is for language models, and the run is of task ${model.task}: use predict on it`,
      );
    });
  }

  /** The same for the other tasks. */
  useTask<T>(path: string, weights: Weights, use: (model: TrainedTask) => Promise<T>): Promise<T> {
    return this.#use(path, weights, async (model) => {
      if (model.task !== 'lm') return use(model);
      throw new UnrollError(
        'unsupported',
        'this is for tasks with answers, and the run is a language model: use sample or score on it',
      );
    });
  }

  async #use<T>(path: string, weights: Weights, use: (model: Open) => Promise<T>): Promise<T> {
    const held = this.#take(path, weights);
    held.users++;
    this.#shrink();
    try {
      const model = await held.model.catch((error) => {
        this.#drop(held);
        throw error;
      });
      return await use(model);
    } finally {
      held.users--;
      if (held.stale && held.users === 0) closeModel(held);
    }
  }

  #take(path: string, weights: Weights): Held {
    const key = keyOf(path, weights);
    let held = this.#held.find((one) => one.key === key);
    if (held === undefined) {
      const options = { weights };
      const model: Promise<Open> =
        taskOfRun(path) === 'lm' ? load(path, options) : loadTask(path, options);
      held = { key, model, users: 0, stale: false };
    }
    this.#held = [...this.#held.filter((one) => one !== held), held];
    return held;
  }

  #shrink(): void {
    while (this.#held.length > KEPT) this.#drop(this.#held[0]);
  }

  #drop(held: Held): void {
    this.#held = this.#held.filter((one) => one !== held);
    held.stale = true;
    if (held.users === 0) closeModel(held);
  }
}

function closeModel({ model }: Held): void {
  model.then(
    (open) => open.close(),
    () => {}, // It could not be opened.
  );
}

/** Changes when the weights do. */
function keyOf(path: string, weights: Weights): string {
  const stamp = (file: 'model' | 'checkpoint') => {
    const place = runFile({ path }, file);
    return existsSync(place) ? `${statSync(place).mtimeMs} ${statSync(place).size}` : '';
  };
  return [path, weights ?? '', stamp(weights === 'last' ? 'checkpoint' : 'model')].join('\n');
}
