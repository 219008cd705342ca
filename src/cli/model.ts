/** What the commands that use a trained model share: flags, opening and closing it, input text. */
import type { Command } from 'commander';
import type { LoadOptions, TextModel, TrainedTask } from '../index.ts';
import { UnrollError } from '../util/errors.ts';
import { addFlags, computeFlags } from './commands/train-flags.ts';
import { type Io, readStdin, writeLine } from './io.ts';
import { choice } from './values.ts';

export const encodings = ['utf8', 'latin1', 'windows-1252'] as const;
export type Encoding = (typeof encodings)[number];

export interface ModelFlags extends LoadOptions {
  json?: true;
}

export const runArgument = 'a run folder, or a model.safetensors file';

export function addModelFlags(command: Command): void {
  command.optionsGroup('Model:');
  command.option(
    '--weights <which>',
    'of a run: best (on the validation text) or last (default: best, once there is one)',
    choice('--weights', ['best', 'last']),
  );
  addFlags(command, computeFlags);
}

export function addEncodingFlag(command: Command): void {
  command.option(
    '--encoding <name>',
    'encoding of the file: utf8, latin1 or windows-1252 (default: utf8)',
    choice('--encoding', encodings),
  );
}

/** Opens the model, lets `use` work with it and frees its memory. */
export async function withModel<T>(
  io: Io,
  path: string,
  { backend, threads, weights }: LoadOptions,
  use: (model: TextModel) => Promise<T>,
): Promise<T> {
  const { load } = await import('../index.ts');
  const model = await load(path, { backend, threads, weights });
  if (model.codec.icuDiffers) writeLine(io.stderr, `warning: ${icuRemark(model.codec)}`);
  try {
    return await use(model);
  } finally {
    model.close();
  }
}

/** The same for a run of another task than language models. */
export async function withTask<T>(
  path: string,
  options: LoadOptions,
  use: (task: TrainedTask) => T | Promise<T>,
): Promise<T> {
  const { loadTask } = await import('../index.ts');
  const task = await loadTask(path, options);
  try {
    return await use(task);
  } finally {
    task.close();
  }
}

/** What it means that words or graphemes were cut by another version of ICU than this Node's. */
export function icuRemark({ icu }: TextModel['codec']): string {
  return (
    `text was cut by Unicode tables of ICU ${icu}, and here by those of ${process.versions.icu}: ` +
    'some words or graphemes may be cut otherwise'
  );
}

/** All of standard input as text; a final line break belongs to the shell, not to the text. */
async function stdinText(io: Io): Promise<string> {
  if (io.stdinIsTTY) {
    throw new UnrollError('usage', 'standard input is a terminal: pipe a text in, or give TEXT');
  }
  const bytes = await readStdin(io);
  const { firstInvalidUtf8 } = await import('../data/utf8.ts');
  const offset = firstInvalidUtf8(bytes);
  if (offset >= 0) {
    throw new UnrollError(
      'encoding',
      `byte ${offset} of standard input is not valid UTF-8; convert it, for example by iconv -f latin1 -t UTF-8`,
    );
  }
  return new TextDecoder().decode(bytes).replace(/\r?\n$/, '');
}

/** Standard input as it comes, decoded; a line is there as soon as it was written. */
export async function* stdinPieces(io: Io): AsyncGenerator<string, void, void> {
  if (io.stdinIsTTY) {
    throw new UnrollError('usage', 'standard input is a terminal: pipe data in, or name a file');
  }
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of io.stdin) {
      yield typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    }
    yield decoder.decode();
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    const remedy = 'convert it, for example by iconv -f latin1 -t UTF-8';
    throw new UnrollError('encoding', `standard input is not valid UTF-8; ${remedy}`, { cause });
  }
}

/** The text itself, or standard input for `-`. */
export async function textOrStdin(io: Io, given: string): Promise<string> {
  return given === '-' ? stdinText(io) : given;
}
