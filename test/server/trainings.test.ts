import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { StudioEvent } from '../../src/protocol/events.ts';
import type { Metrics, RunDetail, RunSample, RunSummary } from '../../src/protocol/runs.ts';
import type { Estimate, UploadedFile } from '../../src/protocol/training.ts';
import { build, unroll } from '../cli/program.ts';
import { type StudioProcess, startStudio } from './process.ts';

let folder: string;
let studio: StudioProcess;
/** An uploaded text. */
let small: string;

beforeAll(() => build());
afterEach(async () => {
  if (studio.process.exitCode === null && studio.process.signalCode === null) await studio.end();
  rmSync(folder, { recursive: true, force: true });
});
afterAll(() => {
  for (const pid of left) kill(pid);
});

/** Trainings that a killed server may leave behind. */
const left = new Set<number>();

async function open(): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'unroll-studio-'));
  studio = await startStudio(folder);
  small = (await upload('small.txt', 'The cat sat on the mat, and then it went. '.repeat(60))).file;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

const quick = { hidden: 8, layers: 1, threads: 1 };
/** Never at its end within a test. */
const long = { ...quick, steps: 1_000_000, checkpointEvery: 1000, validateEvery: 1_000_000 };

function begin(name: string, settings: object): Promise<RunSummary> {
  return studio.post('/api/runs', { task: 'lm', data: { file: small }, name, settings });
}

async function upload(name: string, body: string): Promise<UploadedFile> {
  const response = await fetch(new URL(`/api/files?name=${name}`, studio.url), {
    method: 'POST',
    body,
  });
  return response.json();
}

function pidOf(run: string): number {
  const path = join(folder, '.studio', 'trainings', run, 'training.json');
  const { pid } = JSON.parse(readFileSync(path, 'utf8'));
  left.add(pid);
  return pid;
}

/** One that nobody has waited for is there still, and has no words any more. */
function isAlive(pid: number): boolean {
  const path = `/proc/${pid}/cmdline`;
  return existsSync(path) && readFileSync(path, 'utf8') !== '';
}

/** Events until `enough` says so. */
async function follow(
  enough: (event: StudioEvent) => boolean,
  lastId?: string,
): Promise<{ events: StudioEvent[]; ids: string[] }> {
  const controller = new AbortController();
  const response = await fetch(new URL('/api/events', studio.url), {
    signal: controller.signal,
    headers: lastId === undefined ? {} : { 'last-event-id': lastId },
  });
  const events: StudioEvent[] = [];
  const ids: string[] = [];
  let text = '';
  try {
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += part;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (data === undefined) continue;
        const event: StudioEvent = JSON.parse(data);
        events.push(event);
        ids.push(/^id: (.*)$/m.exec(block)?.[1] ?? '');
        if (enough(event)) return { events, ids };
      }
    }
  } finally {
    controller.abort();
  }
  return { events, ids };
}

const ended = (run: string) => (event: StudioEvent) =>
  event.type === 'run' && event.run === run && event.summary?.state === 'finished';

