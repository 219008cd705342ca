/**
 * DNA with genes, from a hidden Markov model: between genes the intergenic part; a gene begins with
 * ATG, has codons whose three places prefer different bases, and ends with TAA or TAG; between
 * codons an intron may stand, from GT to AG. Signals are blurred and bases overlap, so each place is
 * told by what stands on both sides of it, and never with certainty; the exact probabilities are
 * known. A toy of gene finders like GENSCAN (Burge and Karlin 1997); all figures are ours.
 */
import { expected } from '../../util/errors.ts';
import { keyFor, Rng } from '../../util/rng.ts';
import { checkWhole } from './check.ts';
import { drawHidden, forwardBackward, type HiddenMarkovModel, viterbi } from './hmm.ts';

export type DnaLabel = 'exon' | 'intron' | 'intergenic';

export interface DnaItem {
  /** Of A, C, G, T. */
  readonly sequence: string;
  /** Of each base. */
  readonly labels: readonly DnaLabel[];
}

export interface DnaOptions {
  readonly seed?: number;
  /** How many sequences. */
  readonly items: number;
  /** Bases in each. */
  readonly length: number;
}

export interface DnaDecoding {
  /** (T, 3): P(label of base t | whole sequence), in the order of `dnaLabels`. */
  readonly probabilities: Float64Array;
  /** The most probable label of each base: nothing gets more bases right on average. */
  readonly labels: readonly DnaLabel[];
  /** What share of `labels` is right, as expected: the mean of the highest probabilities. */
  readonly expectedAccuracy: number;
  /** The labels along the most probable path of states. */
  readonly viterbi: readonly DnaLabel[];
}

export const dnaLabels = ['exon', 'intron', 'intergenic'] as const;

const BASES = 'ACGT';

interface State {
  readonly label: DnaLabel;
  /** P(A), P(C), P(G), P(T). */
  readonly emits: readonly [number, number, number, number];
  readonly next: Readonly<Record<string, number>>;
}

/** A signal: the base that it stands for nine times in ten. */
function signal(base: 'A' | 'C' | 'G' | 'T', label: DnaLabel, next: State['next']): State {
  const p = [...BASES].map((other) => (other === base ? 0.91 : 0.03));
  return { label, emits: [p[0], p[1], p[2], p[3]], next };
}

/** Mean lengths: intergenic 40, exon about 10 codons between introns, intron 25. */
function states(): Readonly<Record<string, State>> {
  return {
    between: {
      label: 'intergenic',
      emits: [0.32, 0.18, 0.18, 0.32],
      next: { between: 0.975, start1: 0.025 },
    },
    start1: signal('A', 'exon', { start2: 1 }),
    start2: signal('T', 'exon', { start3: 1 }),
    start3: signal('G', 'exon', { codon1: 1 }),
    codon1: { label: 'exon', emits: [0.1, 0.1, 0.7, 0.1], next: { codon2: 1 } },
    codon2: { label: 'exon', emits: [0.7, 0.1, 0.1, 0.1], next: { codon3: 1 } },
    codon3: {
      label: 'exon',
      emits: [0.1, 0.7, 0.1, 0.1],
      next: { codon1: 0.9, donor1: 0.06, stop1: 0.04 },
    },
    donor1: signal('G', 'intron', { donor2: 1 }),
    donor2: signal('T', 'intron', { intron: 1 }),
    intron: {
      label: 'intron',
      emits: [0.15, 0.2, 0.1, 0.55],
      next: { intron: 0.95, acceptor1: 0.05 },
    },
    acceptor1: signal('A', 'intron', { acceptor2: 1 }),
    acceptor2: signal('G', 'intron', { codon1: 1 }),
    stop1: signal('T', 'exon', { stop2: 1 }),
    stop2: signal('A', 'exon', { stop3: 1 }),
    stop3: { label: 'exon', emits: [0.6, 0.03, 0.34, 0.03], next: { between: 1 } },
  };
}

export interface DnaModel {
  readonly hmm: HiddenMarkovModel;
  /** (S): of each state. */
  readonly labels: readonly DnaLabel[];
}

/** The model that the sequences are drawn from; they begin between genes. */
export function dnaModel(): DnaModel {
  const table = states();
  const names = Object.keys(table);
  const S = names.length;
  const start = new Float64Array(S);
  start[names.indexOf('between')] = 1;
  const transition = new Float64Array(S * S);
  const emission = new Float64Array(S * BASES.length);
  for (const [s, { emits, next }] of Object.values(table).entries()) {
    emission.set(emits, s * BASES.length);
    for (const [name, p] of Object.entries(next)) transition[s * S + names.indexOf(name)] = p;
  }
  return { hmm: { start, transition, emission }, labels: Object.values(table).map((s) => s.label) };
}

export function generateDna({ seed = 1, items, length }: DnaOptions): DnaItem[] {
  checkWhole('items', items);
  checkWhole('length', length, 1);
  const { hmm, labels } = dnaModel();
  const rng = new Rng(keyFor(seed, 'data', 12));
  return Array.from({ length: items }, () => {
    const drawn = drawHidden(rng, hmm, length);
    return {
      sequence: Array.from(drawn.symbols, (symbol) => BASES[symbol]).join(''),
      labels: Array.from(drawn.states, (state) => labels[state]),
    };
  });
}

/** What the sequence says about its labels, exactly, to one who knows the model. */
export function decodeDna(sequence: string, model: DnaModel = dnaModel()): DnaDecoding {
  if (sequence === '') throw expected('the sequence', 'at least one base', sequence);
  const symbols = Array.from(sequence, (base) => {
    const symbol = BASES.indexOf(base);
    if (symbol < 0) throw expected('a base', 'A, C, G or T', base);
    return symbol;
  });
  const { hmm, labels } = model;
  const S = labels.length;
  const posterior = forwardBackward(hmm, symbols).probabilities;
  const L = dnaLabels.length;
  const probabilities = new Float64Array(symbols.length * L);
  const best: DnaLabel[] = [];
  let sum = 0;
  for (let t = 0; t < symbols.length; t++) {
    const row = probabilities.subarray(t * L, (t + 1) * L);
    for (let s = 0; s < S; s++) row[dnaLabels.indexOf(labels[s])] += posterior[t * S + s];
    const highest = Math.max(...row);
    best.push(dnaLabels[row.indexOf(highest)]);
    sum += highest;
  }
  return {
    probabilities,
    labels: best,
    expectedAccuracy: sum / symbols.length,
    viterbi: Array.from(viterbi(hmm, symbols), (state) => labels[state]),
  };
}
