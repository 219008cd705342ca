/**
 * Captions of pictures: 16×16 points that show one to three shapes of a size and a colour in one of four
 * corners, "two small red rings at the top left". The vector that a caption comes from is what one convolution
 * sees that is fixed and random, not learned: how strongly 32 filters of 3×3 points answer at most and in sum, the
 * strongest red, green and blue, and how light each quarter is at most. It sets the first state of an LSTM, which
 * writes the caption in two ways: reading its own words as it goes, and reading zeros, so that every
 * word comes from the state. Tested on combinations of number, size, colour, shape and place that no picture
 * of the training showed.
 *
 * Prints the part of the captions that is right word for word; the example wants 95 %. From a clone:
 * `node examples/pictures.mjs`.
 */
import { generatePictures, splitScenes, train } from 'unroll-rnn';

const WANTED = 0.95;
const SIZE = 16;
const FILTERS = 32;

/** Weights between −1 and 1 from a multiplicative congruential generator. */
let seed = 1;
const weight = () => {
  seed = (seed * 48271) % 2147483647;
  return (2 * seed) / 2147483647 - 1;
};
const filters = Array.from({ length: FILTERS }, () => Array.from({ length: 9 }, weight));

/** The vector of a picture (3, 16, 16): 2·32 + 3 + 4 numbers. */
function features(picture) {
  const channel = (c) => picture.subarray(c * SIZE * SIZE, (c + 1) * SIZE * SIZE);
  const [red, green, blue] = [channel(0), channel(1), channel(2)];
  const light = red.map((r, n) => Math.max(r, green[n], blue[n]));
  const most = new Array(FILTERS).fill(0);
  const sum = new Array(FILTERS).fill(0);
  for (let y = 0; y + 3 <= SIZE; y++) {
    for (let x = 0; x + 3 <= SIZE; x++) {
      filters.forEach((filter, f) => {
        let answer = 0;
        for (let k = 0; k < 9; k++) {
          answer += filter[k] * light[(y + Math.floor(k / 3)) * SIZE + x + (k % 3)];
        }
        most[f] = Math.max(most[f], answer);
        sum[f] += Math.max(0, answer);
      });
    }
  }
  const quarters = [0, 0, 0, 0];
  light.forEach((value, n) => {
    const [y, x] = [Math.floor(n / SIZE), n % SIZE];
    const quarter = 2 * Math.floor((2 * y) / SIZE) + Math.floor((2 * x) / SIZE);
    quarters[quarter] = Math.max(quarters[quarter], value);
  });
  const colours = [red, green, blue].map((values) => values.reduce((a, b) => Math.max(a, b)));
  return [...most, ...sum, ...colours, ...quarters];
}

const scenes = splitScenes({ seed: 1 });
const records = (seed, items, shown) =>
  generatePictures({ seed, items, scenes: shown }).map(({ picture, caption }) => ({
    vector: features(picture),
    caption,
  }));
const learned = records(1, 8000, scenes.train);
const test = records(2, 1000, scenes.test);
console.log(
  `${scenes.train.length} combinations to learn from, ${scenes.test.length} others to test on`,
);

for (const feedback of ['previous', 'zeros']) {
  const run = train({
    task: 'caption',
    data: { records: learned },
    validation: 0,
    level: 'word',
    feedback,
    conditionLayers: [96],
    hidden: 64,
    embed: 24,
    batch: 32,
    lr: 0.005,
    schedule: 'cosine',
    warmup: 50,
    epochs: 5,
    seed: 1,
  });
  await run.finish();
  const model = await run.model();
  const { metrics } = await model.evaluate({ records: test });
  console.log(
    `feedback ${feedback}: exact match ${(100 * metrics.exact_match).toFixed(1)} % of ${test.length} captions of new combinations (wanted: ${100 * WANTED} %), BLEU ${metrics.bleu.toFixed(1)}`,
  );
  for (const { vector, caption } of test.slice(0, 2)) {
    console.log(`  ${caption} → ${model.predict([{ vector }])[0].caption}`);
  }
  model.close();
  if (metrics.exact_match < WANTED) process.exitCode = 1;
}