describe('a training', () => {
  it('tells its steps, validations, samples and checkpoints as they come, and is a run afterwards', async () => {
    await open();
    const following = follow(ended('first'));
    const begun = await begin('first', { ...quick, steps: 60, validateEvery: 20 });
    expect(begun).toMatchObject({ name: 'first', state: 'running', queuePosition: null });
    const { events } = await following;
    const types = new Set(events.map(({ type }) => type));
    expect([...types].sort()).toEqual([
      'checkpoint',
      'queue',
      'run',
      'sample',
      'step',
      'validation',
    ]);
    const steps = events.flatMap((event) => (event.type === 'validation' ? [event.step] : []));
    expect(steps).toEqual([20, 40, 60]);

    const [summary] = await studio.get<RunSummary[]>('/api/runs');
    expect(summary).toMatchObject({
      state: 'finished',
      task: 'lm',
      network: 'lstm 1×8',
      steps: 60,
    });
    const metrics = await studio.get<Metrics>('/api/runs/first/metrics?points=10');
    const lines = readFileSync(join(folder, 'first', 'metrics.jsonl'), 'utf8')
      .trim()
      .split('\n');
    const losses = lines.map((line) => JSON.parse(line)).filter(({ event }) => event === 'step');
    expect(metrics.logged).toBe(losses.length);
    expect(metrics.loss.step).toHaveLength(10);
    expect(Math.max(...metrics.loss.max)).toBe(Math.max(...losses.map(({ loss }) => loss)));
    expect(metrics.validation.step).toEqual([20, 40, 60]);
    // A sample at every checkpoint, from the same beginning.
    const samples = await studio.get<RunSample[]>('/api/runs/first/samples');
    expect(samples.map(({ step }) => step)).toEqual([0, 20, 40, 50, 60]);
    expect(new Set(samples.map(({ prime }) => prime)).size).toBe(1);
  });

  it('goes on while nobody looks, and tells what was missed to who comes back', async () => {
    await open();
    const first = follow((event) => event.type === 'step');
    await begin('missed', { ...quick, steps: 300, logEvery: 1 });
    const { ids } = await first;
    await studio.until('missed', 'finished');
    const { events } = await follow(ended('missed'), ids.at(-1));
    const steps = events.flatMap((event) => (event.type === 'step' ? [event.step] : []));
    expect(steps.at(-1)).toBe(300);
    expect(events.some(({ type }) => type === 'reset')).toBe(false);
    const unknown = await follow(() => true, 'another.7');
    expect(unknown.events).toEqual([{ type: 'reset' }]);
  });

  it('waits while another trains, and begins when that has ended', async () => {
    await open();
    await begin('a', long);
    expect(await begin('b', { ...quick, steps: 3 })).toMatchObject({
      state: 'queued',
      queuePosition: 1,
    });
    expect(await begin('c', { ...quick, steps: 3 })).toMatchObject({ queuePosition: 2 });
    expect(await studio.post('/api/runs/b/stop')).toMatchObject({ state: 'stopped' });
    expect(await studio.get('/api/runs/b')).toMatchObject({ error: { code: 'missing' } });
    await studio.post('/api/runs/a/stop');
    expect(await studio.until('c', 'finished')).toMatchObject({ steps: 3 });
  });

  it('is paused with everything saved, and goes on to the same bits', async () => {
    await open();
    const settings = { ...quick, hidden: 128, batch: 8, bptt: 32, steps: 150, logEvery: 1 };
    await begin('whole', settings);
    await studio.until('whole', 'finished');
    const moving = follow((event) => event.type === 'step' && event.run === 'parts');
    await begin('parts', settings);
    await moving;
    const paused = await studio.post<RunSummary>('/api/runs/parts/pause');
    expect(paused).toMatchObject({ state: 'paused', resumable: true });
    expect(paused.steps).toBeGreaterThan(0);
    expect(paused.steps).toBeLessThan(150);
    expect(await studio.post('/api/runs/parts/resume')).toMatchObject({ state: 'running' });
    await studio.until('parts', 'finished');
    const bytes = (run: string) => readFileSync(join(folder, run, 'model.safetensors'));
    expect(bytes('parts').equals(bytes('whole'))).toBe(true);
  });

  it('goes further than its end with a new limit', async () => {
    await open();
    await begin('more', { ...quick, steps: 5 });
    await studio.until('more', 'finished');
    await studio.post('/api/runs/more/resume', { steps: 9 });
    expect(await studio.until('more', 'finished')).toMatchObject({ steps: 9, totalSteps: 9 });
  });

  it('of another program is seen while it goes', async () => {
    await open();
    const following = follow(
      (event) => event.type === 'run' && event.run === 'elsewhere' && event.summary !== null,
    );
    const words = ['train', '--hidden', '8', '--steps', '4', '--out', join(folder, 'elsewhere')];
    await new Promise((resolve) => setTimeout(resolve, 2500)); // The watch has looked before.
    await unroll(words, { cwd: folder });
    const { events } = await following;
    expect(events.at(-1)).toMatchObject({ type: 'run', summary: { task: 'lm' } });
  });

  it('is estimated by its own first steps, of which nothing stays', async () => {
    await open();
    const estimate = (settings: object) =>
      studio.post<Estimate>('/api/estimate', {
        task: 'lm',
        data: { sample: 'theatre' },
        settings: { ...quick, ...settings },
      });
    const small = await estimate({ steps: 500 });
    expect(small.totalSteps).toBe(500);
    // The embedding 67 × 32, four gates of 8 units, the output.
    expect(small.parameters).toBe(67 * 32 + 4 * 8 * (32 + 8 + 2) + 67 * (8 + 1));
    expect(small.seconds).toBeCloseTo(500 * small.secondsPerStep, 6);
    expect(small.memoryBytes).toBeGreaterThan(2 ** 24);
    const large = await estimate({ steps: 500, hidden: 160, minutes: 1 });
    expect(large.secondsPerStep).toBeGreaterThan(small.secondsPerStep);
    expect(large.seconds).toBeLessThanOrEqual(60);
    const { error } = await studio.post<{ error: { message: string } }>('/api/estimate', {
      task: 'tag',
      data: { file: (await upload('a.conll', 'a\n')).file },
    });
    expect(error.message).toContain('a.conll');
    expect(await studio.get('/api/runs')).toEqual([]);
    await begin('busy', long);
    expect((await estimate({ steps: 500 })).notes).toContain('measured while busy trains');
    await studio.post('/api/runs/busy/stop');
  });

  it('that fails says why', async () => {
    await open();
    const { file } = await upload('a.csv', 'text,label\na,b\n');
    await studio.post('/api/runs', {
      task: 'classify',
      data: { file },
      name: 'wrong',
      settings: { labelColumn: 'mood' },
    });
    const { message } = await studio.until('wrong', 'broken');
    expect(message).toMatch(/a\.csv.*mood/);
    const { log } = await studio.get<RunDetail>('/api/runs/wrong');
    expect(log.join('\n')).toContain('mood');
  });
});

