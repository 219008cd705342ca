/** What a task trains on: batches of examples of like lengths, at a position that is a value. */
import { type Buckets, buckets } from '../data/index.ts';
import type { WholeBatch } from '../models/trainable.ts';
import type { TaskModel } from '../tasks/task.ts';
import { keyFor } from '../util/rng.ts';
import type { BatchPosition } from './batches.ts';

export class ExampleBatches {
  readonly count: number;
  /** Share of the first epoch's steps that is padding. */
  readonly padding: number;
  private readonly model: TaskModel;
  private readonly examples: readonly unknown[];
  private readonly buckets: Buckets;

  constructor(
    model: TaskModel,
    examples: readonly unknown[],
    { batch, seed }: { batch: number; seed: number },
  ) {
    this.model = model;
    this.examples = examples;
    this.count = examples.length;
    const lengths = examples.map((example) => model.lengths(example));
    const sides = Math.max(1, lengths[0]?.length ?? 1);
    const [first, ...rest] = Array.from({ length: sides }, (_, side) =>
      Int32Array.from(lengths, (each) => each[side] ?? 1),
    );
    const key = keyFor(seed, 'order');
    this.buckets = buckets([first, ...rest], { batch, key });
    this.padding = this.buckets.padding(0);
  }

  get stepsPerEpoch(): number {
    return this.buckets.stepsPerEpoch;
  }

  get position(): BatchPosition {
    return this.buckets.position;
  }

  seek(position: BatchPosition): void {
    this.buckets.seek(position);
  }

  next(): { batch: WholeBatch; tokens: number } {
    const chosen = Array.from(this.buckets.next().indices, (index) => this.examples[index]);
    const tokens = chosen.reduce<number>((sum, example) => sum + this.model.tokens(example), 0);
    return { batch: this.model.batch(chosen), tokens };
  }
}
