/** A page of the Studio in the browser, with what went wrong in it. */
import type { Browser, Page } from 'playwright-core';

export interface Opened {
  page: Page;
  /** Errors of scripts and of the content security policy, and requests to elsewhere. */
  problems: string[];
}

export interface OpenOptions {
  width?: number;
  height?: number;
  theme?: 'light' | 'dark';
  language?: 'en' | 'ko';
  palette?: 'standard' | 'safe';
}

export async function openPage(
  browser: Browser,
  address: string,
  { width = 1280, height = 900, ...preferences }: OpenOptions = {},
): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width, height },
    locale: 'en-GB',
    reducedMotion: 'reduce',
  });
  await context.addInitScript((chosen) => {
    if (localStorage.getItem('unroll-studio') === null) {
      localStorage.setItem('unroll-studio', JSON.stringify(chosen));
    }
  }, preferences);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(address).origin) {
      problems.push(`asks ${request.url()}`);
    }
  });
  await page.goto(address);
  await page.locator('main h1').waitFor();
  return { page, problems };
}

/** Loads the page anew once the address says what the page shows: it is written a few times a second at most. */
export async function reload(page: Page): Promise<void> {
  await page.waitForTimeout(500);
  await page.reload();
}
