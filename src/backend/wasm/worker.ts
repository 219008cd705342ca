/** A worker of the team: waits for an epoch, runs its part of the operation, reports. Ended by `terminate`. */
import { parentPort, workerData } from 'node:worker_threads';
import { EPOCH, OPERATION, PENDING, type WorkerStart } from './team-protocol.ts';
import type { KernelExports } from './wasm.ts';

const SPINS = 20_000;

const { module, memory, controlAt, stackTop, thread, threads } = workerData as WorkerStart;
const instance = new WebAssembly.Instance(module, { env: { memory } });
const kernels = instance.exports as unknown as KernelExports;
kernels.__stack_pointer!.value = stackTop;
const control = new Int32Array(memory.buffer, controlAt, 16);

let seen = 0;
parentPort!.postMessage('ready');
for (;;) {
  for (let i = 0; i < SPINS && Atomics.load(control, EPOCH) === seen; i++);
  Atomics.wait(control, EPOCH, seen);
  seen = Atomics.load(control, EPOCH);
  kernels.run(control[OPERATION], thread, threads);
  if (Atomics.sub(control, PENDING, 1) === 1) Atomics.notify(control, PENDING);
}
