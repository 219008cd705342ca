/**
 * Beam search over any `RowDecoder`, all hypotheses of all sequences in one step of the decoder. A
 * sequence's search has nothing to do with what stands beside it.
 *
 * Of all ways to go on from the hypotheses of a sequence, an end counts if it is among the K best; the K
 * best of those that do not end go on. The search of a sequence stops once K hypotheses have ended, or
 * once no other can come before the n best that have. So a beam of 1 is the greedy walk, and a
 * beam as wide as there are sequences finds the best of all.
 *
 * Hypotheses are ranked by ln P(Y) / lp(Y), lp(Y) = ((5 + |Y|) / 6)^α, |Y| with the symbol that ends it
 * (Wu et al. 2016, eq. 14, without the coverage penalty). α = 0 ranks by probability alone.
 */
import type { Floats } from '../backend/backend.ts';
import { assert, expected, UnrollError } from '../util/errors.ts';
import { pow } from '../util/maths.ts';
import { bestIds } from './best-ids.ts';
import { expectPositive } from './expect.ts';
import type { RowDecoder, RowStart, RowStep, Written } from './row-decoder.ts';

export interface BeamOptions {
  /** The symbol that ends a sequence. */
  last: number;
  /** The most symbols of a sequence. */
  maxLength: number;
  /** K, hypotheses that go on; default 5. */
  beam?: number;
  /** α of the length normalisation; default 0.6. */
  alpha?: number;
  /** How many hypotheses of each sequence are returned at most; default 1. */
  n?: number;
  /** Symbols that never come. */
  banned?: Iterable<number>;
}

export interface Hypothesis extends Written {
  /** ln P of all symbols, the end's with them. */
  logProbability: number;
  /** What hypotheses are ranked by. */
  score: number;
}

/** The last symbol of a hypothesis, and those before it. */
interface Node {
  parent: Node | undefined;
  id: number;
  /** Symbols up to this one. */
  length: number;
  logProbability: number;
  attention: Floats | undefined;
}

interface Candidate {
  /** Which hypothesis of its group goes on. */
  k: number;
  id: number;
  logProbability: number;
}

interface Group {
  /** Where the result goes. */
  b: number;
  /** At most K, the most probable first; absent node: nothing yet. */
  alive: { node: Node | undefined; row: number }[];
  ended: Hypothesis[];
}

/** The best hypotheses of each sequence, best first; those cut off at `maxLength` stand after those that ended. */
export function beamSearch<State>(
  decoder: RowDecoder<State>,
  start: RowStart<State>,
  options: BeamOptions,
): Hypothesis[][] {
  const search = checked(options, decoder.vocabularySize);
  const { maxLength, K } = search;
  const all = Array.from(
    { length: start.ids.length },
    (_, b): Group => ({ b, alive: [{ node: undefined, row: b }], ended: [] }),
  );
  let groups = all;
  let ids = Int32Array.from(start.ids);
  let { state } = start;
  for (let t = 0; t < maxLength && groups.some(({ alive }) => alive.length > 0); t++) {
    const step = decoder.step(ids, state, { logProbabilities: true });
    for (const group of groups) {
      const candidates = candidatesOf(group, step, search);
      goOn(group, candidates, { ...search, attention: step.attention, rows: ids.length });
    }
    const open = groups.filter(({ alive }) => alive.length > 0);
    // Fewer groups cost less, and leaving some out costs a copy of what attention reads.
    const kept = 2 * open.length > groups.length ? groups : open;
    const chosen =
      kept === groups ? undefined : Int32Array.from(kept, (group) => groups.indexOf(group));
    const width = Math.min(K, Math.max(0, ...kept.map(({ alive }) => alive.length)));
    const rows = new Int32Array(width * kept.length);
    ids = new Int32Array(rows.length);
    kept.forEach((group, g) => {
      for (let k = 0; k < width; k++) {
        // A row without a hypothesis goes on from any; nothing looks at it.
        const one = group.alive[k];
        rows[k * kept.length + g] = one?.row ?? (chosen ? chosen[g] : g);
        ids[k * kept.length + g] = one?.node?.id ?? search.last;
        if (one) one.row = k * kept.length + g;
      }
    });
    state = decoder.select(step.state, { rows, groups: chosen });
    groups = kept;
  }
  return all.map((group) => ranked(group, search));
}

type Search = ReturnType<typeof checked>;

