/** One story in a real browser, on a real server: train, watch, generate, branch, score, lose the server, go on. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launch, noBrowser } from '../support/chromium.ts';
import { openPage, reload } from '../support/open.ts';
import {
  buildStudio,
  killTraining,
  type StudioProcess,
  startStudio,
} from '../support/studio-process.ts';

const LONG = 240_000;

describe.skipIf(noBrowser)('the Studio from end to end', () => {
  let browser: Browser;
  let studio: StudioProcess;
  let page: Page;
  let problems: string[];
  const folder = mkdtempSync(join(tmpdir(), 'unroll-runs-'));

  beforeAll(async () => {
    await buildStudio();
    studio = await startStudio(folder);
    browser = await launch();
    ({ page, problems } = await openPage(browser, studio.url, { theme: 'light' }));
    page.setDefaultTimeout(60_000);
  }, LONG);
  afterAll(async () => {
    await browser?.close();
    await studio?.end();
    rmSync(folder, { recursive: true, force: true });
  }, LONG);

  const figure = async (word: string) => {
    const text = await page.locator('.watch-figures dl > div', { hasText: word }).innerText();
    return Number(text.split('\n').at(-1)?.replace(/,/g, ''));
  };
  const textbox = () => page.getByRole('textbox', { name: 'The generated text' });
  const shown = async () => (await textbox().locator('p').textContent()) ?? '';

  async function begin(name: string, settings: Readonly<Record<string, string>>) {
    await page.getByRole('link', { name: 'New run' }).first().click();
    await page.getByRole('radio', { name: /^theatre/ }).check();
    await page.getByRole('heading', { name: '4. Start' }).waitFor();
    for (const more of await page.locator('.step > details').all()) {
      await more.evaluate((details) => details.setAttribute('open', ''));
    }
    for (const [label, value] of Object.entries(settings)) {
      await page.getByLabel(label, { exact: true }).fill(value);
    }
    await page.getByLabel('Name of the run').fill(name);
    await page.locator('.figures').waitFor();
    await page.getByRole('button', { name: 'Start training' }).click();
    await page.getByRole('heading', { name: 'Watch' }).waitFor();
  }

  it('trains a run on the built-in sample, with an estimate before', {
    timeout: LONG,
  }, async () => {
    await begin('story', { hidden: '32', steps: '1000', lr: '0.004', bptt: '64' });
    await expect.poll(() => page.url()).toContain('#/watch/story');
    await page.locator('.state-running').first().waitFor();
  });

  it('shows the loss fall until all is done', { timeout: LONG }, async () => {
    await expect.poll(() => figure('Training loss'), { timeout: 60_000 }).toBeGreaterThan(0);
    const first = await figure('Training loss');
    await page.locator('.run-bar .state-finished').waitFor({ timeout: LONG });
    await expect.poll(() => figure('Training loss')).toBeLessThan(first);
    await expect.poll(() => figure('Best validation')).toBeLessThan(1.5);
  });

  it('has samples that improve, and goes back to the first', async () => {
    const sample = page.locator('.sample');
    const latest = await sample.innerText();
    const slider = page.getByRole('slider', { name: 'Sample' });
    await slider.focus();
    await page.keyboard.press('Home');
    await expect.poll(() => sample.innerText()).not.toBe(latest);
    await expect.poll(() => page.url()).toContain('at=');
    await page.getByRole('button', { name: 'Latest' }).click();
    await expect.poll(() => sample.innerText()).toBe(latest);
  });

  it('generates text as it comes, and the same text from its link', async () => {
    await page.getByRole('link', { name: 'Generate with this model' }).click();
    await page.getByLabel('Begin with').fill('HANNA: "');
    await page.getByRole('button', { name: 'Generate' }).click();
    await page.getByText(/^300 symbols/).waitFor();
    await expect.poll(shown).toMatch(/^HANNA: "[\s\S]{300}$/);
    const text = await shown();
    await reload(page);
    await page.getByText(/^300 symbols/).waitFor();
    await expect.poll(shown).toBe(text);
  });

  it('branches from an alternative by keyboard, and from the link of the branch', async () => {
    const before = await shown();
    await textbox().focus();
    for (let k = 0; k < 12; k++) await page.keyboard.press('ArrowRight');
    await page.locator('.alternatives').waitFor();
    await page.keyboard.press('Enter');
    const chosen = await page.locator('.alternatives button:focus .token').innerText();
    await page.keyboard.press('Enter');
    await page.getByText(/^Branched/).waitFor();
    const isOther = async () => {
      const now = await shown();
      return now !== before && now.length === before.length;
    };
    await expect.poll(isOther, { timeout: 30_000 }).toBe(true);
    const after = await shown();
    let same = 0;
    while (after[same] === before[same]) same++;
    expect(same).toBeGreaterThanOrEqual('HANNA: "'.length);
    expect(after[same]).toBe(chosen.replace('␣', ' ').replace('↵', '\n'));
    await reload(page);
    await page.getByText(/^300 symbols/).waitFor();
    await expect.poll(shown).toBe(after);
    await page.goBack();
    await expect.poll(shown).toBe(before);
  });

  it('branches from an alternative by mouse', async () => {
    const box = await textbox().boundingBox();
    await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 12);
    const other = page.locator('.alternatives button:enabled').first();
    await other.hover();
    await other.click();
    await page.getByText(/^Branched/).waitFor();
  });

  it('scores a text by the chain rule', async () => {
    await page.getByRole('link', { name: 'Score' }).click();
    await page.getByLabel('Text to score').fill('HANNA: "I saw the cat."\n');
    await page.getByRole('button', { name: 'Score' }).click();
    const rows = page.locator('.chain tbody tr');
    await expect.poll(() => rows.count()).toBe(24);
    const number = (text: string) => Number(text.replace('−', '-'));
    const parts = await rows.locator('td:nth-child(5)').allInnerTexts();
    const sum = parts.map(number).reduce((total, one) => total + one, 0);
    expect(number(await rows.last().locator('td').last().innerText())).toBeCloseTo(sum, 1);
    await page.locator('.next-symbols li').first().waitFor();
  });

  it('finds a unit that stands for quotes, on text that was not trained on', async () => {
    await page.getByRole('link', { name: 'Cells' }).click();
    await page.getByRole('textbox', { name: 'Text, coloured by the unit' }).waitFor();
    await page.getByLabel('Probe').selectOption('quote');
    await page.waitForURL(/probe=quote/);
    await page.getByText(/^By chance/).waitFor();
    const best = page.locator('.units tbody tr').first();
    const auc = Number(await best.locator('td').first().innerText());
    const chance = Number(/AUC (\d\.\d+)/.exec(await page.locator('.unit-list').innerText())?.[1]);
    console.log(`the quote unit: AUC ${auc}, by chance ${chance}`);
    expect(auc).toBeGreaterThan(0.85);
    expect(chance).toBeLessThan(0.7);
    // It is the one that is shown, and what it holds changes what the network writes.
    await expect.poll(() => best.getAttribute('class')).toBe('shown');
    await page.getByRole('button', { name: 'forget gate at 0' }).click();
    await page.getByText(/^They part /).waitFor();
  });

  it('follows the gradients of a run back, beside those of fresh cells', async () => {
    await page.getByRole('link', { name: 'Gradients' }).click();
    await page.locator('.reach-chart path').nth(2).waitFor();
    await expect
      .poll(() => page.locator('.findings').innerText())
      .toMatch(/This run: the gradient/);
  });

  it('draws the network, with the numbers of a step', async () => {
    await page.getByRole('link', { name: 'Network' }).click();
    await page.locator('.live').waitFor();
    const numbers = await page.locator('.live').innerText();
    await page.getByRole('button', { name: 'One symbol on' }).click();
    await expect.poll(() => page.locator('.live').innerText()).not.toBe(numbers);
  });

  it('guesses what a pasted file is for, and says why', { timeout: LONG }, async () => {
    await page.getByRole('link', { name: 'New run' }).click();
    await page.getByText('Paste text').click();
    const lines = Array.from({ length: 40 }, (_, k) =>
      k % 2 ? `bad film ${k}\tno` : `fine film ${k}\tyes`,
    );
    await page.getByLabel('Text to learn from').fill(lines.join('\n'));
    await page.getByRole('button', { name: 'Use this text' }).click();
    const task = page.getByLabel('Task');
    await expect.poll(() => task.inputValue(), { timeout: 10_000 }).toBe('classify');
    await page.getByText(/^Guessed: /).waitFor();
    await task.selectOption('lm');
    await page.getByText(/another task than the one/).waitFor();
    await expect.poll(() => page.url()).toContain('task=lm');
    await page.goBack();
  });

  it('lets a finished run go on', { timeout: LONG }, async () => {
    await page.getByRole('link', { name: 'Watch' }).click();
    await page.getByLabel('Go on to step').fill('1020');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('step 1,020 of 1,020').waitFor({ timeout: LONG });
    await page.locator('.run-bar .state-finished').waitFor({ timeout: LONG });
  });

  it('finds a run that was cut off in its middle, and goes on with it', {
    timeout: LONG,
  }, async () => {
    await begin('cut', { hidden: '32', steps: '100000', 'checkpoint-every': '50' });
    await page.locator('.run-bar .state-running').waitFor();
    await expect
      .poll(async () => (await page.locator('.watch-progress').innerText()).match(/[\d,]+/)?.[0], {
        timeout: 60_000,
      })
      .toMatch(/[1-9]\d\d/);
    const { port } = new URL(studio.url);
    await studio.kill();
    killTraining(folder, 'cut');
    await page
      .getByText(/cannot be reached/)
      .first()
      .waitFor(); // by the page, the frame, or both
    problems.length = 0; // The browser said that requests failed.
    studio = await startStudio(folder, Number(port));
    await reload(page);
    await page.locator('.run-bar .state-stopped').waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.locator('.run-bar .state-running').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.locator('.run-bar .state-stopped').waitFor();
  });

  it('asked for nothing elsewhere and broke no rule of its policy', () => {
    expect(problems).toEqual([]);
  });
});
