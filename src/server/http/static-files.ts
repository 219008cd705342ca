/** The built web application. Only files that are in its folder at the start are served, by their exact names. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Handler, MiddlewareHandler } from 'hono';
import { Refusal } from '../refusal.ts';

/** Nothing is loaded from anywhere else, no script or style stands in the page, nobody frames it. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const securityHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  const { headers } = context.res;
  headers.set('content-security-policy', policy);
  headers.set('x-content-type-options', 'nosniff');
  headers.set('referrer-policy', 'no-referrer');
  headers.set('cross-origin-resource-policy', 'same-origin');
  headers.set('cross-origin-opener-policy', 'same-origin');
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
};

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

const compressors = {
  br: (bytes: Uint8Array) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (bytes: Uint8Array) => promisify(gzip)(bytes),
} as const;
type Coding = keyof typeof compressors;

/** Views are paths of the application's own, so whatever is no file and no file's name gets its first page. */
export function staticFiles(folder: string): Handler {
  const files = filesIn(folder);
  const compressed = new Map<string, Promise<Uint8Array>>();
  const bytesOf = (name: string, coding: Coding | undefined): Promise<Uint8Array> => {
    const key = `${coding} ${name}`;
    let bytes = compressed.get(key);
    if (bytes === undefined) {
      const plain = readFileSync(join(folder, name));
      bytes = coding === undefined ? Promise.resolve(plain) : compressors[coding](plain);
      compressed.set(key, bytes);
    }
    return bytes;
  };
  return async (context) => {
    const asked = context.req.path.slice(1);
    const name = files.has(asked) ? asked : 'index.html';
    // A view's path may hold a run's name with a dot in it.
    const isView = types[extname(asked)] === undefined && !asked.startsWith('assets/');
    if (name !== asked && !isView) {
      throw new Refusal('missing', `there is no file ${JSON.stringify(`/${asked}`)}`);
    }
    if (!files.has(name)) {
      throw new Refusal('missing', 'the web application is not built: npm run studio makes it');
    }
    const accepted = context.req.header('accept-encoding') ?? '';
    const coding = (['br', 'gzip'] as const).find((one) => accepted.includes(one));
    // Files under assets/ have names that change with their contents.
    const lasting = name.startsWith('assets/');
    return context.body(new Uint8Array(await bytesOf(name, coding)), 200, {
      'content-type': types[extname(name)] ?? 'application/octet-stream',
      'cache-control': lasting ? 'public, max-age=31536000, immutable' : 'no-cache',
      vary: 'accept-encoding',
      ...(coding === undefined ? {} : { 'content-encoding': coding }),
    });
  };
}

function filesIn(folder: string): ReadonlySet<string> {
  if (!existsSync(folder)) return new Set();
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return new Set(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')),
  );
}
