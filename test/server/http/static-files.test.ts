import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { staticFiles } from '../../../src/server/http/static-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'unroll-pages-'));
const app = new Hono();
const page = '<!doctype html><title>Studio</title>';
const script = 'export const answer = 42;\n'.repeat(100);

beforeAll(() => {
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), page);
  writeFileSync(join(folder, 'assets', 'main-1a2b.js'), script);
  app.onError((error, context) => context.text(error.message, 404));
  app.get('*', staticFiles(folder));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const get = (path: string, accepted = '') =>
  app.request(path, { headers: { 'accept-encoding': accepted } });

describe('the pages', () => {
  it('are sent in what the browser can unpack', async () => {
    const path = '/assets/main-1a2b.js';
    const bytes = async (accepted: string) =>
      new Uint8Array(await (await get(path, accepted)).arrayBuffer());
    const text = (array: Uint8Array) => new TextDecoder().decode(array);
    const brotli = await bytes('gzip, deflate, br');
    expect(brotli.length).toBeLessThan(script.length / 5);
    expect(text(brotliDecompressSync(brotli))).toBe(script);
    expect(text(gunzipSync(await bytes('gzip')))).toBe(script);
    expect(text(await bytes(''))).toBe(script);
    const { headers } = await get(path, 'br');
    expect(headers.get('content-encoding')).toBe('br');
    expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(headers.get('cache-control')).toContain('immutable');
    expect(headers.get('vary')).toBe('accept-encoding');
  });

  it('have the first page for every view', async () => {
    for (const path of ['/', '/runs/a%20b', '/runs/a-0.5/cells', '/runs/a-0.5']) {
      const response = await get(path);
      expect(response.status).toBe(200);
      expect(await response.text()).toBe(page);
      expect(response.headers.get('cache-control')).toBe('no-cache');
    }
  });

  it('are no other files', async () => {
    const response = await get('/assets/other.js');
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('there is no file "/assets/other.js"');
  });
});
