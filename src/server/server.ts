/** `startServer`: the Studio's HTTP server over a folder of runs. */
import { mkdirSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { withFile } from '../files/file-errors.ts';
import { UnrollError } from '../util/errors.ts';
import { createApp } from './app.ts';
import { EventLog } from './event-log.ts';
import { claimFolder } from './folder-claim.ts';
import { Models } from './models/models.ts';
import { FolderWatch } from './runs/folder-watch.ts';
import { RunStore } from './runs/run-store.ts';
import type { TrainFlags } from './training/settings-table.ts';
import { Trainings } from './training/trainings.ts';
import { Uploads } from './training/uploads.ts';

export interface ServerOptions {
  /** Of the runs; made if it is absent. */
  folder: string;
  host: string;
  /** 0: any that is free. */
  port: number;
  flags: TrainFlags;
  /** How the command line is started again, for trainings: node and a file. */
  program: readonly string[];
  version: string;
  /** The folder of the built web application. */
  pages: string;
  /** Processors of the machine, for people. */
  cores: number;
  /** Milliseconds since 1970, which no two servers of a folder share. */
  now: number;
  /** Bytes of an uploaded file at most. */
  uploadLimit: number;
}

export interface RunningServer {
  url: string;
  /** Of the run that trains. */
  readonly training: string | undefined;
  /** Saves what trains, which goes on when the next server begins, and ends. */
  close(): Promise<void>;
}

/** Throws 'file' where the folder cannot be made or has a Studio already, 'usage' for a port that is taken. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const folder = resolve(options.folder);
  withFile('make the folder', folder, () => mkdirSync(folder, { recursive: true }));
  const claim = claimFolder(folder);
  const events = new EventLog(options.now.toString(36));
  const store = new RunStore(folder);
  const trainings = new Trainings({ store, events, program: options.program });
  const models = new Models();
  const uploads = new Uploads(folder, options.uploadLimit);
  const { flags, program, version, host, pages, cores } = options;
  const studio = { store, trainings, events, uploads, models, flags, program, version };
  const { fetch } = createApp(studio, { host, pages, cores });
  const server = createAdaptorServer({ fetch }) as Server;
  try {
    await listen(server, options);
  } catch (error) {
    claim.release();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}/`;
  claim.tell(url);
  trainings.open();
  const watch = new FolderWatch(studio);
  watch.open();
  return {
    url,
    get training() {
      return trainings.training;
    },
    async close() {
      watch.close();
      await trainings.close();
      await models.close();
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
      claim.release();
    },
  };
}

function listen(server: Server, { host, port }: ServerOptions): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      const why = taken
        ? `port ${port} of ${host} is taken: choose another --port, or --port 0 for any that is free`
        : `cannot listen at ${host}, port ${port}: ${error.message}`;
      fail(new UnrollError('usage', why, { cause: error }));
    });
    server.listen(port, host, done);
  });
}
