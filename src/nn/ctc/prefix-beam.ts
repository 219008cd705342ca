/**
 * Beam search over label prefixes. Paths that give the same labels are one hypothesis, kept in two
 * parts: those that end in a blank and those that end in the last label, because only after a blank
 * does the same symbol again mean another label.
 */
import { exp, log1p } from '../../util/maths.ts';

const NEVER = Number.NEGATIVE_INFINITY;

/** A node of the tree of prefixes; its labels are those on the way from the root. */
interface Prefix {
  readonly parent: Prefix | null;
  readonly label: number;
  /** Longer prefixes that were ever in the beam, by their last label. */
  readonly children: Map<number, Prefix>;
  /** ln P of the paths so far that end in a blank, and in the label. */
  atBlank: number;
  atLabel: number;
  nextBlank: number;
  nextLabel: number;
}

/** A prefix that the next frame would add; it becomes a node only if it is kept. */
interface Candidate {
  prefix: Prefix;
  /** Absent: the prefix itself. */
  label?: number;
  logP: number;
}

/** logP (T, K) → all hypotheses that are left after the last frame, the most probable first. */
export function prefixBeam(
  { logP, T, K }: { logP: ArrayLike<number>; T: number; K: number },
  blank: number,
  beamWidth: number,
): { labels: number[]; logProbability: number }[] {
  const root = node(null, blank);
  root.atBlank = 0;
  let beam = [root];
  for (let t = 0; t < T; t++) {
    const at = (k: number) => logP[t * K + k];
    const inBeam = new Set(beam);
    const added: Candidate[] = [];
    for (const prefix of beam) {
      const total = logAdd(prefix.atBlank, prefix.atLabel);
      prefix.nextBlank = total + at(blank);
      if (prefix !== root) {
        prefix.nextLabel = logAdd(prefix.nextLabel, prefix.atLabel + at(prefix.label));
      }
      for (let k = 0; k < K; k++) {
        if (k === blank) continue;
        const from = k === prefix.label ? prefix.atBlank : total;
        const extended = from + at(k);
        if (extended === NEVER) continue;
        const child = prefix.children.get(k);
        if (child !== undefined && inBeam.has(child)) {
          child.nextLabel = logAdd(child.nextLabel, extended);
        } else added.push({ prefix, label: k, logP: extended });
      }
    }
    const kept = beam.map(
      (prefix): Candidate => ({ prefix, logP: logAdd(prefix.nextBlank, prefix.nextLabel) }),
    );
    // Sorting is stable, so that equals stay in the order of their parents and labels.
    const best = [...kept, ...added].sort((a, b) => b.logP - a.logP).slice(0, beamWidth);
    for (const prefix of beam) {
      prefix.atBlank = prefix.nextBlank;
      prefix.atLabel = prefix.nextLabel;
      prefix.nextBlank = NEVER;
      prefix.nextLabel = NEVER;
    }
    beam = best.map(({ prefix, label, logP }) => {
      if (label === undefined) return prefix;
      const child = prefix.children.get(label) ?? node(prefix, label);
      prefix.children.set(label, child);
      child.atBlank = NEVER;
      child.atLabel = logP;
      return child;
    });
  }
  return beam
    .map((prefix) => ({
      labels: labelsOf(prefix),
      logProbability: logAdd(prefix.atBlank, prefix.atLabel),
    }))
    .filter(({ logProbability }) => logProbability > NEVER)
    .sort((a, b) => b.logProbability - a.logProbability);
}

function node(parent: Prefix | null, label: number): Prefix {
  return {
    parent,
    label,
    children: new Map(),
    atBlank: NEVER,
    atLabel: NEVER,
    nextBlank: NEVER,
    nextLabel: NEVER,
  };
}

function labelsOf(prefix: Prefix): number[] {
  const labels: number[] = [];
  for (let at = prefix; at.parent !== null; at = at.parent) labels.push(at.label);
  return labels.reverse();
}

/** ln(e^a + e^b) */
function logAdd(a: number, b: number): number {
  const high = a > b ? a : b;
  if (high === NEVER) return NEVER;
  return high + log1p(exp(-Math.abs(a - b)));
}