function checked(options: BeamOptions, V: number) {
  const { last, maxLength, beam: K = 5, alpha = 0.6, n = 1, banned = [] } = options;
  for (const [name, count] of Object.entries({ maxLength, beam: K, n }))
    expectPositive(name, count);
  if (n > K) throw expected('n', `at most the beam, ${K}`, n);
  if (!(alpha >= 0 && Number.isFinite(alpha)))
    throw expected('alpha', 'a number of at least 0', alpha);
  const isBanned = new Uint8Array(V);
  for (const id of banned) {
    if (!(Number.isInteger(id) && id >= 0 && id < V)) {
      throw expected('a banned id', `a whole number below ${V}`, id);
    }
    isBanned[id] = 1;
  }
  // ln P / lp is compared often; lengths repeat.
  const penalties = Array.from({ length: maxLength + 1 }, (_, k) => pow((5 + k) / 6, alpha));
  return { V, last, maxLength, K, n, isBanned, penalties };
}

/** The ways to go on that can matter, the most probable first. */
function candidatesOf(
  { alive }: Group,
  { logits, logProbabilities }: Pick<RowStep<unknown>, 'logits' | 'logProbabilities'>,
  { V, K, isBanned }: Search,
): Candidate[] {
  assert(logProbabilities !== undefined, 'a decoder gives what it was asked for');
  const candidates: Candidate[] = [];
  alive.forEach(({ node, row }, k) => {
    // K that go on and one that ends: more cannot matter.
    const best = bestIds(logits, { offset: row * V, V, count: K + 1, isBanned });
    if (best.length === 0) throw notFinite();
    for (const id of best) {
      const logProbability = (node?.logProbability ?? 0) + logProbabilities[row * V + id];
      if (Number.isNaN(logProbability)) throw notFinite();
      if (logProbability > Number.NEGATIVE_INFINITY) candidates.push({ k, id, logProbability });
    }
  });
  // Sorting is stable: of equals the earlier hypothesis comes first, then the larger logit.
  return candidates.sort((a, b) => b.logProbability - a.logProbability);
}

function notFinite(): UnrollError {
  return new UnrollError(
    'numeric',
    'expected finite logits to search through but received none; the weights are not usable, train again with a lower learning rate',
  );
}

/** Ends and goes on; leaves nothing alive where the search of the group is over. */
function goOn(
  group: Group,
  candidates: readonly Candidate[],
  { attention, rows, ...search }: Search & { attention: Floats | undefined; rows: number },
): void {
  const { K, n, last, penalties, maxLength } = search;
  const S = (attention?.length ?? 0) / rows;
  const alive: Group['alive'] = [];
  candidates.forEach(({ k, id, logProbability }, place) => {
    if (alive.length === K || (id === last && place >= K)) return;
    const { node: parent, row } = group.alive[k];
    const node: Node = {
      parent,
      id,
      length: (parent?.length ?? 0) + 1,
      logProbability,
      attention: attention?.subarray(row * S, (row + 1) * S),
    };
    if (id === last) group.ended.push(hypothesisOf(node, penalties, true));
    else alive.push({ node, row });
  });
  group.alive = alive;
  if (group.ended.length < n || alive.length === 0) return;
  const worst = group.ended.map(({ score }) => score).sort((a, b) => b - a)[n - 1];
  // ln P only falls, and the longest penalty is the mildest.
  const best = (alive[0].node?.logProbability ?? 0) / penalties[maxLength];
  if (group.ended.length >= K || worst >= best) group.alive = [];
}

function ranked({ alive, ended }: Group, { n, penalties }: Search): Hypothesis[] {
  const cut = alive.flatMap(({ node }) => (node ? [hypothesisOf(node, penalties, false)] : []));
  const byScore = (a: Hypothesis, b: Hypothesis) => b.score - a.score;
  return [...ended.sort(byScore), ...cut.sort(byScore)].slice(0, n);
}

function hypothesisOf(node: Node, penalties: readonly number[], ended: boolean): Hypothesis {
  const ids: number[] = [];
  const attention: Floats[] = [];
  for (let at = ended ? node.parent : node; at !== undefined; at = at.parent) {
    ids.push(at.id);
    if (at.attention) attention.push(at.attention);
  }
  const { logProbability, length } = node;
  return {
    ids: Int32Array.from(ids.reverse()),
    ended,
    attention: attention.length > 0 ? attention.reverse() : undefined,
    logProbability,
    score: logProbability / penalties[length],
  };
}
