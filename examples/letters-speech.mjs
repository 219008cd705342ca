/**
 * Unsegmented: words from speech-like frames. Each letter is three vectors in noise, each held for a
 * varying number of frames, with silence between words; nothing says where a letter begins. CTC has to
 * find out, and on utterances that it has not seen fewer than 3 % of the characters may be wrong.
 *
 * Takes about half a minute. From a clone: `node examples/letters-speech.mjs`.
 */
import { generateSpeech } from '../dist/data/generators/index.js';
import { train } from '../dist/index.js';

const F = 16;
const utterances = (seed, items) =>
  generateSpeech({ seed, items, features: F }).map(({ frames, text }) => ({
    frames: Array.from({ length: frames.length / F }, (_, t) => frames.slice(t * F, (t + 1) * F)),
    text,
  }));
const test = utterances(3, 300);

if (process.argv.includes('--jsonl')) {
  // The data as a file, to train on from the command line.
  for (const { frames, text } of utterances(1, 1000)) {
    console.log(JSON.stringify({ frames: frames.map((frame) => Array.from(frame)), text }));
  }
  process.exit();
}

const run = train({
  task: 'transcribe',
  data: { records: utterances(1, 1000) },
  validation: { records: utterances(2, 100) },
  hidden: 48,
  batch: 8,
  lr: 0.01,
  schedule: 'cosine',
  clip: 5,
  epochs: 6,
  seed: 1,
});
for await (const event of run) {
  if (event.event !== 'validation') continue;
  const { character_error_rate: wrong } = event.metrics;
  console.log(`step ${event.step}  ${(100 * wrong).toFixed(2)} % of characters wrong`);
}

const model = await run.model();
const report = await model.evaluate({ records: test });
console.log();
for (const line of report.lines) console.log(line);
const [{ text, labels, frames }] = model.predict(test.slice(0, 1));
console.log(`\n"${test[0].text}" was heard as "${text}"`);
console.log(labels.map((label, n) => `${label}@${frames[n]}`).join(' '));
model.close();

if (report.metrics.character_error_rate >= 0.03) process.exitCode = 1;
