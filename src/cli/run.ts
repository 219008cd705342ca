/**
 * `run(argv, io)`: one call of the command line, from the words after the program's name to the exit
 * code. 0 success, 2 a wrong call, 1 a failure, 130 and 143 after an interrupt.
 */
import { Command, CommanderError } from 'commander';
import { UnrollError } from '../util/errors.ts';
import { type CommandEntry, commands } from './commands.ts';
import { type Io, writeLine } from './io.ts';
import { nearest } from './values.ts';
import { version } from './version.ts';

const description = `Recurrent neural networks end to end: train on your own text, sample, score, understand.`;

export async function run(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return report(error, io);
  }
}

/** Writes the error as one sentence and says which exit code it means. */
function report(error: unknown, io: Io): number {
  if (error instanceof UnrollError) {
    writeLine(io.stderr, `unroll: ${error.message}`);
    return error.code === 'usage' || error.code === 'unsupported' ? 2 : 1;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  writeLine(io.stderr, `unroll: something went wrong inside Unroll; please report this:\n${stack}`);
  return 1;
}

async function dispatch(argv: readonly string[], io: Io): Promise<number> {
  const [name = '--help', ...rest] = argv;
  if (name === '--version' || name === '-V') {
    writeLine(io.stdout, await version());
    return 0;
  }
  if (name === '--help' || name === '-h') {
    writeLine(io.stdout, overview());
    return 0;
  }
  if (name === 'help') return rest.length === 0 ? dispatch([], io) : dispatch([rest[0], '-h'], io);
  let exitCode = 0;
  const command = await buildCommand(name, io, (code) => {
    exitCode = code;
  });
  await command.parseAsync(rest, { from: 'user' });
  return exitCode;
}

/** The parser of one command; `done` is told the exit code of its action. */
export async function buildCommand(
  name: string,
  io: Io,
  done: (exitCode: number) => void,
): Promise<Command> {
  const entry = lookUp(name);
  if (entry === undefined) throw unknownCommand(name);
  const command = new Command(`unroll ${name}`);
  prepare(command, entry, io);
  const { define } = await entry.load();
  define(command, io, done);
  return command;
}

function lookUp(name: string): CommandEntry | undefined {
  const table: Readonly<Record<string, CommandEntry>> = commands;
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function unknownCommand(name: string): UnrollError {
  const near = nearest(name, Object.keys(commands));
  const hint = near === undefined ? 'unroll --help lists the commands' : `did you mean ${near}?`;
  return new UnrollError(
    'usage',
    `unknown ${name.startsWith('-') ? 'flag' : 'command'} ${name} (${hint})`,
  );
}

/** Help on standard output, errors as our sentences on standard error, no `process.exit`. */
function prepare(command: Command, entry: CommandEntry, io: Io): void {
  command
    .description(`${entry.summary[0].toUpperCase()}${entry.summary.slice(1)}.`)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(sentence(text)),
      getOutHelpWidth: () => 96,
    })
    .helpOption('-h, --help', 'show this help');
}

/** commander's "error: unknown option '--hiden'\n(Did you mean --hidden?)" on one line. */
function sentence(text: string): string {
  const [first, ...more] = text.trim().split('\n');
  const hint = more.map((line) => line.trim().replace('Did you mean', 'did you mean')).join(' ');
  return `${`${first.replace(/^error: /, 'unroll: ')} ${hint}`.trim()}\n`;
}

function overview(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(
    ([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`,
  );
  return [
    'Usage: unroll COMMAND [options]',
    '',
    description,
    '',
    'Commands:',
    ...lines,
    '',
    'Options:',
    '  -h, --help     show this help; unroll COMMAND --help shows a command with an example',
    '  -V, --version  show the version',
    '',
    'Example:',
    '  unroll train mytext.txt --out runs/mytext',
    '  unroll sample runs/mytext --length 500',
  ].join('\n');
}
