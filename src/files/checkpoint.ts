/**
 * `checkpoint.safetensors`: the one truth for going on with a run. Tensors stand in groups
 * (`weights.NAME`, `optimizer.NAME`, `state.NAME`); everything else is one JSON object
 * in the metadata field `checkpoint`. The file is replaced as a whole (see `writeAtomic`).
 */
import { existsSync } from 'node:fs';
import { z } from 'zod';
import { assert, UnrollError } from '../util/errors.ts';
import { checkFormat, describeIssue, runFormat } from './run-file.ts';
import { type Run, runFile } from './run-folder.ts';
import { type NamedTensor, readSafetensors, writeSafetensors } from './safetensors.ts';

/** `weights` as trained now, `optimizer` moments, carried recurrent `state`. */
const checkpointGroups = ['weights', 'optimizer', 'state'] as const;
export type CheckpointGroup = (typeof checkpointGroups)[number];

export type TensorGroup = ReadonlyMap<string, NamedTensor>;

const metaSchema = z.looseObject({
  /** Optimizer steps taken. */
  step: z.int().min(0),
  /** Bytes of the growing files that belong to this checkpoint. */
  offsets: z.looseObject({ metrics: z.int().min(0), samples: z.int().min(0) }),
});

/** Counters, positions and schedules as plain JSON; fields beyond these are the caller's. */
export type CheckpointMeta = z.infer<typeof metaSchema>;

export interface Checkpoint {
  readonly groups: { readonly [G in CheckpointGroup]?: TensorGroup };
  readonly meta: CheckpointMeta;
}

/**
 * Writes the checkpoint; the previous one stays until the new one is complete. Numbers in `meta` must
 * be finite: JSON would make null of others. Throws `file`.
 */
export function saveCheckpoint(run: Run, { groups, meta }: Checkpoint): void {
  const tensors: [string, NamedTensor][] = [];
  for (const group of checkpointGroups) {
    for (const [name, tensor] of groups[group] ?? []) tensors.push([`${group}.${name}`, tensor]);
  }
  const checkpoint = JSON.stringify({ format: runFormat, ...meta }, refuseNonFinite);
  writeSafetensors(runFile(run, 'checkpoint'), { tensors, metadata: { checkpoint } });
}

function refuseNonFinite(field: string, value: unknown): unknown {
  assert(
    typeof value !== 'number' || Number.isFinite(value),
    `checkpoint field "${field}" is ${value}`,
  );
  return value;
}

/** Throws `file` if there is none, `format` if it is broken, foreign or from a newer version. */
export function loadCheckpoint(run: Run): Required<Checkpoint> {
  const path = runFile(run, 'checkpoint');
  if (!existsSync(path)) {
    throw new UnrollError(
      'file',
      `the run "${run.path}" has no checkpoint.safetensors yet, so there is nothing to go on from; train it anew into another folder`,
    );
  }
  const { tensors, metadata } = readSafetensors(path);
  const meta = parseMeta(metadata.checkpoint, path);
  const groups: Partial<Record<CheckpointGroup, Map<string, NamedTensor>>> = {};
  for (const [name, tensor] of tensors) {
    const dot = name.indexOf('.');
    const group = checkpointGroups.find((known) => known === name.slice(0, dot));
    if (group === undefined) {
      throw new UnrollError(
        'format',
        `"${path}" is not a sound checkpoint: tensor "${name}" belongs to none of the groups ${checkpointGroups.join(', ')}`,
      );
    }
    const members = groups[group] ?? new Map<string, NamedTensor>();
    groups[group] = members.set(name.slice(dot + 1), tensor);
  }
  return { groups, meta };
}

function parseMeta(text: string | undefined, path: string): CheckpointMeta {
  if (text === undefined) {
    throw new UnrollError(
      'format',
      `"${path}" is a safetensors file but not a checkpoint: expected the metadata field "checkpoint"`,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UnrollError(
      'format',
      `"${path}" is not a sound checkpoint: its metadata field "checkpoint" is not JSON`,
      { cause },
    );
  }
  checkFormat(value, path, 'checkpoint');
  const result = metaSchema.safeParse(value);
  if (result.success) return result.data;
  throw new UnrollError(
    'format',
    `"${path}" is not a sound checkpoint: ${describeIssue(result.error)}`,
    { cause: result.error },
  );
}
