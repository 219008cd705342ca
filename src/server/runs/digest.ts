/**
 * What `metrics.jsonl` says, read once and then only as far as it has grown. Memory does not depend on the
 * number of logged steps.
 */
import type { Metrics } from '../../protocol/runs.ts';
import { CurveStore } from './curve-store.ts';
import { NewLines } from './new-lines.ts';

interface Validations {
  step: number[];
  loss: number[];
  best: boolean[];
  metrics: Map<string, (number | null)[]>;
}

const empty = () => ({
  logged: 0,
  lastStep: 0,
  loss: new CurveStore(),
  gradNorm: new CurveStore(),
  learningRate: new CurveStore(),
  tokensPerSecond: new CurveStore(),
  validation: { step: [], loss: [], best: [], metrics: new Map() } as Validations,
  bestLoss: null as number | null,
  bestStep: null as number | null,
  trainLoss: null as number | null,
  stepsPerEpoch: null as number | null,
  /** The reason of a last `done` line that nothing follows. */
  ended: null as string | null,
});

export class Digest {
  readonly #lines: NewLines;
  #now = empty();
  #reading: Promise<void> | undefined;

  constructor(path: string) {
    this.#lines = new NewLines(path);
  }

  /** Reads what is new; calls at the same time share one reading. Lines that are no JSON are passed over. */
  refresh(): Promise<void> {
    this.#reading ??= this.#lines
      .read(
        (line) => this.#take(line),
        () => {
          this.#now = empty();
        },
      )
      .finally(() => {
        this.#reading = undefined;
      });
    return this.#reading;
  }

  get lastStep(): number {
    return this.#now.lastStep;
  }

  get bestLoss(): number | null {
    return this.#now.bestLoss;
  }

  get bestStep(): number | null {
    return this.#now.bestStep;
  }

  get trainLoss(): number | null {
    return this.#now.trainLoss;
  }

  /** By the last step's place in its epoch. */
  get stepsPerEpoch(): number | null {
    return this.#now.stepsPerEpoch;
  }

  get ended(): string | null {
    return this.#now.ended;
  }

  sparkline(points = 60): number[] {
    return this.#now.loss.curve(points).mean;
  }

  /** The figures of the last validation by name. */
  lastMetrics(): Record<string, number> {
    const named: Record<string, number> = {};
    for (const [name, values] of this.#now.validation.metrics) {
      const last = values.at(-1);
      if (typeof last === 'number') named[name] = last;
    }
    return named;
  }

  metrics(points: number): Omit<Metrics, 'checkpoints'> {
    const { logged, lastStep, loss, gradNorm, learningRate, tokensPerSecond, validation } =
      this.#now;
    return {
      logged,
      lastStep,
      loss: loss.curve(points),
      gradNorm: gradNorm.curve(points),
      learningRate: learningRate.curve(points),
      tokensPerSecond: tokensPerSecond.curve(points),
      validation: { ...validation, metrics: Object.fromEntries(validation.metrics) },
    };
  }

  #take(line: string): void {
    let record: Record<string, unknown>;
    try {
      record = JSON.parse(line);
    } catch {
      return; // Cut off by a power cut; the next resume removes it.
    }
    const now = this.#now;
    now.ended = null;
    const step = numberOr(record.step, now.lastStep);
    switch (record.event) {
      case 'step':
        now.logged++;
        now.lastStep = step;
        now.loss.add(step, numberOr(record.loss, Number.NaN));
        now.gradNorm.add(step, numberOr(record.grad_norm, Number.NaN));
        now.learningRate.add(step, numberOr(record.lr, Number.NaN));
        now.tokensPerSecond.add(step, numberOr(record.tokens_per_s, Number.NaN));
        now.trainLoss = numberOr(record.loss, now.trainLoss);
        if (numberOr(record.epoch, 0) > 0)
          now.stepsPerEpoch = Math.round(step / Number(record.epoch));
        break;
      case 'validation':
        this.#validated(step, record);
        break;
      case 'done':
        now.lastStep = numberOr(record.steps, now.lastStep);
        now.ended = typeof record.reason === 'string' ? record.reason : null;
        break;
    }
  }

  #validated(step: number, record: Record<string, unknown>): void {
    const { validation } = this.#now;
    const loss = numberOr(record.val_loss, Number.NaN);
    if (!Number.isFinite(loss)) return;
    const best = record.best === true;
    if (best) {
      this.#now.bestLoss = loss;
      this.#now.bestStep = step;
    }
    const before = validation.step.length;
    validation.step.push(step);
    validation.loss.push(loss);
    validation.best.push(best);
    for (const [name, value] of Object.entries(validationFigures(record))) {
      const column = validation.metrics.get(name) ?? new Array(before).fill(null);
      column.push(value);
      validation.metrics.set(name, column);
    }
    for (const column of validation.metrics.values()) {
      if (column.length === before) column.push(null);
    }
  }
}

/** What a validation tells besides its loss: a task's metrics, or a language model's other figures. */
export function validationFigures(
  record: Readonly<Record<string, unknown>>,
): Record<string, number> {
  const { metrics, val_perplexity, val_bits_per_char } = record;
  const named =
    typeof metrics === 'object' && metrics !== null
      ? Object.entries(metrics)
      : Object.entries({ val_perplexity, val_bits_per_char });
  return Object.fromEntries(named.filter(([, value]) => Number.isFinite(value)));
}

function numberOr<T>(value: unknown, otherwise: T): number | T {
  return typeof value === 'number' ? value : otherwise;
}
