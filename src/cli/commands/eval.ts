/** `unroll eval RUN DATA`: the task's metrics on text files of any size. */
import type { Command } from 'commander';
import { listenForInterrupt } from '../interrupt.ts';
import { type Io, writeJson, writeLine } from '../io.ts';
import {
  addEncodingFlag,
  addModelFlags,
  type Encoding,
  type ModelFlags,
  runArgument,
  withModel,
} from '../model.ts';
import { totalsLines, totalsRecord } from './score.ts';

interface EvalFlags extends ModelFlags {
  encoding?: Encoding;
}

export function define(command: Command, io: Io, done: (exitCode: number) => void): void {
  command.argument('<run>', runArgument);
  command.argument('<data...>', 'text files, each evaluated by itself');
  command.optionsGroup('Text:');
  addEncodingFlag(command);
  addModelFlags(command);
  command.optionsGroup('Output:');
  command.option('--json', 'one JSON object per file on standard output');
  command.addHelpText(
    'after',
    `
The state is carried through the whole text, so a long file costs constant memory.

Example:
  unroll eval runs/book another-book.txt`,
  );
  command.action(async (run: string, files: string[], flags: EvalFlags) => {
    const interrupt = listenForInterrupt(io);
    try {
      await withModel(io, run, flags, async (model) => {
        for (const file of files) {
          const totals = await model.evaluate(
            { file },
            {
              encoding: flags.encoding,
              signal: interrupt.signal,
            },
          );
          if (interrupt.received !== undefined) return;
          if (flags.json) {
            writeJson(io.stdout, { file, ...totalsRecord(totals) });
            continue;
          }
          if (files.length > 1) writeLine(io.stdout, `${file}:`);
          for (const line of totalsLines(totals)) writeLine(io.stdout, line);
        }
      });
    } finally {
      interrupt.close();
    }
    done(interrupt.exitCode());
  });
}
