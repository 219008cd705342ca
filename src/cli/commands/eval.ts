/** `unroll eval RUN DATA`: the task's metrics on text files of any size. */
import type { Command } from 'commander';
import { UnrollError } from '../../util/errors.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { type Io, writeJson, writeLine } from '../io.ts';
import {
  addEncodingFlag,
  addModelFlags,
  type Encoding,
  type ModelFlags,
  runArgument,
  withModel,
  withTask,
} from '../model.ts';
import { evalFlags } from './predict-flags.ts';
import { totalsLines, totalsRecord } from './score.ts';
import { flagOf } from './task-options.ts';
import { addFlags } from './train-flags.ts';

interface EvalFlags extends ModelFlags {
  encoding?: Encoding;
}

export function define(command: Command, io: Io, done: (exitCode: number) => void): void {
  command.argument('<run>', runArgument);
  command.argument('<data...>', 'files of text or examples, each evaluated by itself');
  command.optionsGroup('Text:');
  addEncodingFlag(command);
  command.optionsGroup('What is evaluated:');
  addFlags(command, evalFlags);
  addModelFlags(command);
  command.optionsGroup('Output:');
  command.option('--json', 'one JSON object per file on standard output');
  command.addHelpText(
    'after',
    `
A language model carries its state through the whole text, so a long file costs constant memory.

Examples:
  unroll eval runs/book another-book.txt
  unroll eval runs/reviews test.txt    # of a classifier: accuracy, F1, confusion matrix
  unroll eval runs/power power.csv --origins 100    # of a forecaster: a backtest`,
  );
  command.action(async (run: string, files: string[], flags: EvalFlags) => {
    const interrupt = listenForInterrupt(io);
    const { taskOfRun } = await import('../../files/run-folder.ts');
    try {
      if (taskOfRun(run) !== 'lm') {
        await evaluateTask(io, { run, files, flags, signal: interrupt.signal });
        done(interrupt.exitCode());
        return;
      }
      const { backend, threads, weights, encoding: _, json: __, ...foreign } = flags;
      const [name] = Object.keys(foreign);
      if (name !== undefined) {
        throw new UnrollError(
          'usage',
          `${flagOf(name)} belongs to other tasks than --task lm: leave it out`,
        );
      }
      await withModel(io, run, { backend, threads, weights }, async (model) => {
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

interface EvaluateTask {
  run: string;
  files: readonly string[];
  flags: EvalFlags;
  signal: AbortSignal;
}

/** The metrics of any other task. */
async function evaluateTask(io: Io, { run, files, flags, signal }: EvaluateTask): Promise<void> {
  const { backend, threads, weights, encoding, json, ...options } = flags;
  await withTask(run, { backend, threads, weights }, async (task) => {
    for (const file of files) {
      const report = await task.evaluate({ files: [file] }, { encoding, signal, ...options });
      if (json) {
        const { loss, metrics, details } = report;
        writeJson(io.stdout, { file, task: task.task, loss, metrics, details });
        continue;
      }
      if (files.length > 1) writeLine(io.stdout, `${file}:`);
      for (const line of report.lines) writeLine(io.stdout, line);
    }
  });
}
