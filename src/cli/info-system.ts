/** What `unroll info` says of this machine: versions, backends, processor, memory. */
import { availableParallelism, cpus, totalmem } from 'node:os';
import { createBackend, describeBackends, describeBf16 } from '../backend/select.ts';
import type { Report } from './commands/info.ts';
import { bytes } from './format.ts';
import type { Io } from './io.ts';
import { version } from './version.ts';

export async function systemReport(env: Io['env']): Promise<Report> {
  const [own, backends, bf16, backend] = await Promise.all([
    version(),
    describeBackends(),
    describeBf16(),
    createBackend(),
  ]);
  const used = backend.name;
  const forced = (env.UNROLL_BACKEND ?? '') !== '';
  backend.close();
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor';
  const threads = availableParallelism();
  return {
    record: {
      version: own,
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
      backend: used,
      backends,
      bf16,
      processor,
      threads,
      memory_bytes: totalmem(),
    },
    lines: [
      `unroll      ${own}`,
      `node        ${process.version}, ${process.platform}-${process.arch}`,
      `processor   ${processor}, ${threads} threads, ${bytes(totalmem())}`,
      `backend     ${used} is used${forced ? ' (UNROLL_BACKEND)' : ''}`,
      ...backends.map(({ name, available, detail }) => {
        const reason = forced ? 'UNROLL_BACKEND names another' : `${used} comes first`;
        const state = !available
          ? 'not available'
          : name === used
            ? 'used'
            : `not used (${reason}; --backend ${name} takes it)`;
        return `  ${name.padEnd(8)}  ${state}: ${detail}`;
      }),
      `  bf16      ${bf16.available ? 'available' : 'not available'}: ${bf16.detail}`,
    ],
  };
}
