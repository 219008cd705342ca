/**
 * Spoken digits from WAV files: `espeak-ng` says numbers of one to four digits in many voices, at many
 * speeds and pitches; the network learns which digits were said, in which order, from log-mel features,
 * and is asked about voices and speeds that it has never heard. Fewer than 5 % of the digits may be wrong.
 *
 * Needs `espeak-ng` (Debian: apt-get install espeak-ng) and is skipped without it. Takes less than a
 * minute. From a clone: `node examples/digits.mjs [FOLDER]`, which keeps the WAV files in FOLDER.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { train } from '../dist/index.js';

if (spawnSync('espeak-ng', ['--version']).status !== 0) {
  console.log('skipped: espeak-ng is not installed (Debian: apt-get install espeak-ng)');
  process.exit();
}

const names = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const speakers = {
  train: {
    accents: ['en-us', 'en-gb'],
    variants: ['m1', 'm3', 'm4', 'm6', 'm7', 'm8', 'f1', 'f3', 'f5'],
    speeds: [130, 150, 170, 190],
  },
  test: {
    accents: ['en-us', 'en-gb'],
    variants: ['m2', 'm5', 'f2', 'f4'],
    speeds: [140, 160, 180],
  },
};

/** Says `count` numbers into `folder` and writes the list of them; gives its path. */
function record(folder, part, { count, seed }) {
  mkdirSync(join(folder, part), { recursive: true });
  let state = seed;
  const below = (n) => {
    state = (state * 48271) % 2147483647; // Lehmer's generator
    return state % n;
  };
  const pick = (choices) => choices[below(choices.length)];
  const { accents, variants, speeds } = speakers[part];
  const lines = Array.from({ length: count }, (_, n) => {
    const digits = Array.from({ length: 1 + below(4) }, () => below(10));
    const voice = `${pick(accents)}+${pick(variants)}`;
    const [speed, pitch] = [pick(speeds), 25 + below(51)];
    const file = join(part, `${n}.wav`);
    const said = digits.map((digit) => names[digit]).join(' ');
    const options = ['-v', voice, '-s', speed, '-p', pitch, '-w', join(folder, file)];
    execFileSync('espeak-ng', [...options.map(String), said]);
    return `${file}\t${digits.join('')}\n`;
  });
  const list = join(folder, `${part}.tsv`);
  writeFileSync(list, lines.join(''));
  return list;
}

const folder = process.argv[2] ?? mkdtempSync(join(tmpdir(), 'unroll-digits-'));
try {
  const list = record(folder, 'train', { count: 500, seed: 1 });
  const test = record(folder, 'test', { count: 150, seed: 2 });
  const run = train({
    task: 'transcribe',
    data: { files: [list] },
    validation: 0.1,
    mels: 32,
    frameMs: 30,
    hopMs: 15,
    stackFrames: 2,
    hidden: 48,
    dropout: 0.3,
    batch: 8,
    lr: 0.01,
    schedule: 'cosine',
    epochs: 12,
    seed: 1,
  });
  for await (const event of run) {
    if (event.event !== 'validation') continue;
    const { character_error_rate: wrong } = event.metrics;
    console.log(`step ${event.step}  ${(100 * wrong).toFixed(2)} % of digits wrong`);
  }
  const model = await run.model();
  const report = await model.evaluate({ files: [test] });
  console.log('\nvoices and speeds that were not in training:');
  for (const line of report.lines) console.log(line);
  for await (const { text, seconds } of model.predictFrom(join(folder, 'test', '0.wav'))) {
    console.log(
      `\ntest/0.wav: ${text}, from ${seconds.map((s) => `${s.toFixed(2)} s`).join(', ')}`,
    );
  }
  model.close();
  if (report.metrics.character_error_rate >= 0.05) process.exitCode = 1;
} finally {
  if (process.argv[2] === undefined) rmSync(folder, { recursive: true });
}
