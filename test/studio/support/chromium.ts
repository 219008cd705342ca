/**
 * A real browser for the tests of the pages: Debian's Chromium, or what `CHROMIUM` names. Where there
 * is none the tests are left out aloud; `UNROLL_REQUIRE=browser` (CI) makes its absence a failure.
 */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const { CHROMIUM } = process.env;
const places = CHROMIUM ? [CHROMIUM] : ['/usr/bin/chromium', '/usr/bin/chromium-browser'];

export const chromiumPath = places.find((path) => existsSync(path));

const required = (process.env.UNROLL_REQUIRE ?? '').split(',').includes('browser');
if (chromiumPath === undefined) {
  const help = 'apt-get install chromium, or CHROMIUM=/path/to/it';
  if (required) throw new Error(`no Chromium is here: ${help}`);
  console.warn(`skipping the Studio's pages: no Chromium is here (${help})`);
}

/** For `describe.skipIf`. */
export const noBrowser = chromiumPath === undefined;

/** A page is tried once more where a busy machine kept it from answering; what is wrong fails twice. */
export const inBrowser = { retry: 1 };

/** No request to anywhere but the pages that the tests open. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    ...(chromiumPath !== undefined && { executablePath: chromiumPath }),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
