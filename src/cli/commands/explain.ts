/** `unroll explain RUN TEXT`: every number of a small model's forward pass, loss and gradients. */
import type { Command } from 'commander';
import { UnrollError } from '../../util/errors.ts';
import type { Io } from '../io.ts';
import { runArgument } from '../model.ts';

export function define(command: Command, _io: Io, _done: (exitCode: number) => void): void {
  command.argument('<run>', runArgument).argument('<text>', 'the text to explain');
  command.option('--html <file>', 'write a page to this file');
  command.option('--json', 'one JSON object on standard output');
  command.addHelpText('after', '\nExample:\n  unroll explain runs/hello hello --html hello.html');
  command.action(() => {
    throw new UnrollError('unsupported', 'explain is not available yet');
  });
}
