/**
 * Who may ask. A page of another origin must not reach the server through the user's browser: neither by its
 * address (checked by Origin and Sec-Fetch-Site) nor by a name of its own that it lets point here (DNS rebinding,
 * checked by Host).
 */
import { isIP } from 'node:net';
import type { MiddlewareHandler } from 'hono';
import { Refusal } from '../refusal.ts';

/** `host` is the one that the server was told to listen at. */
export function guard(host: string): MiddlewareHandler {
  return async ({ req }, next) => {
    checkHost(req.header('host'), host);
    checkOrigin(req.header('origin'), req.header('host'));
    const site = req.header('sec-fetch-site');
    const foreign = site === 'cross-site' || site === 'same-site';
    if (foreign && (req.method !== 'GET' || req.path.startsWith('/api'))) {
      throw new Refusal('origin', 'a page of another origin may not use this server');
    }
    await next();
  };
}

/** An address cannot be rebound; of names, only this machine's own and the one that was asked for are answered. */
function checkHost(given: string | undefined, host: string): void {
  const name = hostName(given ?? '');
  if (name === 'localhost' || name === host.toLowerCase() || isIP(name) !== 0) return;
  throw new Refusal(
    'origin',
    `this server does not answer as ${JSON.stringify(given ?? '')}: open it as localhost or by its address, or start it with --host ${name || 'NAME'}`,
  );
}

function checkOrigin(origin: string | undefined, host: string | undefined): void {
  if (origin === undefined || origin === `http://${host}`) return;
  throw new Refusal(
    'origin',
    `a page of another origin (${origin}) may not use this server, which is http://${host}`,
  );
}

/** `[::1]:8000` → `::1`, `localhost:8000` → `localhost`. */
function hostName(host: string): string {
  const bracketed = /^\[([^\]]*)\](:\d+)?$/.exec(host);
  return (bracketed ? bracketed[1] : host.replace(/:\d+$/, '')).toLowerCase();
}
