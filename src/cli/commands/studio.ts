/** `unroll studio [DIR]`: the web application, until Ctrl-C. */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { listenForInterrupt } from '../interrupt.ts';
import { type Io, writeJson, writeLine } from '../io.ts';
import { openBrowser } from '../open-browser.ts';
import { whole } from '../values.ts';
import { version } from '../version.ts';
import { taskFlags } from './task-flags.ts';
import { trainFlags } from './train-flags.ts';

interface StudioFlags {
  port: number;
  host: string;
  open: boolean;
  uploadLimit: number;
  json?: true;
}

export function define(command: Command, io: Io, done: (exitCode: number) => void): void {
  command.argument('[dir]', 'the folder of the runs', 'runs');
  command.optionsGroup('Server:');
  command.option(
    '--port <n>',
    'port to listen at; 0: any that is free',
    whole('--port', 0, 65535),
    7878,
  );
  command.option(
    '--host <name>',
    "address or name to listen at; any but this machine's own lets others on the network train and read here",
    '127.0.0.1',
  );
  command.option(
    '--upload-limit <mib>',
    'the largest file that a page may send, in MiB',
    whole('--upload-limit', 1, 1 << 20),
    256,
  );
  command.option('--no-open', 'do not open a browser');
  command.optionsGroup('Output:');
  command.option('--json', 'one JSON object with the URL on standard output; opens no browser');
  command.addHelpText(
    'after',
    `
Ctrl-C ends the server. What trains is saved, and goes on with the next "unroll studio".

Examples:
  unroll studio    # the runs in runs/, in your browser
  unroll studio experiments --port 8000 --no-open`,
  );
  command.action(async (folder: string, flags: StudioFlags) => {
    const { port, host, open, uploadLimit, json } = flags;
    const { startServer } = await import('../../server/server.ts');
    const server = await startServer({
      folder,
      host,
      port,
      flags: { language: trainFlags, tasks: taskFlags },
      program: [process.execPath, fileURLToPath(new URL('../main.js', import.meta.url))],
      version: await version(),
      pages: fileURLToPath(new URL('../../studio', import.meta.url)),
      cores: availableParallelism(),
      uploadLimit: uploadLimit * 2 ** 20,
      now: Date.now(),
    });
    if (json) writeJson(io.stdout, { url: server.url, folder });
    else writeLine(io.stderr, `the Studio for ${folder} is at ${server.url}  (Ctrl-C ends it)`);
    if (open && !json && io.isTTY) openBrowser(server.url);
    let interrupted = () => {};
    const end = new Promise<void>((resolve) => {
      interrupted = resolve;
    });
    const interrupt = listenForInterrupt(io, () => {
      const { training } = server;
      const saving = training === undefined ? '' : `; saving ${training}, which goes on next time`;
      writeLine(io.stderr, `ending${saving}`);
      interrupted();
    });
    await end;
    await server.close();
    interrupt.close();
    done(interrupt.exitCode());
  });
}
