/** `unroll predict RUN [INPUT...]`: the answers of a trained task, streamed. */
import { join, parse } from 'node:path';
import type { Command } from 'commander';
import { writeAtomic } from '../../files/atomic-write.ts';
import type { Prediction, TrainedTask } from '../../index.ts';
import { attentionOf, attentionSvg } from '../../inspect/attention-picture.ts';
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
import { choice } from '../values.ts';
import { predictFlags } from './predict-flags.ts';
import { addFlags } from './train-flags.ts';

interface PredictFlags extends ModelFlags {
  encoding?: Encoding;
  text?: string;
  format?: 'text' | 'jsonl' | 'csv' | 'conll' | 'conllu';
  stream?: true;
  chart?: true;
  svg?: string;
  attention?: true;
  attentionSvg?: string;
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
    'of standard input: text (a line each), jsonl, csv, conll or conllu (default: text)',
    choice('--format', ['text', 'jsonl', 'csv', 'conll', 'conllu']),
  );
  command.option(
    '--stream',
    'answer each line of standard input, a word or the numbers of a frame, before the next is read; an empty line ends the sequence',
  );
  addEncodingFlag(command);
  command.optionsGroup('Answers:');
  addFlags(command, predictFlags);
  addModelFlags(command);
  command.optionsGroup('Output:');
  command.option('--json', 'one JSON object per answer, with all probabilities');
  command.option('--chart', 'each answer as a chart too, of tasks that have one (forecast)');
  command.option('--svg <file>', 'the answers as SVG files: FILE, FILE-2 and so on');
  command.option(
    '--attention-svg <file>',
    'translate: where each symbol of a translation looked, as SVG files: FILE, FILE-2 and so on',
  );
  command.addHelpText(
    'after',
    `
Examples:
  unroll predict runs/reviews new.txt    # label TAB probability, a line each
  unroll predict runs/reviews --text "a quiet, lovely film" --json
  tail -f log.txt | unroll predict runs/lines -
  unroll predict runs/dates --text "5 May 1999" --attention-svg looked.svg
  unroll predict runs/names --stream    # a tag for each word as soon as it was typed`,
  );
  command.action(async (run: string, inputs: string[], flags: PredictFlags) => {
    const { text, format = 'text', stream, encoding, json, chart, svg, ...others } = flags;
    const { backend, threads, weights, attentionSvg: looked, ...given } = others;
    const options = looked === undefined ? given : { ...given, attention: true };
    if (text !== undefined && inputs.length > 0) {
      throw new UnrollError('usage', '--text takes the place of INPUT: give one of them');
    }
    if (
      stream &&
      (text !== undefined || flags.format !== undefined || inputs.some((i) => i !== '-'))
    ) {
      throw new UnrollError(
        'usage',
        '--stream reads steps from standard input, a line each: leave INPUT, --text and --format out',
      );
    }
    const interrupt = listenForInterrupt(io);
    try {
      await withTask(run, { backend, threads, weights }, async (task) => {
        const { pictures } = task;
        if ((chart || svg !== undefined) && pictures === undefined) {
          throw new UnrollError(
            'usage',
            `answers of task ${task.task} have no picture: leave out ${chart ? '--chart' : '--svg'}`,
          );
        }
        if (looked !== undefined && task.task !== 'translate') {
          throw new UnrollError(
            'usage',
            `--attention-svg belongs to task translate, and this run is of task ${task.task}: leave it out`,
          );
        }
        let answers = 0;
        const write = (answer: Readonly<Record<string, unknown>>) => {
          answers++;
          if (json) writeJson(io.stdout, answer);
          else writeLine(io.stdout, task.describe(answer));
          if (chart && pictures) {
            writeLine(io.stdout, `\n${pictures.text(answer, io.columns?.() || 80)}`);
          }
          if (svg !== undefined && pictures) {
            writeText(numbered(svg, answers), pictures.svg(answer));
          }
          if (looked !== undefined) {
            writeText(numbered(looked, answers), attentionSvg(attentionOf(answer)));
          }
        };
        if (stream) {
          await answerSteps(io, task, { write, signal: interrupt.signal });
          return;
        }
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

function writeText(path: string, text: string): void {
  writeAtomic(path, [new TextEncoder().encode(text)]);
}

interface AnswerSteps {
  write: (answer: Prediction) => void;
  signal: AbortSignal;
}

/** --stream: an answer for each line as it comes; an empty line is passed on, and begins a new sequence. */
async function answerSteps(
  io: Io,
  task: TrainedTask,
  { write, signal }: AnswerSteps,
): Promise<void> {
  const stream = task.stream();
  const { readLines } = await import('../../data/index.ts');
  try {
    const source = { name: 'standard input', pieces: stdinPieces(io) };
    for await (const { text, ...place } of readLines(source, { signal })) {
      if (text.trim() !== '') {
        write(stream.step(text, place));
        continue;
      }
      stream.end();
      writeLine(io.stdout);
    }
  } finally {
    stream.close();
  }
}

/** `plot.svg`, `plot-2.svg`, `plot-3.svg` … */
function numbered(path: string, answer: number): string {
  if (answer === 1) return path;
  const { dir, name, ext } = parse(path);
  return join(dir, `${name}-${answer}${ext}`);
}
