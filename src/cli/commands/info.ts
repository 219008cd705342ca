/** `unroll info [RUN|FILE]`: what a run or model file is; without one, what computes here. */
import type { Command } from 'commander';
import { type Io, writeJson, writeLine } from '../io.ts';

/** A report twice: a record for machines and lines for people. */
export interface Report {
  record: Record<string, unknown>;
  lines: string[];
}

export function define(command: Command, io: Io, done: (exitCode: number) => void): void {
  command.argument('[run|file]', 'a run folder or a .safetensors file; none: this machine');
  command.option('--json', 'one JSON object on standard output');
  command.addHelpText(
    'after',
    `
Examples:
  unroll info    # version, backends and why one is not used, processor
  unroll info runs/book    # settings, parameters and history of a run`,
  );
  command.action(async (path: string | undefined, { json }: { json?: true }) => {
    const report = await reportOn(path, io.env);
    if (json) writeJson(io.stdout, report.record);
    else for (const line of report.lines) writeLine(io.stdout, line);
    done(0);
  });
}

async function reportOn(path: string | undefined, env: Io['env']): Promise<Report> {
  if (path === undefined) {
    const { systemReport } = await import('../info-system.ts');
    return systemReport(env);
  }
  const { isTensorFile, runReport, tensorFileReport } = await import('../info-run.ts');
  return isTensorFile(path) ? tensorFileReport(path) : runReport(path);
}
