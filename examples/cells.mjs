/**
 * Cells that can be read: trains a small LSTM on plays and programs whose state is known at every character, then
 * searches its units for one that is on inside quotes and one that is on inside the condition of an `if`, on text it
 * has never seen. The truth is what the generators say, not what a parser makes of their text. Then the quote cell is
 * held at 0, to see whether the network misses it.
 *
 * Prints AUC on text that chose neither unit nor threshold, with a control beside it: the same search with the truth
 * turned round against the text. Exits with 1 when the quote unit stays below 0.95 or the if unit below 0.9. Takes
 * about a minute and a half on two cores. From a clone: `node examples/cells.mjs`.
 */
import {
  clampEffect,
  functionProbe,
  programsWithStates,
  searchCells,
  theatreWithStates,
  train,
} from 'unroll-rnn';

/** Pages of about 1500 characters, plays and programs by turns, with what is known of each character. */
function pages(seed, count) {
  let text = '';
  const quote = [];
  const condition = [];
  for (let page = 0; page < count; page++) {
    const make = page % 2 === 0 ? theatreWithStates : programsWithStates;
    const made = make({ seed: 10_000 * seed + page, characters: 1500 });
    text += `${made.text}\n`;
    quote.push(...made.states.quote, 0);
    condition.push(...made.states.condition, 0);
  }
  const probes = [functionProbe('quote', () => quote), functionProbe('if', () => condition)];
  return { text, probes };
}

const known = pages(1, 400);
const unseen = pages(3, 40);

const run = train({
  data: { text: known.text },
  cell: 'lstm',
  layers: 1,
  hidden: 48,
  embed: 'onehot',
  batch: 32,
  bptt: 100,
  steps: 8000,
  lr: 0.005,
  validation: 0,
  samples: false,
  seed: 4,
});
await run.finish();
const model = await run.model();

const { probes } = await searchCells(model, unseen.text, { probes: unseen.probes });
const least = { quote: 0.95, if: 0.9 };
let reached = true;
for (const { probe, units, controls } of probes) {
  const [best] = units;
  const [chance] = controls;
  console.log(
    `${probe}: unit ${best.unit}, ${best.shown}: AUC ${best.auc.toFixed(3)}, F1 ${best.f1.toFixed(3)}, r ${best.correlation.toFixed(3)}; by chance AUC ${chance.auc.toFixed(3)}, F1 ${chance.f1.toFixed(3)}`,
  );
  if (!(best.auc >= least[probe]) || !(chance.auc < 0.7)) reached = false;
}

const { layer, unit } = probes[0].units[0];
const {
  probes: [{ closing, outside }],
} = await clampEffect(model, unseen.text, {
  clamp: [{ layer, unit, name: 'c', value: 0 }],
  probes: unseen.probes.slice(0, 1),
});
console.log(
  `c of unit ${unit} held at 0: surprise at closing quotes ${closing.free.toFixed(2)} → ${closing.held.toFixed(2)} nats, outside quotes ${outside.free.toFixed(2)} → ${outside.held.toFixed(2)}`,
);
model.close();
process.exitCode = reached ? 0 : 1;
