/** A run as the list shows it: what disk says, and what the Studio knows of its training. */
import type { RunState, RunSummary } from '../../protocol/runs.ts';
import type { TrainingRecord } from '../training/training-record.ts';
import type { BrokenRun, StoredRun } from './run-store.ts';

export interface SummaryParts {
  name: string;
  /** Absent: there is no folder yet, or no more. */
  stored: StoredRun | BrokenRun | undefined;
  training: TrainingRecord | undefined;
  /** From 1; null unless it waits. */
  queuePosition: number | null;
  /** Milliseconds since 1970. */
  now: number;
}

/** A run that another program has written to within so many milliseconds trains there. */
const RECENT = 15_000;

const nothing = {
  task: null,
  network: null,
  steps: 0,
  totalSteps: null,
  bestLoss: null,
  trainLoss: null,
  sparkline: [],
};

export function summaryOf(parts: SummaryParts): RunSummary {
  const { name, stored, training, queuePosition } = parts;
  const { state, message } = stateOf(parts);
  const modified = stored?.modified ?? training?.endedAt ?? parts.now;
  const common = { name, state, ...(message === undefined ? {} : { message }), modified };
  if (stored === undefined || 'message' in stored) {
    const resumable = stored === undefined && training?.state === 'ended';
    return { ...common, ...nothing, resumable, queuePosition };
  }
  const { settings, digest, saved } = stored;
  return {
    ...common,
    resumable: saved && (state === 'paused' || state === 'stopped'),
    task: settings.task,
    network: networkName(settings.model),
    steps: digest.lastStep,
    totalSteps: totalSteps(stored),
    bestLoss: digest.bestLoss,
    trainLoss: digest.trainLoss,
    sparkline: digest.sparkline(),
    queuePosition,
  };
}

function stateOf({ stored, training, now }: SummaryParts): { state: RunState; message?: string } {
  if (training?.state === 'queued') return { state: 'queued' };
  if (training?.state === 'running') return { state: 'running' };
  if (stored === undefined) {
    const message = training?.failure ?? undefined;
    return training?.told != null ? { state: 'paused' } : { state: 'broken', message };
  }
  if ('message' in stored) return { state: 'broken', message: stored.message };
  const { ended } = stored.digest;
  if (ended !== null && ended !== 'aborted') return { state: 'finished' };
  const since = training?.endedAt ?? 0;
  if (ended === null && now - stored.modified < RECENT && stored.modified > since + 1000) {
    return { state: 'running', message: 'another program trains it' };
  }
  if (training?.failure != null) return { state: 'stopped', message: training.failure };
  if (training?.told === 'pause') return { state: 'paused' };
  if (ended === null) {
    const kept = stored.saved ? 'it can go on from its last checkpoint' : 'nothing was saved';
    return { state: 'stopped', message: `it ended without a word: ${kept}` };
  }
  return { state: 'stopped' };
}

/** `lstm 2×128`; of networks without recurrent layers, `dense 1×32`. */
function networkName(model: object): string {
  const { cell = 'dense', layers, hidden } = model as Readonly<Record<string, unknown>>;
  return layers === undefined ? String(cell) : `${cell} ${layers}×${hidden}`;
}

function totalSteps({ settings, digest }: StoredRun): number | null {
  const { steps, epochs } = settings.training;
  const byEpochs =
    epochs > 0 && digest.stepsPerEpoch !== null ? Math.ceil(epochs * digest.stepsPerEpoch) : null;
  if (steps > 0) return byEpochs === null ? steps : Math.min(steps, byEpochs);
  return byEpochs;
}
