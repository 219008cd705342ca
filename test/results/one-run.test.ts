/** A run of a row is made once, is made anew when its settings change, and goes on where it was cut off. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'unroll-results-'));
process.env.UNROLL_RESULTS = join(folder, 'cache');
process.env.UNROLL_DATA = join(folder, 'nothing');
const results = (name: string) =>
  import(new URL(`../../results/${name}.mjs`, import.meta.url).href);
const { kept, makeRun } = await results('one-run');
const { command } = await results('paths');
const { curves } = await results('curves');
const { grouped, summary, threeSeeds, variantOf } = await results('figures');
const main = new URL('../../results/main.mjs', import.meta.url).pathname;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Nothing is trained where the package was not built. */
const unbuilt = !existsSync(command);
if (unbuilt) console.warn('skipping the runs of results: dist is not built (npm run compile)');

const text = 'the cat sat on the mat.\n'.repeat(40);
const row = {
  name: 'tiny',
  needs: {},
  files: () => ({ 'text.txt': text, 'test.txt': 'the cat sat.\n' }),
  metric: { of: ([{ loss }]: { loss: number }[]) => loss },
};
const sizes = [
  ...['--hidden', '8', '--layers', '1', '--batch', '4', '--bptt', '16', '--no-samples'],
  ...['--schedule', 'constant', '--lr', '0.004'], // so that a longer limit changes nothing before it
];
const settings = (steps: number) => ({
  key: 'seed-1',
  train: ['text.txt', ...sizes, '--steps', String(steps), '--seed', '1'],
  test: ['test.txt'],
});

describe.skipIf(unbuilt)('a run of the results', () => {
  it('is trained, measured and kept with its command, and forgotten when its settings change', async () => {
    const said: string[] = [];
    const say = (line: string) => said.push(line);
    expect(kept(row, settings(20))).toBeUndefined();
    const made = await makeRun(row, settings(20), { threads: '1', say });
    expect(said).toEqual(['tiny seed-1: begins']);
    expect(made).toMatchObject({ steps: 20, threads: '1', baselines: [] });
    expect(made.command).toBe(`unroll train ${settings(20).train.join(' ')}`);
    expect(made.figure).toBeCloseTo(made.evaluations[0].loss, 12);
    expect(kept(row, settings(20))).toMatchObject({ figure: made.figure });
    expect(kept(row, settings(21))).toBeUndefined();
  });

  it('is measured anew, and not trained, when only what is measured changes', async () => {
    const run = { ...settings(20), key: 'measured' };
    const made = await makeRun(row, run, { say: () => {} });
    const longer = { ...run, test: ['text.txt'] };
    expect(kept(row, longer)).toBeUndefined();
    const said: string[] = [];
    const again = await makeRun(row, longer, { say: (line: string) => said.push(line) });
    expect(said).toEqual([]);
    expect(again.steps).toBe(20);
    expect(again.figure).not.toBe(made.figure);
    const judge = (texts: string[]) => ({ loss: texts[0].length });
    const judged = { ...run, sample: ['--length', '20'], judge };
    expect((await makeRun(row, judged, { say: () => {} })).figure).toBeGreaterThan(0);
    expect(kept(row, judged)).toBeDefined();
    expect(kept(row, { ...judged, judge: () => ({ loss: 1 }) })).toBeUndefined();
  });

  it('goes on from its checkpoint where it was cut off', async () => {
    const cut = { ...settings(40), key: 'cut' };
    const place = join(folder, 'cache', 'tiny', 'cut');
    const whole = await makeRun({ ...row, name: 'whole' }, cut, { say: () => {} });
    mkdirSync(place, { recursive: true });
    for (const [name, content] of Object.entries(row.files())) {
      writeFileSync(join(place, name), content);
    }
    const begun = readFileSync(join(folder, 'cache', 'whole', 'cut', 'begun.json'));
    writeFileSync(join(place, 'begun.json'), begun);
    const train = cut.train.map((word) => (word === '40' ? '25' : word));
    const first = spawnSync(process.execPath, [command, 'train', ...train, '--out', 'run'], {
      cwd: place,
    });
    expect(first.status).toBe(0);
    // What a run looks like that was ended on its way: its limit is not reached yet.
    const path = join(place, 'run', 'run.json');
    const run = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...run, training: { ...run.training, steps: 40 } }));
    const said: string[] = [];
    const made = await makeRun(row, cut, { say: (line: string) => said.push(line) });
    expect(said).toEqual(['tiny cut: goes on']);
    expect(made.steps).toBe(40);
    expect(made.figure).toBe(whole.figure);
  });
});

describe.skipIf(unbuilt)('npm run results', () => {
  const call = (...words: string[]) =>
    spawnSync(process.execPath, [main, ...words], { env: process.env, encoding: 'utf8' });

  it('skips aloud a row whose set is absent', () => {
    const { status, stderr } = call('--only', 'names');
    expect(status).toBe(0);
    expect(stderr).toMatch(/^names: skipped, because classification\/names is not in .*nothing$/m);
  });

  it('lists what each row needs, and refuses a name that is none', () => {
    expect(call('--list').stdout).toMatch(/^ewt .*: needs labelling\/en_ewt-ud-train\.conllu/m);
    const { status, stderr } = call('--only', 'name');
    expect(status).toBe(2);
    expect(stderr).toMatch(/no row is called name: there are shakespeare, /);
  });
});

describe('figures of the results', () => {
  it('are a mean and the deviation of a sample', () => {
    expect(summary([1, 2, 4]).mean).toBeCloseTo(7 / 3, 12);
    expect(summary([1, 2, 4]).deviation).toBeCloseTo(Math.sqrt(7 / 3), 12);
    expect(summary([5])).toEqual({ mean: 5, deviation: undefined });
  });

  it('are those of each variant, over its seeds', () => {
    const runs = ['gru', 'lstm'].flatMap((key) => threeSeeds({ key, train: ['--cell', key] }));
    expect(runs[4]).toMatchObject({
      variant: 'lstm',
      key: 'lstm, seed 2',
      train: ['--cell', 'lstm', '--seed', '2'],
    });
    const records = [1, 2, 3, 7, 7].map((figure, k) => ({ ...runs[k], figure }));
    const [gru, lstm] = grouped(records, variantOf({ variants: true }));
    expect(gru).toMatchObject({ key: 'gru', mean: 2, deviation: 1 });
    expect(lstm).toMatchObject({ key: 'lstm', mean: 7, deviation: 0 });
    expect(lstm.runs.map(({ key }: { key: string }) => key)).toEqual([
      'lstm, seed 1',
      'lstm, seed 2',
    ]);
    expect(grouped(records, variantOf({ title: 'all' }))).toHaveLength(1);
  });

  it('are drawn as one line a name, between the ends of both axes', () => {
    const svg = curves(
      [
        {
          name: 'a',
          points: [
            [1, 0],
            [3, 1],
          ],
        },
        {
          name: 'b',
          points: [
            [1, 1],
            [3, 0.5],
          ],
        },
      ],
      {
        title: 'two lines',
        x: { label: 'steps', ticks: [1, 3] },
        y: { most: 1, show: String },
        level: { at: 0.5, name: 'half' },
      },
    );
    expect(svg.match(/stroke-width="2"/g)).toHaveLength(2);
    expect(svg).toContain('d="M56.0 276.0L564.0 34.0"');
    expect(svg).toContain('d="M56.0 34.0L564.0 155.0"');
    expect(svg).toContain('>half<');
  });
});
