/**
 * "hello": the smallest language model that shows what a state is for. After the first l comes
 * another l, after the second one an o, so the model has to remember where it is: 3 hidden units and
 * a plain tanh cell are enough.
 *
 * Prints the loss now and then, and at the end `hello`. From a clone: `node examples/hello.mjs`.
 */
import { train } from 'unroll-rnn';

const run = train({
  data: { text: 'hello' },
  cell: 'rnn',
  layers: 1,
  hidden: 3,
  embed: 'onehot',
  lr: 0.05,
  steps: 300,
  logEvery: 100,
  samples: false,
});

for await (const event of run) {
  if (event.event === 'step') console.log(`step ${event.step}  loss ${event.loss.toFixed(4)}`);
}

const model = await run.model();
const [text] = await model.generate({ prime: 'h', length: 4, temperature: 0 });
console.log(text);
for (const prime of ['hel', 'hell']) {
  const [{ token, probability }] = model.next(prime, { top: 1 });
  console.log(`after ${prime}: ${token} (${probability.toFixed(3)})`);
}
model.close();
