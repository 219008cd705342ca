// One run of a row: its files, the training (or the rest of it), the evaluation, the baselines; kept as one JSON file.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeMachine } from '../bench/machine.mjs';
import { runProgram } from '../bench/processes.mjs';
import { cache, command, dataFile } from './paths.mjs';

const folderOf = (row, run) => join(cache, row.name, run.key);

/** The record of a run that was made with the settings it has today; undefined where there is none. */
export function kept(row, run) {
  const path = join(folderOf(row, run), 'result.json');
  if (!existsSync(path)) return undefined;
  const record = JSON.parse(readFileSync(path, 'utf8'));
  return record.settings === recipeOf(run) ? record : undefined;
}

/** Trains, measures and keeps a run. Its folder holds the files it was made from. */
export async function makeRun(row, run, { threads, say }) {
  const folder = folderOf(row, run);
  const training = trainingOf(run);
  const begun = join(folder, 'begun.json');
  if (!existsSync(begun) || readFileSync(begun, 'utf8') !== training) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(filesOf(row, run))) {
      writeFileSync(join(folder, name), text);
    }
    writeFileSync(begun, training);
  }
  const compute = threads === undefined ? [] : ['--threads', threads];
  // Before the run's own words, of which the last counts: some rows say how many threads they are about.
  const unroll = (name, ...words) => commanded([name, ...compute, ...words, '--json'], folder);
  const outcome = await trained(run, {
    folder,
    unroll,
    say: (text) => say(`${row.name} ${run.key}: ${text}`),
  });
  const evaluations = await evaluated(run, { folder, unroll });
  const on = run.test ? ['--data', run.test[0]] : [];
  const baselines = run.baselines ? await unroll('compare', 'run', ...on, ...run.baselines) : [];
  const record = {
    settings: recipeOf(run),
    command: `unroll train ${run.train.join(' ')}`,
    figure: row.metric.of(evaluations, outcome),
    evaluations,
    baselines: [
      ...(baselines[0]?.rows?.filter(({ kind }) => kind === 'baseline') ?? []),
      ...(evaluations[0]?.details?.baselines ?? []).map(({ name, ...metrics }) => ({
        name,
        metrics,
      })),
    ],
    ...outcome,
    threads: threads ?? 'all',
    machine: describeMachine(),
    date: new Date().toISOString(),
  };
  const path = join(folder, 'result.json');
  writeFileSync(`${path}.new`, JSON.stringify(record, null, 1));
  renameSync(`${path}.new`, path);
  return record;
}

/** What `eval` says of each file of the test; what the row's own measure says; of texts that the model writes what its judge says. */
async function evaluated({ test, evaluate = [], measure, sample, judge }, { folder, unroll }) {
  if (measure !== undefined) return measure(folder);
  if (sample === undefined) return test ? unroll('eval', 'run', ...test, ...evaluate) : [];
  const written = await unroll('sample', 'run', ...sample, '--seed', '1');
  return [judge(written.map(({ text }) => text))];
}

async function trained(run, { folder, unroll, say }) {
  const pieces = join(folder, 'pieces.json');
  const before = existsSync(pieces) ? JSON.parse(readFileSync(pieces, 'utf8')) : [];
  let done = before.at(-1)?.done;
  if (done === undefined) {
    const goesOn = existsSync(join(folder, 'run', 'checkpoint.safetensors'));
    if (!goesOn) rmSync(join(folder, 'run'), { recursive: true, force: true });
    say(goesOn ? 'goes on' : 'begins');
    const lines = goesOn
      ? await unroll('resume', 'run')
      : await unroll('train', ...run.train, '--out', 'run');
    done = lines.findLast(({ event }) => event === 'done');
    before.push({ done, cpu: lines.cpu });
    writeFileSync(pieces, JSON.stringify(before));
  }
  return {
    minutes: done.elapsed_s / 60,
    cpuMinutes: before.reduce((sum, { cpu }) => sum + cpu, 0) / 60,
    steps: done.steps,
    best: done.best_val_loss,
  };
}

/** The JSON lines that a command prints, with `cpu`, the seconds its process computed. */
async function commanded(words, cwd) {
  // `times` tells what children used, so a busy machine does not spoil the figure.
  const script = '"$@"; code=$?; times >&2; exit $code';
  const { code, lines, errors } = await runProgram(
    '/bin/sh',
    ['-c', script, 'sh', process.execPath, command, ...words],
    { cwd },
  );
  if (code !== 0)
    throw new Error(
      `unroll ${words.join(' ')}: ${errors.trim().split('\n').at(-3) ?? `exit code ${code}`}`,
    );
  const used = errors.trim().split('\n').at(-1) ?? '';
  const cpu = [...used.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, m, s]) => sum + 60 * m + Number(s),
    0,
  );
  return Object.assign(
    lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line)),
    { cpu },
  );
}

function filesOf(row, run) {
  const paths = Object.fromEntries(
    Object.entries(row.needs).map(([key, name]) => [key, dataFile(name)]),
  );
  return row.files(paths, run);
}

/** What a model must agree with: a hash of everything that says how it is trained. */
const trainingOf = ({ train, fold, part }) => hashOf([train, fold, part]);

/** What a record must agree with: a hash of that and of how the model is measured. What is trained already is kept when only the latter changes. */
function recipeOf({ test, evaluate, sample, baselines, measure, judge, ...run }) {
  const functions = [measure, judge].map((one) => one && String(one));
  return hashOf([trainingOf(run), test, evaluate, sample, baselines, functions]);
}

function hashOf(parts) {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
