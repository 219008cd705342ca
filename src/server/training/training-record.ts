/** What the Studio knows of a training that it began: `.studio/trainings/RUN/` with three files. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson, writeJson } from '../../files/json-file.ts';
import { UnrollError } from '../../util/errors.ts';
import { isRunName, studioFolder } from '../runs/run-name.ts';

const schema = z.strictObject({
  run: z.string(),
  /** Words of the first start after the program's: `train`, files, flags. */
  begin: z.array(z.string()),
  /** Words of what runs now or is to run next. */
  command: z.array(z.string()),
  state: z.enum(['queued', 'running', 'ended']),
  /** Of those that wait, the lowest trains first. */
  order: z.number(),
  /** Why it was told to end; `shutdown`: the server ended. */
  told: z.enum(['pause', 'stop', 'shutdown']).nullable(),
  pid: z.int().positive().nullable(),
  /** Milliseconds since 1970. */
  endedAt: z.number().nullable(),
  /** What it said on failing. */
  failure: z.string().nullable(),
});
export type TrainingRecord = z.infer<typeof schema>;

export class TrainingRecords {
  readonly #folder: string;

  /** `folder` holds the runs. */
  constructor(folder: string) {
    this.#folder = join(folder, studioFolder, 'trainings');
  }

  /** All that are sound; a broken one is one that there is not. */
  all(): TrainingRecord[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder)
      .filter(isRunName)
      .map((name) => this.#read(name))
      .filter((record) => record !== undefined);
  }

  write(record: TrainingRecord): void {
    mkdirSync(join(this.#folder, record.run), { recursive: true });
    writeJson(this.#path(record.run, 'training.json'), record);
  }

  remove(run: string): void {
    rmSync(join(this.#folder, run), { recursive: true, force: true });
  }

  /** JSON lines of `unroll train --json`, of the last start. */
  events(run: string): string {
    return this.#path(run, 'events.jsonl');
  }

  /** What it said to people, of the last start. */
  log(run: string): string {
    return this.#path(run, 'log.txt');
  }

  /** The last lines of that. */
  logLines(run: string): string[] {
    const path = this.log(run);
    if (!existsSync(path)) return [];
    const lines = readFileSync(path, 'utf8').split('\n');
    return lines.filter((line) => line.trim() !== '').slice(-50);
  }

  /** Why a training failed: what it said last. */
  reason(run: string): string {
    const lines = this.logLines(run);
    const said = lines.findLast((line) => line.startsWith('unroll: ')) ?? lines.at(-1);
    return said?.replace(/^unroll: /, '') ?? 'it ended without saying why';
  }

  #read(name: string): TrainingRecord | undefined {
    const path = this.#path(name, 'training.json');
    try {
      const parsed = schema.safeParse(readJson(path));
      return parsed.success && parsed.data.run === name ? parsed.data : undefined;
    } catch (error) {
      if (error instanceof UnrollError) return undefined;
      throw error;
    }
  }

  #path(run: string, file: string): string {
    return join(this.#folder, run, file);
  }
}
