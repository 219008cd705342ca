/** `unroll train [DATA...]` */
import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { taskFlags } from './task-flags.ts';
import { addFlags, trainFlags } from './train-flags.ts';
import type { TrainFlags } from './train-options.ts';

export function define(command: Command, io: Io, done: (exitCode: number) => void): void {
  command.argument('[data...]', 'files of text or examples, in order; none: the built-in sample');
  for (const [group, flags] of Object.entries({ ...trainFlags, ...taskFlags })) {
    command.optionsGroup(group);
    addFlags(command, flags);
  }
  command.addHelpText(
    'after',
    `
Examples:
  unroll train    # the built-in sample, in a minute or less
  unroll train book.txt --layers 2 --hidden 256 --dropout 0.2 --minutes 10
  unroll train words.txt --level word --embed 200 --tie --min-count 2 --out runs/words
  unroll train names.txt --lines --epochs 20    # each line from <s> to </s>
  unroll train --task classify reviews.txt --val test.txt    # lines of label TAB text

Ctrl-C saves and says how to go on.`,
  );
  command.action(async (files: string[], flags: TrainFlags) => {
    const { task = 'lm', json } = flags;
    const { follow } = await import('./follow.ts');
    if (task === 'lm') {
      const { trainOptions } = await import('./train-options.ts');
      const options = trainOptions(files, flags);
      const { train } = await import('../../index.ts');
      done(await follow(io, { json }, (signal) => train({ ...options, signal })));
      return;
    }
    const [{ taskOptions, flagOf }, { trainTask }] = await Promise.all([
      import('./task-options.ts'),
      import('../../train/train-task.ts'),
    ]);
    const options = taskOptions(task, files, flags);
    done(await follow(io, { json }, (signal) => trainTask({ ...options, signal }, flagOf)));
  });
}
