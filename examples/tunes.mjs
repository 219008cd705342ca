/**
 * Dance tunes in ABC notation, character by character: from the number of a style (a learned state for
 * each of jig, reel, waltz, polka, slip jig, hornpipe), from nothing, and from first notes. A tune is right if it
 * has bars and the notes of every bar add up to its metre, which the network has to learn by counting.
 *
 * Prints the part of the drawn tunes that is right, and some of them; the example wants 90 %. From a clone:
 * `node examples/tunes.mjs`.
 */
import { barsAddUp, generateTunes, train, tuneStyles } from 'unroll-rnn';

const WANTED = 0.9;
const DRAWN = 120;

/** Without number, title and style, which the music does not need. */
const short = (abc) => abc.replace(/^[XTR]:.*\n/gm, '');
const tunes = generateTunes({ seed: 1, items: 3000, parts: 1, bars: 4 }).map((tune) => ({
  label: tuneStyles.indexOf(tune.style),
  caption: short(tune.abc),
  metre: tune.metre,
}));
const metreOf = new Map(tunes.map(({ label, metre }) => [label, metre]));

async function learn(condition, epochs) {
  const run = train({
    task: 'caption',
    data: { records: tunes },
    validation: 0,
    condition,
    level: 'char',
    hidden: 128,
    embed: 32,
    batch: 32,
    lr: 0.006,
    epochs,
    schedule: 'cosine',
    warmup: 30,
    seed: 1,
  });
  await run.finish();
  return run.model();
}

function tell(what, made, isRight) {
  const right = made.filter(isRight).length / made.length;
  console.log(
    `${what}: ${(100 * right).toFixed(1)} % of ${made.length} tunes have valid bars (wanted: ${100 * WANTED} %)`,
  );
  console.log(`${made[0].trim().replace(/^/gm, '  ')}\n`);
  if (right < WANTED) process.exitCode = 1;
}

const draw = { temperature: 0.5, seed: 1 };
const styled = await learn('label', 9);
const wanted = Array.from({ length: DRAWN }, (_, n) => n % tuneStyles.length);
const byStyle = styled.predict(
  wanted.map((label) => ({ label })),
  draw,
);
styled.close();
const isOfStyle = (tune, n) => barsAddUp(tune) && tune.includes(`M:${metreOf.get(wanted[n])}\n`);
tell(
  'from the number of a style, in its metre',
  byStyle.map(({ caption }) => caption),
  isOfStyle,
);

const free = await learn('none', 13);
const empty = Array.from({ length: DRAWN }, () => '');
const fromNothing = free.predict(empty, draw).map(({ caption }) => caption);
tell('from nothing', fromNothing, barsAddUp);

const first = 'M:6/8\nL:1/8\nK:G\n|:GAB d2B|';
const continued = free.predict(empty, { ...draw, prime: first }).map(({ caption }) => caption);
free.close();
tell(
  `from first notes, ${JSON.stringify(first)}`,
  continued,
  (tune) => tune.startsWith(first) && barsAddUp(tune),
);
