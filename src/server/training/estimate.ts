/**
 * How long a run would take and how much memory, found by beginning it: the real program takes its first steps in a
 * folder that is then removed. So everything counts that training does, on this machine and as busy as it is.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Estimate } from '../../protocol/training.ts';
import type { StepEvent, TaskEvent, TrainEvent } from '../../train/events.ts';
import { UnrollError } from '../../util/errors.ts';
import { dataWords, type PlanOptions, type Start } from './plan.ts';

export interface EstimateOptions extends PlanOptions {
  program: readonly string[];
  signal: AbortSignal;
}

/** The first step is slower than the others and is not counted. */
const STEPS = 12;
/** Seconds after the first step; enough have been seen then. */
const LONGEST = 4;

/** Throws 'usage' or 'data' as the training itself would. */
export async function estimate(start: Start, options: EstimateOptions): Promise<Estimate> {
  const folder = mkdtempSync(join(tmpdir(), 'unroll-estimate-'));
  // Samples would be drawn between the steps that are measured.
  const quiet: Start['settings'] =
    start.task === 'lm' ? { checkpointSamples: false, samples: false } : {};
  const measured = { ...start, settings: { ...start.settings, ...quiet } };
  const words = ['train', ...dataWords(measured, options), '--log-every=1'];
  const [file, ...first] = options.program;
  const out = [`--out=${join(folder, 'run')}`, '--json'];
  const child = spawn(file, [...first, ...words, ...out], {
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: options.signal,
  });
  child.on('error', () => {}); // An aborted request.
  try {
    return toEstimate(await measure(child), start);
  } finally {
    await ended(child);
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Measured {
  begin: Extract<TrainEvent | TaskEvent, { event: 'start' }>;
  first: StepEvent;
  last: StepEvent;
  memoryBytes: number;
}

async function measure(child: ChildProcess): Promise<Measured> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('a child without output');
  let said = '';
  stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  let begin: Measured['begin'] | undefined;
  let first: StepEvent | undefined;
  let last: StepEvent | undefined;
  for await (const line of createInterface({ input: stdout })) {
    const event: TrainEvent | TaskEvent = JSON.parse(line);
    if (event.event === 'start') begin = event;
    if (event.event !== 'step') continue;
    first ??= event;
    last = event;
    const enough = last.step - first.step >= STEPS || last.elapsed_s - first.elapsed_s > LONGEST;
    if (enough) break;
  }
  const memoryBytes = memoryOf(child.pid);
  child.kill('SIGKILL'); // Nothing of it is kept.
  if (begin !== undefined && first !== undefined && last !== undefined) {
    return { begin, first, last, memoryBytes };
  }
  await ended(child);
  const message = said.trim().replace(/^unroll: /, '');
  throw new UnrollError('data', message || 'the training ended before its first step');
}

function toEstimate({ begin, first, last, memoryBytes }: Measured, start: Start): Estimate {
  const steps = Math.max(1, last.step - first.step);
  const elapsed = last === first ? first.elapsed_s : last.elapsed_s - first.elapsed_s;
  const secondsPerStep = elapsed / steps;
  const { total_steps: totalSteps, parameters, notes } = begin;
  const bySteps = totalSteps === null ? Number.POSITIVE_INFINITY : totalSteps * secondsPerStep;
  const minutes = Number(start.settings.minutes ?? Number.POSITIVE_INFINITY);
  const seconds = Math.min(bySteps, minutes * 60);
  return {
    parameters,
    secondsPerStep,
    tokensPerSecond: last.tokens_per_s,
    totalSteps,
    seconds: Number.isFinite(seconds) ? seconds : null,
    memoryBytes,
    notes,
  };
}

/** The largest resident size so far; 0 where the system does not tell. */
function memoryOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
    return Promise.resolve();
  }
  return new Promise((resolve) => child.once('exit', () => resolve()));
}
