/** `unroll train [DATA...]` */
import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { addFlags, trainFlags } from './train-flags.ts';
import type { TrainFlags } from './train-options.ts';

export function define(command: Command, io: Io, done: (exitCode: number) => void): void {
  command.argument('[data...]', 'text files, in order; none: the built-in sample');
  for (const [group, flags] of Object.entries(trainFlags)) {
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

Ctrl-C saves and says how to go on.`,
  );
  command.action(async (files: string[], flags: TrainFlags) => {
    const { trainOptions } = await import('./train-options.ts');
    const options = trainOptions(files, flags);
    const [{ train }, { follow }] = await Promise.all([
      import('../../index.ts'),
      import('./follow.ts'),
    ]);
    done(await follow(io, { json: flags.json }, (signal) => train({ ...options, signal })));
  });
}
