// Unroll and a peer in turn, process by process (A B A B), because a shared machine drifts within minutes. Every
// measurement is kept; the same call again goes on where the last one ended.

import { repeat } from './keeping.mjs';
import { peerCommand, peers, whyMissing } from './peers.mjs';
import { jsonFrom, secondsToFirst } from './processes.mjs';
import { build, kept, timeFor } from './results.mjs';
import { pairSummary } from './summary.mjs';
import { measureUnroll, unrollFirst } from './unroll.mjs';
import { comparable, conventions, workload } from './workloads.mjs';

/** Ours on one thread, to see that threads never cost. */
const ONE_THREAD = 'one-thread';
export const peerNames = [...Object.keys(peers), ONE_THREAD];
/** Seconds of a start and a warm-up; a chunk takes one. */
const TYPICAL_START = 5;

/**
 * `names`, `chosen`: workloads and peers; absent: all. `seconds`: begin nothing that would end later. Returns whether all
 * pairs are there.
 */
export async function compare({ names, chosen, backend, threads, seconds, ...options }) {
  const fits = timeFor(seconds);
  const { say } = options;
  const available = [];
  for (const peer of chosen ?? peerNames) {
    const reason = peer === ONE_THREAD ? undefined : await whyMissing(peer);
    if (reason) say(reason);
    else available.push(peer);
    const runs = peers[peer]?.variants;
    for (const name of (runs && names) ?? []) if (!runs[name]) say(`${peer} does not run ${name}`);
  }
  let complete = true;
  for (const sides of sidesOf({ names, available, backend, threads })) {
    const done = await comparison(sides, { ...options, fits });
    complete &&= done;
    if (!fits(0)) break;
  }
  return complete;
}

/** Workload by workload, each peer that runs it and what of ours is set beside it. */
function* sidesOf({ names, available, backend, threads }) {
  const setting = { threads: threads ?? conventions.threads };
  for (const name of names ?? comparable) {
    for (const peer of available) {
      if (peer === ONE_THREAD) {
        if (name.startsWith('BRAIN-')) continue;
        const ours = { backend: backend ?? 'native', ...setting };
        yield { name, peer, ours, theirs: { ...ours, threads: 1 } };
      } else if (peers[peer].variants[name]) {
        yield { name, peer, ours: { backend: backend ?? peers[peer].against, ...setting } };
      }
    }
  }
}

async function comparison({ name, peer, ours, theirs }, options) {
  const { chunks, limits } = options;
  const task = workload(name);
  const timing = { chunks };
  const measure = (setting) => measureUnroll(name, task, setting, { timing, limits });
  const key = { workload: name, peer, ...ours, build };
  const oneRun = TYPICAL_START + chunks;
  if (theirs) {
    const runs = { measureOurs: () => measure(ours), measureTheirs: () => measure(theirs) };
    return speeds({ ...key, variant: '' }, runs, { ...options, typical: 2 * oneRun });
  }
  const best = await bestVariant(name, peer, options);
  if (!best) return false;
  if (best.speed === 0) return true; // it cannot run this, and said why
  const { args } = best;
  const command = (more) => peerCommand(peers[peer], name, [...args, ...more], options);
  const variant = args.join(' ');
  const done = await speeds(
    { ...key, variant },
    { measureOurs: () => measure(ours), measureTheirs: () => jsonFrom(...command([])) },
    { ...options, typical: oneRun + best.seconds },
  );
  if (!done || !peers[peer].first?.includes(name)) return done;
  return starts(
    { ...key, variant },
    {
      measureOurs: () => unrollFirst(name, task, ours),
      measureTheirs: () => secondsToFirst(...command(['--first'])),
    },
    options,
  );
}

/** Pairs of tokens a second. */
async function speeds(key, sides, { pairs, chunks, say, ...options }) {
  const wanted = { kind: 'pair', chunks, ...key };
  const each = ({ a, b }) => say(pairLine({ ...key, a, b }));
  if (!(await repeat(wanted, inTurn(sides), { ...options, times: pairs, each, say }))) return false;
  say(pairSummary(kept(wanted)));
  return true;
}

/** Pairs of seconds from the start of the process to the first character. */
async function starts(key, sides, { pairs, say, ...options }) {
  const { workload: name, peer } = key;
  const each = ({ a, b }) =>
    say(`${name} ${peer}: first character after ${a.toFixed(2)} s, theirs ${b.toFixed(2)} s`);
  const wanted = { kind: 'first', ...key };
  return repeat(wanted, inTurn(sides), { ...options, typical: 3, times: pairs, each, say });
}

const inTurn =
  ({ measureOurs, measureTheirs }) =>
  async () => ({ a: await measureOurs(), b: await measureTheirs() });

/** The arguments with which a peer is fastest here, each tried once (speed 0: it fails). Undefined if not all were tried. */
async function bestVariant(name, peer, { chunks, fits, say }) {
  const variants = peers[peer].variants[name];
  const keyOf = (args) => ({ kind: 'trial', workload: name, peer, variant: args.join(' ') });
  for (const args of variants) {
    const attempt = async () => {
      try {
        const figures = await jsonFrom(...peerCommand(peers[peer], name, args, { chunks }));
        return { args, speed: figures.tokens_per_s };
      } catch (error) {
        return { args, speed: 0, failed: error.message };
      }
    };
    const each = ({ speed, failed }) =>
      say(`${name} ${peer} ${args.join(' ')}: ${failed ?? `tried, ${Math.round(speed)} tokens/s`}`);
    const typical = peers[peer].seconds ?? TYPICAL_START + chunks;
    const options = { times: 1, fits, typical, each, say };
    if (!(await repeat(keyOf(args), attempt, options))) return undefined;
  }
  const tried = variants.map((args) => kept(keyOf(args)).at(-1));
  return tried.reduce((a, b) => (b.speed > a.speed ? b : a));
}

function pairLine({ workload: name, peer, a, b }) {
  const [ours, other] = [a, b].map(({ tokens_per_s: x }) => Math.round(x));
  return `${name} ${peer}: ${ours} and ${other} tokens/s, ${(ours / other).toFixed(2)} times`;
}
