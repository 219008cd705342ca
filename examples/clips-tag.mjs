/**
 * Frames of a film, each named as soon as it is seen: does the square rest, move on or turn back? The
 * network reads forward only, so every frame is answered without delay, with what came before as its
 * memory: whether a step turns back depends on the last step, however long ago that was.
 *
 * About a minute on two cores. From a clone, after `npm ci`: `node examples/clips-tag.mjs`.
 */
import { CLIP_SIZE, generateMotions } from '../dist/data/generators/index.js';
import { train } from '../dist/index.js';

const points = CLIP_SIZE ** 2;
const film = ({ frames, motions }) => ({
  frames: motions.map((_, t) => Array.from(frames.subarray(t * points, (t + 1) * points))),
  labels: motions,
});
const learned = generateMotions({ seed: 1, items: 4000 }).map(film);
const unseen = generateMotions({ seed: 2, items: 400 }).map(film);

const run = train({
  task: 'tag',
  input: 'vectors',
  data: { records: learned },
  validation: 0,
  bidirectional: false,
  hidden: 64,
  project: 32,
  batch: 32,
  lr: 0.01,
  schedule: 'cosine',
  epochs: 10,
  seed: 1,
});
await run.finish();
const model = await run.model();
const counts = {};
for (const { labels } of unseen) for (const name of labels) counts[name] = (counts[name] ?? 0) + 1;
const total = Object.values(counts).reduce((a, b) => a + b, 0);
const percent = (x) => `${(100 * x).toFixed(1)} %`;
console.log('most frequent motion  ', percent(Math.max(...Object.values(counts)) / total));
const { metrics, lines } = await model.evaluate({ records: unseen });
console.log('frames named rightly  ', percent(metrics.accuracy));
console.log(lines.slice(1).join('\n'));

// Frame by frame, as from a camera: the same answers, each before the next frame is there.
const stream = model.stream();
let same = 0;
for (const { frames } of unseen) {
  const [whole] = model.predict([{ frames }]);
  frames.forEach((frame, t) => {
    if (stream.step(frame).tag === whole.tags[t]) same++;
  });
  stream.end();
}
console.log(`answered frame by frame: ${same} of ${total} as with the whole film`);
if (metrics.accuracy < 0.95 || same !== total) process.exitCode = 1;
stream.close();
model.close();
