/** Everything that is shown of one run. */
import { existsSync } from 'node:fs';
import { runFile } from '../../files/run-folder.ts';
import { readSafetensorsHeader } from '../../files/safetensors.ts';
import { plainCells } from '../../inspect/explain-cells.ts';
import { networkPlan, type PlanSettings } from '../../inspect/network-plan.ts';
import type { RunDetail, RunLayer, RunSetting, RunSummary } from '../../protocol/runs.ts';
import { examplesOf } from './examples.ts';
import type { BrokenRun, StoredRun } from './run-store.ts';

export interface DetailParts {
  summary: RunSummary;
  /** Absent: it waits, and there is no folder yet. */
  stored: StoredRun | BrokenRun | undefined;
  log: string[];
}

export function detailOf({ summary, stored, log }: DetailParts): RunDetail {
  if (stored === undefined || 'message' in stored) {
    return {
      ...summary,
      settings: [],
      parameters: null,
      tensors: [],
      bestStep: null,
      metrics: {},
      checkpoints: [],
      layers: [],
      examples: [],
      log,
    };
  }
  const tensors = tensorsOf(stored);
  return {
    ...summary,
    settings: settingsOf(stored.settings),
    parameters: tensors.length === 0 ? null : tensors.reduce((sum, one) => sum + size(one), 0),
    tensors,
    bestStep: stored.digest.bestStep,
    metrics: stored.digest.lastMetrics(),
    checkpoints: checkpointsOf(stored),
    layers: layersOf(stored, tensors),
    examples: examplesOf(stored),
    log,
  };
}

/** Weights by name, of the model or, before there is one, of the checkpoint. */
export function tensorsOf({ path }: StoredRun): { name: string; shape: number[] }[] {
  for (const [file, prefix] of [
    ['model', ''],
    ['checkpoint', 'weights.'],
  ] as const) {
    const place = runFile({ path }, file);
    if (!existsSync(place)) continue;
    return readSafetensorsHeader(place)
      .entries.filter(({ name }) => name.startsWith(prefix))
      .map(({ name, shape }) => ({ name: name.slice(prefix.length), shape: [...shape] }));
  }
  return [];
}

/** Steps after which everything is saved, as the settings say: at validations and every so many steps. */
export function checkpointsOf({ settings, digest, saved }: StoredRun): number[] {
  if (!saved) return [];
  const { checkpointEvery } = settings.training;
  const { lastStep, ended } = digest;
  const steps = new Set([0, ...digest.metrics(1).validation.step]);
  for (let step = checkpointEvery; step <= lastStep; step += checkpointEvery) steps.add(step);
  if (ended !== null) steps.add(lastStep);
  return [...steps].sort((a, b) => a - b);
}

function settingsOf(settings: object, prefix = ''): RunSetting[] {
  return Object.entries(settings).flatMap(([name, value]) => {
    const path = `${prefix}${name}`;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return settingsOf(value, `${path}.`);
    }
    return [{ path, value }];
  });
}

/** Of networks that read or write text or words; other inputs cannot be coloured. */
function layersOf(run: StoredRun, tensors: RunDetail['tensors']): RunLayer[] {
  const { task, data, model } = run.settings;
  const settings = { ...data, ...model } as PlanSettings;
  const { cell = '', input = 'text' } = settings;
  const numbers = task === 'forecast' || task === 'transcribe' || !['text', 'both'].includes(input);
  if (numbers) return [];
  const plain = Object.hasOwn(plainCells, cell) ? plainCells[cell] : undefined;
  const what = ['h', ...(plain?.hasCellState ? ['c'] : []), ...gatesOf(cell)];
  const { boxes } = networkPlan({ task, settings, parameters: tensors });
  return boxes
    .filter(({ kind }) => kind === 'recurrent')
    .map(({ part, layer = 1, reverse = false, output: units = Number(model.hidden) }) => ({
      ...(part === 'network' ? {} : { part }),
      layer,
      units,
      reverse,
      what,
    }));
}

/** An rnn has one block of weights and no gate. */
function gatesOf(cell: string): readonly string[] {
  if (cell === 'rnn' || !Object.hasOwn(plainCells, cell)) return [];
  return plainCells[cell].gates;
}

function size({ shape }: { shape: readonly number[] }): number {
  return shape.reduce((product, n) => product * n, 1);
}
