/** Each page with recorded answers: who can read it, where it fits, what a link to it brings back. */
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriousViolations } from '../support/axe.ts';
import { type BuiltPages, buildPages } from '../support/built.ts';
import { inBrowser, launch, noBrowser } from '../support/chromium.ts';
import { type OpenOptions, openPage } from '../support/open.ts';
import { recordedAnswers, TEXT } from '../support/recorded.ts';
import { type RecordedServer, serveRecorded } from '../support/recorded-server.ts';

const text = encodeURIComponent(TEXT);
const views: Readonly<Record<string, { link: string; ready: string }>> = {
  runs: { link: '#/runs', ready: '.run-row >> nth=9' },
  comparison: {
    link: '#/runs?compare=theatre-lstm%2Ctheatre-gru',
    ready: '.comparison table',
  },
  'new run': { link: '#/new?source=sample%3Atheatre', ready: '.figures' },
  watch: { link: '#/watch/theatre-lstm?at=350', ready: '.sample' },
  'watch a live run': { link: '#/watch/live', ready: '.sample' },
  play: { link: '#/play/theatre-lstm?drawn=1&at=20', ready: '.alternatives' },
  classify: { link: '#/play/moods?drawn=1&input=The%20music', ready: '.classes' },
  translate: { link: '#/play/dates?drawn=1&input=1%20May%202061', ready: '.heat-map' },
  forecast: { link: '#/play/seasons?drawn=1&input=load', ready: '.u-over' },
  tag: { link: '#/play/names?drawn=1&input=Teddy', ready: '.tagged' },
  score: { link: `#/score/theatre-lstm?text=${text}&at=9`, ready: '.next-symbols li' },
  cells: { link: `#/cells/theatre-lstm?text=${text}&at=9&clamp=f%3D0`, ready: '.holding-text' },
  'cells by examples': {
    link: `#/cells/theatre-lstm?text=${text}&from=39&to=48&spans=39.48&probe=spans`,
    ready: '.units tr >> nth=1',
  },
  'cells of a classifier': { link: '#/cells/moods?at=2', ready: '.canvas-text' },
  'cells of a tagger': { link: '#/cells/names?at=1&layer=2', ready: '.canvas-text' },
  'cells of a translator': { link: '#/cells/dates?at=3&unit=5', ready: '.canvas-text' },
  'cells of a forecaster': { link: '#/cells/seasons', ready: '.notice' },
  gradients: { link: `#/gradients/theatre-lstm?text=${text}`, ready: '.reach-chart path' },
  'gradients of a translator': { link: '#/gradients/dates?lags=20', ready: '.reach-chart path' },
  network: { link: `#/network/theatre-lstm?text=${text}&at=9`, ready: '.live' },
  'network of a translator': { link: '#/network/dates?box=attention&at=12', ready: '.live' },
  'network of a classifier': { link: '#/network/moods?box=pooling&at=2', ready: '.live' },
  'network of a tagger': { link: '#/network/names?box=output&at=1', ready: '.next-list li' },
  'network of a forecaster': {
    link: `#/network/seasons?text=${encodeURIComponent('{"y":[1,2,3,4,5,6,7],"z":[7,6,5,4,3,2,1]}')}`,
    ready: '.live',
  },
};

/** `UNROLL_SCREENSHOTS=folder`: pictures of every page, for people. */
const shots = process.env.UNROLL_SCREENSHOTS;

describe.skipIf(noBrowser)('pages of the Studio', inBrowser, () => {
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

  async function show(name: string, options: OpenOptions = {}) {
    const { link, ready } = views[name];
    const opened = await openPage(browser, `${server.url}${link}`, options);
    await opened.page.locator(ready).first().waitFor();
    return opened;
  }

  for (const name of Object.keys(views)) {
    it(`${name}: axe finds nothing serious, light or dark, in both palettes`, async () => {
      for (const look of [
        { theme: 'light', palette: 'standard' },
        { theme: 'dark', palette: 'safe' },
      ] as const) {
        const { page, problems } = await show(name, look);
        // Themes differ in nothing but colours.
        const rules = look.theme === 'dark' ? ['color-contrast'] : undefined;
        expect(await seriousViolations(page, rules), look.theme).toEqual([]);
        expect(problems).toEqual([]);
        await page.context().close();
      }
    });

    it(`${name}: fits a screen of 360 pixels, in Korean`, async () => {
      const { page } = await show(name, { width: 360, height: 740, language: 'ko' });
      const wider = await page.evaluate(() => {
        const { clientWidth, scrollWidth } = document.documentElement;
        const out = [...document.querySelectorAll('main *')].filter(
          (part) => part.getBoundingClientRect().right > clientWidth && !part.closest('.scroll-x'),
        );
        return scrollWidth > clientWidth ? out.map((part) => part.outerHTML.slice(0, 200)) : [];
      });
      expect(wider).toEqual([]);
      await page.context().close();
    });

    it.runIf(shots !== undefined)(`${name}: pictures`, async () => {
      const looks: Readonly<Record<string, OpenOptions>> = {
        light: { theme: 'light' },
        dark: { theme: 'dark', palette: 'safe' },
        '360-ko': { width: 360, height: 740, language: 'ko', theme: 'light' },
        '360-en': { width: 360, height: 740, theme: 'dark' },
      };
      for (const [look, options] of Object.entries(looks)) {
        const { page } = await show(name, options);
        const path = join(shots ?? '', `${name.replaceAll(' ', '-')}-${look}.png`);
        await page.screenshot({ path, fullPage: true });
        await page.context().close();
      }
    });
  }
});