describe('when the server ends', () => {
  const again = async () => {
    studio = await startStudio(folder);
  };

  it('by Ctrl-C, what trains is saved and goes on with the next server', async () => {
    await open();
    const moving = follow((event) => event.type === 'step');
    await begin('kept', long);
    await begin('next', { ...quick, steps: 3 });
    await moving;
    const pid = pidOf('kept');
    const { exitCode, stderr } = await studio.end('SIGINT');
    expect(exitCode).toBe(130);
    expect(stderr).toContain('saving kept, which goes on next time');
    expect(isAlive(pid)).toBe(false);
    await again();
    const { steps } = await studio.until('kept', 'running');
    expect(steps).toBeGreaterThan(0);
    expect(await studio.get('/api/runs/next')).toMatchObject({ queuePosition: 1 });
    await studio.post('/api/runs/kept/stop');
  });

  it('killed, what trains goes on, and the next server can pause and resume it', async () => {
    await open();
    const moving = follow((event) => event.type === 'step');
    await begin('alone', long);
    await moving;
    const pid = pidOf('alone');
    await studio.end('SIGKILL');
    expect(isAlive(pid)).toBe(true);
    await again();
    await studio.until('alone', 'running');
    const { step } = (await follow((event) => event.type === 'step')).events.at(-1) as {
      step: number;
    };
    expect(step).toBeGreaterThan(0);
    expect(await studio.post('/api/runs/alone/pause')).toMatchObject({
      state: 'paused',
      resumable: true,
    });
    expect(isAlive(pid)).toBe(false);
    expect(await studio.post('/api/runs/alone/resume')).toMatchObject({ state: 'running' });
    pidOf('alone');
    await studio.post('/api/runs/alone/stop');
  });

  it('killed together with what trains, the run is found and goes on from its last checkpoint', async () => {
    await open();
    const saved = follow((event) => event.type === 'checkpoint' && event.step > 0);
    await begin('cut', { ...long, checkpointEvery: 5 });
    await saved;
    const pid = pidOf('cut');
    await studio.end('SIGKILL');
    kill(pid);
    await again();
    const found = await studio.until('cut', 'stopped');
    expect(found).toMatchObject({ resumable: true });
    expect(found.message).toContain('it can go on from its last checkpoint');
    await studio.post('/api/runs/cut/resume');
    pidOf('cut');
    await follow((event) => event.type === 'step' && event.step > found.steps);
    await studio.post('/api/runs/cut/stop');
  });
});
