/** `unroll resume RUN` */
import type { Command } from 'commander';
import type { ResumeOptions } from '../../index.ts';
import type { Io } from '../io.ts';
import { addFlags, computeFlags, limitFlags, precisionFlag } from './train-flags.ts';

interface ResumeFlags extends Omit<ResumeOptions, 'signal'> {
  json?: true;
}

export function define(command: Command, io: Io, done: (exitCode: number) => void): void {
  command.argument('<run>', 'the run folder that unroll train made');
  command.optionsGroup('New limits, counted from the beginning of the run:');
  addFlags(command, limitFlags);
  command.optionsGroup('Computation:');
  addFlags(command, [...computeFlags, { ...precisionFlag, standard: 'as the run began' }]);
  command.optionsGroup('Output:');
  command.option('--json', 'one JSON object a line on standard output');
  command.addHelpText(
    'after',
    `
The weights end up the same, bit for bit, as without the stop.

Examples:
  unroll resume runs/book    # after Ctrl-C: to the end that was planned
  unroll resume runs/book --steps 5000    # further than that`,
  );
  command.action(async (run: string, { json, ...options }: ResumeFlags) => {
    const [{ resume, resumeTask }, { follow }, { taskOfRun }] = await Promise.all([
      import('../../index.ts'),
      import('./follow.ts'),
      import('../../files/run-folder.ts'),
    ]);
    const begin = taskOfRun(run) === 'lm' ? resume : resumeTask;
    done(await follow(io, { json }, (signal) => begin(run, { ...options, signal })));
  });
}
