// The pictures of docs/studio.md, or those that are named: trains on the built-in samples in a Studio of its own
// and photographs the pages. Needs Chromium (CHROMIUM=/path) and `npm run compile && npm run studio` before.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { root } from './compile.mjs';

const program = join(root, 'dist/cli/main.js');
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
if (!existsSync(executablePath)) throw new Error('no Chromium: set CHROMIUM to its path');

const prime = encodeURIComponent('SCENE 2. The garden\n');
const trainings = {
  theatre: ['--checkpoint-samples'],
  dates: ['--task', 'translate', '--hidden', '64', '--steps', '800'],
  names: ['--task', 'tag', '--hidden', '32', '--steps', '300'],
};
const all = [
  { name: 'studio-watch', link: '#/watch/theatre?at=210', ready: '.sample', height: 1120 },
  {
    name: 'studio-play',
    link: `#/play/theatre?drawn=1&seed=3&temperature=0.9&input=${prime}&at=70`,
    ready: '.alternatives',
    height: 800,
  },
  {
    name: 'studio-cells',
    link: '#/cells/theatre?probe=parentheses&at=60',
    ready: '.unit-values .number',
    height: 820,
    from: '.cells',
  },
  {
    name: 'studio-gradients',
    link: '#/gradients/theatre',
    ready: '.reach-chart path',
    height: 780,
    theme: 'dark',
    from: '.findings',
  },
  {
    name: 'studio-translator-gradients',
    link: '#/gradients/dates?of=records&lags=20',
    ready: '.reach-chart path',
    height: 990,
    from: '.findings',
  },
  {
    name: 'studio-network',
    link: '#/network/theatre?at=24',
    ready: '.live',
    height: 1180,
    from: '.unrolled',
  },
  {
    name: 'studio-translator',
    link: '#/network/dates?box=attention&at=27&text=the%2012th%20of%20March%2C%201987',
    ready: '.box-panel .canvas-text',
    height: 1500,
    from: '.unrolled',
  },
  {
    name: 'studio-tagger-cells',
    link: '#/cells/names?at=5',
    ready: '.unit-values .number',
    height: 480,
    from: '.cells-main',
  },
];
const wanted = process.argv.slice(2);
const pictures = all.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const runOf = ({ link }) => link.split(/[/?]/)[2];

const folder = mkdtempSync(join(tmpdir(), 'unroll-pictures-'));
for (const run of new Set(pictures.map(runOf))) {
  const train = ['train', ...trainings[run], '--out', join(folder, run)];
  execFileSync(process.execPath, [program, ...train], { stdio: ['ignore', 'ignore', 'inherit'] });
}
const server = spawn(process.execPath, [program, 'studio', folder, '--port', '0', '--json']);
const url = await new Promise((done) => {
  server.stdout.once('data', (line) => done(JSON.parse(line).url));
});
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
for (const { name, link, ready, height, theme = 'light', from } of pictures) {
  const context = await browser.newContext({ viewport: { width: 1180, height } });
  await context.addInitScript((chosen) => {
    localStorage.setItem('unroll-studio', JSON.stringify({ theme: chosen, language: 'en' }));
  }, theme);
  const page = await context.newPage();
  await page.goto(`${url}${link}`);
  await page.locator(ready).first().waitFor();
  // A page with much at its beginning is photographed from there on where it becomes interesting.
  if (from) {
    await page.locator(from).evaluate((part) => scrollTo(0, part.getBoundingClientRect().top - 16));
  }
  await page.waitForTimeout(500); // Canvases draw in the next frame.
  const path = join(root, 'docs', `${name}.png`);
  await page.screenshot({ path });
  console.log(`${path}: ${statSync(path).size} bytes`);
  await context.close();
}
await browser.close();
server.kill('SIGINT');
await new Promise((done) => server.once('exit', done));
rmSync(folder, { recursive: true, force: true });
