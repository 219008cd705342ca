/**
 * Workers that run the same operation on the same shared memory. Like the native pool they spin
 * briefly between operations and then block.
 */
import { Worker } from 'node:worker_threads';
import { EPOCH, OPERATION, PENDING, type WorkerStart } from './team-protocol.ts';

export interface Team {
  readonly threads: number;
  /** Announces the operation, does the caller's part and waits for the others. */
  run(operation: number, ownPart: (operation: number) => void): void;
  close(): void;
}

export interface TeamOptions {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  allocate: (bytes: number) => number;
  threads: number;
}

const STACK_BYTES = 262_144;
/** Node runs workers as JavaScript: where a test runner loads the sources, the built worker is taken. */
const WORKER = import.meta.url.endsWith('.ts')
  ? '../../../dist/backend/wasm/worker.js'
  : './worker.js';
const SPINS = 20_000;

export async function openTeam({ module, memory, allocate, threads }: TeamOptions): Promise<Team> {
  const controlAt = allocate(64);
  const starts = Array.from({ length: threads - 1 }, (_, i): WorkerStart => {
    const stackTop = allocate(STACK_BYTES) + STACK_BYTES;
    return { module, memory, controlAt, stackTop, thread: i + 1, threads };
  });
  const workers = await Promise.all(starts.map(startWorker));
  const control = new Int32Array(memory.buffer, controlAt, 16);

  return {
    threads,
    run(operation, ownPart) {
      control[OPERATION] = operation;
      Atomics.store(control, PENDING, workers.length);
      Atomics.add(control, EPOCH, 1);
      Atomics.notify(control, EPOCH);
      ownPart(operation);
      for (let i = 0; Atomics.load(control, PENDING) > 0; i++) {
        if (i < SPINS) continue;
        const pending = Atomics.load(control, PENDING);
        if (pending > 0) Atomics.wait(control, PENDING, pending, 10);
      }
    },
    close() {
      for (const worker of workers) void worker.terminate();
    },
  };
}

/** Resolves when the worker waits for its first operation. */
function startWorker(workerData: WorkerStart): Promise<Worker> {
  const worker = new Worker(new URL(WORKER, import.meta.url), { workerData });
  worker.unref();
  return new Promise((resolve, reject) => {
    worker.once('message', () => resolve(worker));
    worker.once('error', reject);
  });
}
