/** `unroll compare RUN...`: runs and their baselines in one table. */
import type { Command } from 'commander';
import type { LoadOptions } from '../../generate/load.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { type Io, writeJson, writeLine } from '../io.ts';
import { addEncodingFlag, addModelFlags, type Encoding } from '../model.ts';
import { whole } from '../values.ts';

interface CompareFlags extends LoadOptions {
  data?: string[];
  encoding?: Encoding;
  baselines: boolean;
  order?: number;
  windowSteps?: number;
  arpa?: string;
  arpaOut?: string;
  json?: true;
}

export function define(command: Command, io: Io, done: (exitCode: number) => void): void {
  command.argument('<runs...>', 'run folders; those of one task and the same data share a table');
  command.optionsGroup('Data:');
  command.option(
    '--data <file>',
    "what is measured, may be given again (default: the runs' validation data)",
    (file: string, before: string[] = []) => [...before, file],
  );
  addEncodingFlag(command);
  command.optionsGroup('Baselines:');
  command.option('--no-baselines', 'the runs alone');
  command.option(
    '--order <n>',
    'language models: the longest n-gram (default: 5 for words and subwords, else 8)',
    whole('--order', 1, 32),
  );
  command.option(
    '--window-steps <n>',
    'language models: steps of training the fixed-window model; 0: without it (default: 500)',
    whole('--window-steps', 0, 1_000_000),
  );
  command.option('--arpa <file>', 'language models: also an n-gram model in ARPA form');
  command.option('--arpa-out <file>', "write the n-gram model of the first run's text as ARPA");
  addModelFlags(command);
  command.optionsGroup('Output:');
  command.option('--json', 'one JSON object per table on standard output');
  command.addHelpText(
    'after',
    `
Baselines learn from a run's own training data and are measured as the run is. Where one is better
than a run, the table marks it and says so.

Examples:
  unroll compare runs/reviews    # beside majority class and logistic regression
  unroll compare runs/chars runs/words --data other.txt    # perplexity per character and per word
  unroll compare runs/words --window-steps 0 --arpa-out words.arpa`,
  );
  command.action(async (runs: string[], flags: CompareFlags) => {
    const { data: files, json, ...options } = flags;
    const interrupt = listenForInterrupt(io);
    const { compare } = await import('../../compare/compare.ts');
    const { comparisonLines } = await import('../../compare/table.ts');
    try {
      const { signal } = interrupt;
      const progress = io.isTTY ? (doing: string) => writeLine(io.stderr, `${doing} …`) : undefined;
      const tables = await compare(runs, { ...options, files, signal, progress });
      for (const [n, table] of tables.entries()) {
        if (json) writeJson(io.stdout, table);
        else {
          if (n > 0) writeLine(io.stdout);
          for (const line of comparisonLines(table)) writeLine(io.stdout, line);
        }
      }
    } finally {
      interrupt.close();
    }
    done(interrupt.exitCode());
  });
}
