/** Small runs for the tests of training. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateTheatre } from '../../src/data/generators/theatre.ts';
import { readSafetensors } from '../../src/files/safetensors.ts';
import type { TrainEvent, TrainingRun, TrainOptions } from '../../src/index.ts';

export const text = generateTheatre({ characters: 6000 }).slice(0, 6000);

export const small: TrainOptions = {
  data: { text },
  layers: 2,
  hidden: 12,
  embed: 8,
  batch: 4,
  bptt: 16,
  steps: 24,
  logEvery: 1,
  sampleLength: 20,
};

/** A folder that is removed by `remove`. */
export function temporaryFolder(): { path: (name: string) => string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'unroll-train-'));
  return {
    path: (name) => join(folder, name),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export async function eventsOf(
  run: TrainingRun,
  see: (event: TrainEvent) => void = () => {},
): Promise<TrainEvent[]> {
  const events: TrainEvent[] = [];
  for await (const event of run) {
    events.push(event);
    see(event);
  }
  return events;
}

export function lossesOf(events: readonly TrainEvent[]): number[] {
  return events.flatMap((event) => (event.event === 'step' ? [event.loss] : []));
}

/** All arrays of a run's checkpoint by name: weights, optimizer, state. */
export function checkpointArrays(run: string): Record<string, number[]> {
  const { tensors } = readSafetensors(join(run, 'checkpoint.safetensors'));
  return Object.fromEntries(
    [...tensors].map(([name, { data }]) => [name, Array.from(data, Number)]),
  );
}

/** Lines of a JSON-lines file without what measures time. */
export function timelessLines(path: string): unknown[] {
  const timed = ['tokens_per_s', 'elapsed_s', 'left_s'];
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) =>
      JSON.parse(line, (key, value) => (timed.includes(key) ? undefined : (value as unknown))),
    );
}
