/**
 * Many-to-one over pictures: short films of a square that moves left, right, up, down or round and
 * round, with noise in every point. A recurrent network reads the frames one after another and names
 * the movement at the end; no single frame tells it.
 *
 * Prints the accuracy on new films. About half a minute. From a clone: `node examples/clips-classify.mjs`.
 */
import { train } from 'unroll-rnn';
import { CLIP_SIZE, generateClips } from '../dist/data/generators/index.js';

const size = CLIP_SIZE * CLIP_SIZE;
const clips = (seed, items) =>
  generateClips({ seed, items }).map(({ frames, movement }) => ({
    frames: Array.from({ length: frames.length / size }, (_, t) =>
      Array.from(frames.subarray(t * size, (t + 1) * size)),
    ),
    label: movement,
  }));

const run = train({
  task: 'classify',
  input: 'vectors',
  data: { records: clips(1, 2000) },
  validation: { records: clips(2, 200) },
  hidden: 48,
  project: 32,
  bidirectional: false,
  lr: 0.005,
  epochs: 8,
  seed: 1,
});
await run.finish();
const model = await run.model();
const report = await model.evaluate({ records: clips(3, 1000) });
for (const line of report.lines) console.log(line);
model.close();
if (report.metrics.accuracy < 0.95) process.exitCode = 1;
