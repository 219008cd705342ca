/** What the caller and its workers share: 32-bit words at `controlAt` of the shared memory. */

/** One more for each operation. */
export const EPOCH = 0;
export const OPERATION = 1;
/** Workers that have not finished it. */
export const PENDING = 2;

export interface WorkerStart {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  /** Byte address of the control words. */
  controlAt: number;
  /** Where this worker's stack begins; it grows down. */
  stackTop: number;
  /** 1 … threads − 1; the caller is thread 0. */
  thread: number;
  threads: number;
}
