/** docs/studio-server.md and src/protocol/routes.ts name exactly the routes that there are. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { routes } from '../../src/protocol/routes.ts';
import { createApp } from '../../src/server/app.ts';
import { EventLog } from '../../src/server/event-log.ts';
import { Models } from '../../src/server/models/models.ts';
import { RunStore } from '../../src/server/runs/run-store.ts';
import { Trainings } from '../../src/server/training/trainings.ts';
import { Uploads } from '../../src/server/training/uploads.ts';

function registered(): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'unroll-routes-'));
  try {
    const store = new RunStore(folder);
    const events = new EventLog('test');
    const app = createApp(
      {
        store,
        events,
        trainings: new Trainings({ store, events, program: [] }),
        uploads: new Uploads(folder, 1),
        models: new Models(),
        flags: { language: {}, tasks: {} },
        program: [],
        version: '0',
      },
      { host: '127.0.0.1', pages: folder, cores: 1 },
    );
    return app.routes
      .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api'))
      .map(({ method, path }) => `${method} ${path}`)
      .sort();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it('are all in the table of the page', () => {
  const page = readFileSync(
    fileURLToPath(new URL('../../docs/studio-server.md', import.meta.url)),
    'utf8',
  );
  const rows = [...page.matchAll(/^\| `(GET|POST)` \| `([^`]+)` \|/gm)];
  expect(rows.map(([, method, path]) => `${method} ${path}`).sort()).toEqual(registered());
});

it('are all in the protocol', () => {
  const named = Object.values(routes).map((route) => {
    const path = typeof route === 'string' ? route : route('NAME');
    return path.replace(/\?.*/, '').replace('NAME', ':name');
  });
  const paths = new Set(registered().map((route) => route.split(' ')[1]));
  expect(new Set(named)).toEqual(paths);
});
