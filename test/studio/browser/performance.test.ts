/** What must be quick, in a real browser; each bound has a second try, as machines that test are busy. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../../src/protocol/routes.ts';
import { unroll } from '../../cli/program.ts';
import { launch, noBrowser } from '../support/chromium.ts';
import { openPage } from '../support/open.ts';
import { recordedAnswers, scored, TEXT } from '../support/recorded.ts';
import { type RecordedServer, serveRecorded } from '../support/recorded-server.ts';
import {
  buildStudio,
  builtPages,
  type StudioProcess,
  startStudio,
} from '../support/studio-process.ts';

/** The better of two tries, printed. */
async function measured(name: string, bound: number, measure: () => Promise<number>) {
  let best = await measure();
  if (best > bound) best = Math.min(best, await measure());
  console.log(`${name}: ${best.toFixed(0)} ms (bound ${bound} ms)`);
  expect(best).toBeLessThanOrEqual(bound);
}

/** A run with so many logged steps; its files are those of a short training with longer histories. */
async function longRun(folder: string): Promise<void> {
  const argv = ['train', '--steps', '4', '--hidden', '8', '--no-samples', '--out', 'long'];
  const { exitCode, stderr } = await unroll(argv, { cwd: folder });
  if (exitCode !== 0) throw new Error(stderr);
  const lines: string[] = [];
  const samples: string[] = [];
  for (let step = 1; step <= 100_000; step++) {
    lines.push(
      JSON.stringify({
        event: 'step',
        step,
        loss: 0.3 + 4 / (1 + step / 500) + 0.05 * Math.sin(step),
        grad_norm: 0.4,
        lr: 0.002,
        epoch: step / 1000,
        tokens_per_s: 100_000,
        elapsed_s: step / 100,
        left_s: null,
      }),
    );
    if (step % 2000 !== 0) continue;
    const val = { val_loss: 0.3 + 4 / (1 + step / 500), val_perplexity: 2, val_bits_per_char: 1 };
    lines.push(JSON.stringify({ event: 'validation', step, ...val, best: true }));
    lines.push(JSON.stringify({ event: 'checkpoint', step, path: 'checkpoint.safetensors' }));
    samples.push(JSON.stringify({ event: 'sample', step, prime: '', text: `${TEXT}${step}` }));
  }
  writeFileSync(join(folder, 'long/metrics.jsonl'), `${lines.join('\n')}\n`);
  writeFileSync(join(folder, 'long/samples.jsonl'), `${samples.join('\n')}\n`);
}

/** The 95th percentile of the times between frames while a long text scrolls from its top. */
function scrollFrames(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const text = document.querySelector('.canvas-text');
    if (text === null) throw new Error('no text is here');
    text.scrollTop = 0;
    const times: number[] = [];
    let before = await new Promise<number>(requestAnimationFrame);
    for (let frame = 0; frame < 120; frame++) {
      text.scrollTop += 370;
      const now = await new Promise<number>(requestAnimationFrame);
      times.push(now - before);
      before = now;
    }
    times.sort((a, b) => a - b);
    return times[Math.floor(times.length * 0.95)];
  });
}

describe.skipIf(noBrowser)('the Studio is quick', () => {
  let browser: Browser;
  let studio: StudioProcess;
  let recorded: RecordedServer;
  const folder = mkdtempSync(join(tmpdir(), 'unroll-runs-'));
  beforeAll(async () => {
    await buildStudio();
    await longRun(folder);
    studio = await startStudio(folder);
    recorded = await serveRecorded(builtPages, {
      ...recordedAnswers(),
      [routes.score('theatre-lstm')]: scored(
        TEXT.repeat(Math.ceil(200_000 / TEXT.length)).slice(0, 200_000),
      ),
    });
    browser = await launch();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await studio?.end();
    await recorded?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('first paint within a second', async () => {
    await measured('first paint', 1000, async () => {
      const { page } = await openPage(browser, recorded.url);
      const [{ startTime }] = await page.evaluate(() =>
        performance.getEntriesByName('first-contentful-paint').map((entry) => entry.toJSON()),
      );
      await page.context().close();
      return startTime;
    });
  });

  it('100,000 logged steps and 50 checkpoints open within two seconds', async () => {
    await measured('100,000 steps', 2000, async () => {
      const started = performance.now();
      const { page } = await openPage(browser, `${studio.url}#/watch/long`);
      await page.locator('.sample').waitFor();
      await page.locator('.u-over').first().waitFor();
      const took = performance.now() - started;
      await expect.poll(() => page.locator('input[type=range]').getAttribute('max')).toBe('49');
      await expect.poll(() => page.locator('.watch-progress').innerText()).toContain('100,000');
      await page.context().close();
      return took;
    });
  });

  it('200,000 coloured symbols scroll at 50 ms a frame or less', async () => {
    const { page } = await openPage(browser, `${recorded.url}#/score/theatre-lstm?text=a`);
    await page.locator('.canvas-text canvas').waitFor();
    await measured('frame (95th percentile)', 50, () => scrollFrames(page));
    const lines = await page.locator('.canvas-text').evaluate((text) => text.scrollHeight / 26);
    expect(lines).toBeGreaterThan(3000);
    await page.context().close();
  });
});
