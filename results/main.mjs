// npm run results: trains and measures on the real sets and writes the table of docs/results.md.
//   npm run results -- [--only NAME]... [--threads N]   what is not there yet, then the page
//   npm run results -- --list                           the rows, what each needs, and what is there
//   npm run results -- --write                          the page only, from what is there
// What was trained once is kept in results/cache (UNROLL_RESULTS): the same call goes on where it stopped. Sets are read
// from UNROLL_DATA (default ../shared/data); a row whose set is absent is skipped aloud.
import { parseArgs } from 'node:util';
import { kept, makeRun } from './one-run.mjs';
import { writePage } from './page.mjs';
import { dataFile, dataFolder } from './paths.mjs';
import { rows } from './rows/index.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    threads: { type: 'string' },
    list: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const say = (text) => console.error(text);

try {
  process.exitCode = await main();
} catch (error) {
  say(error.message);
  process.exitCode = 2;
}

async function main() {
  const names = rows.map(({ name }) => name);
  const unknown = (values.only ?? []).filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new Error(`no row is called ${unknown.join(', ')}: there are ${names.join(', ')}`);
  }
  const chosen = rows.filter(({ name }) => values.only?.includes(name) ?? true);
  if (values.list) {
    for (const row of chosen) console.log(listed(row));
    return 0;
  }
  let failed = 0;
  if (!values.write) {
    for (const row of chosen) {
      const missing = missingOf(row);
      if (missing.length > 0) {
        say(`${row.name}: skipped, because ${missing.join(', ')} is not in ${dataFolder}`);
        continue;
      }
      failed += await make(row);
    }
  }
  if (writePage(rows)) say('written: docs/results.md');
  return failed === 0 ? 0 : 1;
}

/** Makes what is not there; gives how many runs failed. */
async function make(row) {
  let failed = 0;
  // Every variant once before others are made with a second seed: the row is whole sooner.
  const bySeed = [...row.runs].sort((a, b) => (a.seed ?? 1) - (b.seed ?? 1));
  for (const run of bySeed) {
    const done = kept(row, run);
    if (done) {
      say(
        `${row.name} ${run.key}: ${row.metric.show(done.figure)} (made on ${done.date.slice(0, 10)})`,
      );
      continue;
    }
    try {
      const { figure, minutes } = await makeRun(row, run, { threads: values.threads, say });
      say(`${row.name} ${run.key}: ${row.metric.show(figure)} in ${minutes.toFixed(1)} minutes`);
    } catch (error) {
      say(`${row.name} ${run.key}: FAILED: ${error.message}`);
      failed++;
    }
  }
  return failed;
}

function missingOf({ needs }) {
  return Object.values(needs).filter((name) => dataFile(name) === undefined);
}

function listed(row) {
  const there = row.runs.filter((run) => kept(row, run)).length;
  const missing = missingOf(row);
  const state =
    missing.length > 0
      ? `needs ${missing.join(', ')}`
      : `${there} of ${row.runs.length} runs are there`;
  return `${row.name.padEnd(16)} ${row.title}: ${state}`;
}
