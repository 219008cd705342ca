/**
 * Spoken digits from WAV files: `espeak-ng` says numbers of one to five digits in many voices, at many
 * speeds and pitches; the network learns which digits were said, in which order, from log-mel features,
 * and is asked about voices and speeds that it has never heard. Fewer than 5 % of the digits may be wrong.
 *
 * Needs `espeak-ng` (Debian: apt-get install espeak-ng) and is skipped without it. Takes less than a
 * minute. From a clone: `node examples/digits.mjs [FOLDER]`, which keeps the WAV files in FOLDER.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { train } from '../dist/index.js';

if (spawnSync('espeak-ng', ['--version']).status !== 0) {
  console.log('skipped: espeak-ng is not installed (Debian: apt-get install espeak-ng)');
  process.exit();
}

const names = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
// `en` is British English; of `en-gb` espeak-ng takes no variants.
const accents = ['en-us', 'en'];
const words = (text) => text.trim().split(/\s+/);
const speakers = {
  train: {
    variants: words(`
      m1 m3 m4 m6 m8 f1 f3 f4 Alex Alicia Andrea Andy Annie Denis Diogo Gene Henrique Hugo
      Lee Marco Mario Michael adam anika antonio aunty belinda benjamin boris caleb david
      ed edward gustave john linda marcelo max norbert pablo paul pedro quincy rob robert
      sandro steph travis victor zac`),
    speeds: [130, 150, 170, 190],
  },
  test: { variants: words('m2 m5 m7 f2 f5'), speeds: [140, 160, 180] },
};

const speak = (folder, lines) =>
  execFileSync('sh', ['-e'], { cwd: folder, input: lines.join('\n') });

/** The voices of both parts. A variant that espeak-ng does not know is spoken as if there were none. */
function findVoices(folder) {
  const parts = Object.entries(speakers).map(([part, { variants }]) => [
    part,
    accents.flatMap((accent) => variants.map((variant) => `${accent}+${variant}`)),
  ]);
  const all = [...accents, ...parts.flatMap(([, voices]) => voices)];
  speak(
    folder,
    all.map((voice) => `espeak-ng -v ${voice} -w ${voice}.wav "three seven"`),
  );
  const sounds = all.map((voice) => readFileSync(join(folder, `${voice}.wav`), 'base64'));
  const known = new Set(
    all.filter((_, n) => n >= accents.length && sounds.indexOf(sounds[n]) === n),
  );
  return Object.fromEntries(
    parts.map(([part, voices]) => [part, voices.filter((voice) => known.has(voice))]),
  );
}

/** Says `count` numbers into `folder` and writes the list of them; gives its path. */
function record(folder, part, { voices, count, seed }) {
  mkdirSync(join(folder, part), { recursive: true });
  let state = seed;
  const below = (n) => {
    state = (state * 48271) % 2147483647; // Lehmer's generator
    return state % n;
  };
  const pick = (choices) => choices[below(choices.length)];
  const { speeds } = speakers[part];
  const numbers = Array.from({ length: count }, (_, n) => {
    const digits = Array.from({ length: 1 + below(5) }, () => below(10));
    const [voice, speed, pitch] = [pick(voices), pick(speeds), 30 + below(41)];
    const file = `${part}/${n}.wav`;
    const said = digits.map((digit) => names[digit]).join(' ');
    const command = `espeak-ng -v ${voice} -s ${speed} -p ${pitch} -w ${file} "${said}"`;
    return { command, line: `${file}\t${digits.join('')}\n` };
  });
  speak(
    folder,
    numbers.map(({ command }) => command),
  );
  const list = join(folder, `${part}.tsv`);
  writeFileSync(list, numbers.map(({ line }) => line).join(''));
  return list;
}

const folder = process.argv[2] ?? mkdtempSync(join(tmpdir(), 'unroll-digits-'));
mkdirSync(folder, { recursive: true });
try {
  const voices = findVoices(folder);
  const list = record(folder, 'train', { voices: voices.train, count: 700, seed: 1 });
  const test = record(folder, 'test', { voices: voices.test, count: 120, seed: 2 });
  console.log(
    `${voices.train.length} voices to learn from, ${voices.test.length} others to test on`,
  );
  const run = train({
    task: 'transcribe',
    data: { files: [list] },
    validation: 0.1,
    mels: 32,
    frameMs: 30,
    hopMs: 20,
    stackFrames: 2,
    cell: 'gru',
    hidden: 64,
    dropout: 0.2,
    batch: 8,
    lr: 0.006,
    clip: 5,
    schedule: 'cosine',
    epochs: 14,
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
