/** `unroll predict RUN [INPUT...]`: the answers of a trained task, streamed. */
import type { Command } from 'commander';
import { UnrollError } from '../../util/errors.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { type Io, writeJson, writeLine } from '../io.ts';
import {
  addEncodingFlag,
  addModelFlags,
  type Encoding,
  type ModelFlags,
  stdinPieces,
  withTask,
} from '../model.ts';
import { predictFlags } from './predict-flags.ts';
import { addFlags } from './train-flags.ts';

interface PredictFlags extends ModelFlags {
  encoding?: Encoding;
  text?: string;
  format?: 'text' | 'jsonl' | 'csv';
}

export function define(command: Command, io: Io, done: (exitCode: number) => void): void {
  command.argument('<run>', 'a run folder');
  command.argument(
    '[input...]',
    'files as the task reads them, answers left out or passed over; -: standard input',
  );
  command.optionsGroup('Input:');
  command.option('--text <text>', 'one text instead of files');
  command.option(
    '--format <name>',
    'of standard input: text (a line each), jsonl or csv (default: text)',
  );
  addEncodingFlag(command);
  command.optionsGroup('Answers:');
  addFlags(command, predictFlags);
  addModelFlags(command);
  command.optionsGroup('Output:');
  command.option('--json', 'one JSON object per answer, with all probabilities');
  command.addHelpText(
    'after',
    `
Examples:
  unroll predict runs/reviews new.txt    # label TAB probability, a line each
  unroll predict runs/reviews --text "a quiet, lovely film" --json
  tail -f log.txt | unroll predict runs/lines -`,
  );
  command.action(async (run: string, inputs: string[], flags: PredictFlags) => {
    const { text, format = 'text', encoding, json, backend, threads, weights, ...options } = flags;
    if (text !== undefined && inputs.length > 0) {
      throw new UnrollError('usage', '--text takes the place of INPUT: give one of them');
    }
    const interrupt = listenForInterrupt(io);
    try {
      await withTask(run, { backend, threads, weights }, async (task) => {
        const write = (answer: Readonly<Record<string, unknown>>) => {
          if (json) writeJson(io.stdout, answer);
          else writeLine(io.stdout, task.describe(answer));
        };
        if (text !== undefined) {
          for (const answer of task.predict([text], options)) write(answer);
          return;
        }
        for (const input of inputs.length > 0 ? inputs : ['-']) {
          const source =
            input === '-'
              ? {
                  name: `standard input.${format === 'text' ? 'txt' : format}`,
                  pieces: stdinPieces(io),
                }
              : input;
          const { signal } = interrupt;
          for await (const answer of task.predictFrom(source, { encoding, signal, ...options })) {
            write(answer);
          }
        }
      });
    } finally {
      interrupt.close();
    }
    done(interrupt.exitCode());
  });
}
