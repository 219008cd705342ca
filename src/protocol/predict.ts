/** Answers of the other tasks: label, number, tags, translation, caption, transcript, forecast. */
import { z } from 'zod';

/** One input: a text in the form of the task's files, of which the first record counts, or a record as in a line of JSONL. */
export const taskInput = z.union([
  z.string().min(1).max(1_000_000),
  z.record(z.string(), z.unknown()),
]);
export type TaskInput = z.input<typeof taskInput>;

export const predictRequest = z.strictObject({
  weights: z.enum(['best', 'last']).optional(),
  /**
   * A text in the form of the task's files (lines; CSV with a head line for tables and series), or records
   * as in lines of JSONL.
   */
  input: z.union([z.string().min(1).max(4_000_000), z.array(z.unknown()).min(1).max(1000)]),
  /** As the flags of `unroll predict` in camelCase: `attention`, `beam`, `quantiles`. */
  options: z.record(z.string(), z.unknown()).default({}),
});
export type PredictRequest = z.input<typeof predictRequest>;

export interface PredictAnswer {
  answers: PredictedAnswer[];
}

export interface PredictedAnswer {
  /** As `unroll predict --json` prints it. */
  prediction: Record<string, unknown>;
  /** The same for people: a line, or several. */
  text: string;
}
