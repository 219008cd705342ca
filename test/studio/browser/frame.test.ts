/** The frame around the pages: by keys alone, as one likes it, and there again after a reload. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltPages, buildPages } from '../support/built.ts';
import { inBrowser, launch, noBrowser } from '../support/chromium.ts';
import { openPage, reload } from '../support/open.ts';
import { recordedAnswers } from '../support/recorded.ts';
import { type RecordedServer, serveRecorded } from '../support/recorded-server.ts';

describe.skipIf(noBrowser)('the frame of the Studio', inBrowser, () => {
  let browser: Browser;
  let pages: BuiltPages;
  let server: RecordedServer;
  beforeAll(async () => {
    pages = await buildPages();
    server = await serveRecorded(pages.folder, recordedAnswers());
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    pages?.remove();
  });

  it('lets the keyboard skip to the page, and puts it there when the page changes', async () => {
    const { page } = await openPage(browser, server.url);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const focused = () => page.evaluate(() => document.activeElement?.id);
    await expect.poll(focused).toBe('main');
    await page.getByRole('link', { name: 'theatre-lstm' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Watch' }).waitFor();
    await expect.poll(focused).toBe('main');
    await expect.poll(() => page.title()).toBe('theatre-lstm · Watch – Unroll Studio');
    await page.goBack();
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    await page.context().close();
  });

  it('changes theme, colours and language by keys, and keeps them', async () => {
    const { page } = await openPage(browser, server.url, { theme: 'light' });
    const look = () =>
      page.evaluate(() => {
        const { lang, dataset } = document.documentElement;
        return [lang, dataset.theme, dataset.palette];
      });
    await expect.poll(look).toEqual(['en', 'light', 'standard']);
    const menu = page.locator('summary[aria-label=Preferences]');
    await menu.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('radio', { name: 'dark' }).press('Space');
    await page.getByRole('radio', { name: 'colour-blind safe' }).press('Space');
    await page.getByRole('radio', { name: '한국어' }).press('Space');
    await page.getByRole('heading', { name: '학습 목록' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.preferences').getAttribute('open')).toBeNull();
    await reload(page);
    await page.getByRole('heading', { name: '학습 목록' }).waitFor();
    await expect.poll(look).toEqual(['ko', 'dark', 'safe']);
    await page.context().close();
  });

  it('follows the system where nothing is chosen', async () => {
    const { page } = await openPage(browser, server.url);
    const ground = () => page.evaluate(() => document.documentElement.dataset.theme);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(ground).toBe('dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(ground).toBe('light');
    await page.context().close();
  });

  it('compares the runs that are chosen, which the link remembers', async () => {
    const { page } = await openPage(browser, server.url);
    await page.getByRole('checkbox', { name: 'Compare theatre-lstm' }).check();
    await page.getByRole('checkbox', { name: 'Compare theatre-gru' }).check();
    const settings = page.locator('.comparison .scroll-x tbody th');
    await settings.first().waitFor();
    await expect
      .poll(() => settings.allInnerTexts())
      .toEqual(['model.cell', 'model.layers', 'model.hidden']);
    await reload(page);
    await expect.poll(() => settings.count()).toBe(3);
    await expect
      .poll(() => page.getByRole('checkbox', { name: 'Compare theatre-gru' }).isChecked())
      .toBe(true);
    await page.context().close();
  });

  it('says that a run of another task has no page for texts, and that a broken one is broken', async () => {
    const { page } = await openPage(browser, `${server.url}#/score/moods`);
    await page.getByText('the run is of the task classify').waitFor();
    await page.goto(`${server.url}#/play/torn`);
    await page.getByText('torn/run.json is no JSON').waitFor();
    await page.goto(`${server.url}#/play/absent`);
    await page.getByText('nothing is recorded for /api/runs/absent').waitFor();
    await page.context().close();
  });
});
