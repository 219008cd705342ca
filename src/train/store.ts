/**
 * Where a run keeps what it makes: a folder that can be resumed and loaded, or memory. The order of
 * writing is such that a stop between any two writes leaves a run that goes on exactly.
 */
import { join } from 'node:path';
import type { Floats } from '../backend/backend.ts';
import { type Checkpoint, saveCheckpoint, type TensorGroup } from '../files/checkpoint.ts';
import { type JsonLinesWriter, openJsonLines } from '../files/json-lines.ts';
import { saveModel } from '../files/model-file.ts';
import { type Run, runFile } from '../files/run-folder.ts';
import type { NamedTensor } from '../files/safetensors.ts';
import { statesFromNamed } from '../generate/model-state.ts';
import type { ScheduleState } from '../optim/schedule.ts';
import type { Parameters } from '../tensor/parameters.ts';
import { UnrollError } from '../util/errors.ts';
import { type Counters, checkCounters } from './counters.ts';
import type { OptimizerStepState } from './optimizer-step.ts';
import type { TrainerState } from './trainer.ts';

export interface Snapshot {
  parameters: Parameters;
  trainer: OptimizerStepState;
  counters: Counters;
  /** Recurrent state that is carried to the next step, by name. */
  carried?: TensorGroup;
}

export interface RunStore {
  /** The run folder, or null. */
  readonly folder: string | null;
  metric(record: object): void;
  sample(record: object): void;
  /** Saves everything that resuming needs; gives the file's path. */
  checkpoint(snapshot: Snapshot): string | null;
  /** These are the weights to use from now on. */
  publish(parameters: Parameters, about: { step: number; valLoss: number | null }): void;
  /** The published weights, where they are kept in memory. */
  readonly weights?: TensorGroup;
  close(): void;
}

/** Files of the token ids in a run folder. */
export function tokenFiles(folder: string): { train: string; validation: string } {
  return {
    train: runFile({ path: folder }, 'tokens'),
    validation: join(folder, 'tokens-validation.bin'),
  };
}

export interface FolderStoreOptions {
  /** What model files carry: of language models all that is needed to use them by themselves, else the task's name. */
  metadata: Readonly<Record<string, string>>;
  /** Bytes of the growing files that belong to the checkpoint that is resumed. */
  offsets?: { metrics: number; samples: number };
}

export function folderStore(
  run: Run,
  { metadata, offsets = { metrics: 0, samples: 0 } }: FolderStoreOptions,
): RunStore {
  const metrics = openJsonLines(runFile(run, 'metrics'), { offset: offsets.metrics });
  let samples: JsonLinesWriter;
  try {
    samples = openJsonLines(runFile(run, 'samples'), { offset: offsets.samples });
  } catch (error) {
    metrics.close();
    throw error;
  }
  return {
    folder: run.path,
    metric: (record) => metrics.append(record),
    sample: (record) => samples.append(record),
    checkpoint(snapshot) {
      metrics.sync();
      samples.sync();
      saveCheckpoint(run, {
        ...checkpointOf(snapshot),
        meta: {
          step: snapshot.counters.step,
          offsets: { metrics: metrics.offset, samples: samples.offset },
          counters: snapshot.counters,
          schedule: snapshot.trainer.schedule,
        },
      });
      return runFile(run, 'checkpoint');
    },
    publish(parameters, { step, valLoss }) {
      saveModel(run, namedWeights(parameters), {
        ...metadata,
        step: String(step),
        ...(valLoss === null ? {} : { val_loss: String(valLoss) }),
      });
    },
    close() {
      metrics.close();
      samples.close();
    },
  };
}

export function memoryStore(): RunStore {
  let weights: TensorGroup | undefined;
  return {
    folder: null,
    metric() {},
    sample() {},
    checkpoint: () => null,
    publish(parameters) {
      weights = new Map(namedWeights(parameters));
    },
    get weights() {
      return weights;
    },
    close() {},
  };
}

/** Copies of all weights by their names, in single precision. */
function namedWeights(parameters: Parameters): [string, NamedTensor][] {
  return parameters
    .entries()
    .map(({ name, shape }) => [name, { shape, data: Float32Array.from(parameters.read(name)) }]);
}

/** The mean of the weights, among the optimizer's tensors. */
const AVERAGE = 'average';

function checkpointOf({ parameters, trainer, carried }: Snapshot): Pick<Checkpoint, 'groups'> {
  const weights = new Map<string, NamedTensor>();
  for (const { name, shape } of parameters.entries()) {
    weights.set(name, { shape, data: parameters.read(name) });
  }
  const optimizer = new Map<string, NamedTensor>();
  for (const [name, data] of Object.entries(trainer.optimizer)) {
    optimizer.set(name, { shape: [data.length], data });
  }
  if (trainer.average !== undefined) {
    optimizer.set(AVERAGE, { shape: [trainer.average.length], data: trainer.average });
  }
  return { groups: { weights, optimizer, state: carried ?? new Map() } };
}

export interface Restored {
  weights: TensorGroup;
  trainer: TrainerState;
  counters: Counters;
  offsets: { metrics: number; samples: number };
}

/** The inverse of a folder store's `checkpoint`. Throws 'format'. */
export function restore({ groups, meta }: Checkpoint, path: string): Restored {
  if (groups.weights === undefined || groups.optimizer === undefined) {
    throw new UnrollError('format', `"${path}" is not a sound checkpoint: weights are missing`);
  }
  const optimizer: Record<string, Floats> = {};
  for (const [name, { data }] of groups.optimizer) {
    if (!(data instanceof Float32Array || data instanceof Float64Array)) {
      throw new UnrollError('format', `"${path}": optimizer tensor "${name}" is not of floats`);
    }
    optimizer[name] = data;
  }
  const { [AVERAGE]: average, ...slots } = optimizer;
  const { schedule } = meta;
  if (typeof schedule !== 'object' || schedule === null) {
    throw new UnrollError('format', `"${path}" is not a sound checkpoint: no schedule`);
  }
  const carried = groups.state && groups.state.size > 0 ? statesFromNamed(groups.state) : undefined;
  return {
    weights: groups.weights,
    trainer: { optimizer: slots, average, schedule: schedule as ScheduleState, carried },
    counters: checkCounters(meta.counters, path),
    offsets: meta.offsets,
  };
}
