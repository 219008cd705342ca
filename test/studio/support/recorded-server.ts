/** Serves the built pages and recorded answers, so that a page is tested without a training. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

/** By path, without the query; a function gets the body of the request. */
export type Recorded = Readonly<Record<string, unknown | ((body: unknown) => unknown)>>;

/** Bytes or text as they are, rather than JSON. */
export class Raw {
  readonly body: string | Uint8Array;
  constructor(body: string | Uint8Array) {
    this.body = body;
  }
}

export interface RecordedServer {
  url: string;
  close: () => Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** As strict as the Studio's own: what breaks it breaks the tests. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";

export async function serveRecorded(folder: string, recorded: Recorded): Promise<RecordedServer> {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://here').pathname);
    if (path === '/api/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(': open\n\n');
      return;
    }
    if (path.startsWith('/api/')) {
      let text = '';
      for await (const chunk of request) text += chunk;
      const entry = recorded[path];
      if (entry === undefined) {
        response.writeHead(404, { 'content-type': 'application/json' });
        const message = `nothing is recorded for ${path}`;
        response.end(JSON.stringify({ error: { code: 'missing', message } }));
        return;
      }
      const body = text.startsWith('{') ? JSON.parse(text) : undefined;
      const answer = typeof entry === 'function' ? await entry(body) : entry;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(answer instanceof Raw ? answer.body : JSON.stringify(answer));
      return;
    }
    const name = path === '/' ? 'index.html' : path.slice(1);
    const file = join(folder, name);
    if (name.includes('..') || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      'content-type': types[extname(name)] ?? 'application/octet-stream',
      'content-security-policy': policy,
    });
    response.end(readFileSync(file));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
