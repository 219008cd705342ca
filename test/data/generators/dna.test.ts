import { describe, expect, it } from 'vitest';
import {
  type DnaLabel,
  decodeDna,
  dnaLabels,
  dnaModel,
  generateDna,
} from '../../../src/data/generators/dna.ts';

const items = generateDna({ seed: 1, items: 150, length: 300 });
const decoded = items.map(({ sequence }) => decodeDna(sequence));
const bases = 150 * 300;

/** The share of labels that are right. */
const right = (guess: (n: number) => readonly string[]) =>
  items.reduce((sum, { labels }, n) => {
    const guesses = guess(n);
    return sum + labels.filter((label, t) => guesses[t] === label).length;
  }, 0) / bases;

describe('DNA', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(generateDna({ items: 3, length: 300 })).toEqual(items.slice(0, 3));
    expect(generateDna({ seed: 2, items: 3, length: 300 })).not.toEqual(items.slice(0, 3));
  });

  it('comes from a model whose rows are probabilities', () => {
    const { hmm, labels } = dnaModel();
    const S = labels.length;
    expect(hmm.start.reduce((a, b) => a + b)).toBe(1);
    for (let s = 0; s < S; s++) {
      expect(hmm.transition.subarray(s * S, s * S + S).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
      expect(hmm.emission.subarray(s * 4, s * 4 + 4).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    }
  });

  it('has a label for each base, all three often', () => {
    for (const label of dnaLabels) {
      const share = items.flatMap(({ labels }) => labels.filter((l) => l === label)).length / bases;
      expect(share, label).toBeGreaterThan(0.15);
    }
    for (const { sequence, labels } of items) {
      expect(sequence).toMatch(/^[ACGT]{300}$/);
      expect(labels.length).toBe(300);
      // An intron lies inside a gene.
      for (let t = 1; t < 300; t++) {
        expect(`${labels[t - 1]} ${labels[t]}`).not.toMatch(
          /^(intron intergenic|intergenic intron)$/,
        );
      }
    }
  });

  it('begins introns with GT and ends them with AG, most of the time', () => {
    let introns = 0;
    let donors = 0;
    let acceptors = 0;
    for (const { sequence, labels } of items) {
      for (let t = 1; t < 299; t++) {
        if (labels[t - 1] === 'exon' && labels[t] === 'intron') {
          introns++;
          if (sequence.slice(t, t + 2) === 'GT') donors++;
        }
        if (
          labels[t] === 'intron' &&
          labels[t + 1] === 'exon' &&
          sequence.slice(t - 1, t + 1) === 'AG'
        ) {
          acceptors++;
        }
      }
    }
    expect(introns).toBeGreaterThan(200);
    expect(Math.abs(donors / introns - 0.91 ** 2)).toBeLessThan(0.1);
    expect(Math.abs(acceptors / introns - 0.91 ** 2)).toBeLessThan(0.15);
  });

  it('is decoded with the accuracy that the posterior expects', () => {
    const expectation = decoded.reduce((sum, d) => sum + d.expectedAccuracy, 0) / decoded.length;
    const accuracy = right((n) => decoded[n].labels);
    expect(Math.abs(accuracy - expectation)).toBeLessThan(0.015);
    expect(expectation).toBeGreaterThan(0.8);
    expect(expectation).toBeLessThan(0.99);
  });

  it('is decoded no better by the most probable path, and much worse without context', () => {
    const accuracy = right((n) => decoded[n].labels);
    for (const { labels, probabilities, viterbi, expectedAccuracy } of decoded) {
      const expects = (guess: readonly DnaLabel[]) =>
        guess.reduce((sum, l, t) => sum + probabilities[3 * t + dnaLabels.indexOf(l)], 0) / 300;
      expect(expects(labels)).toBeCloseTo(expectedAccuracy, 12);
      expect(expects(viterbi)).toBeLessThanOrEqual(expectedAccuracy);
    }
    // The best label by the base alone, counted on the same data.
    const counts = new Map<string, number>();
    for (const { sequence, labels } of items) {
      labels.forEach((label, t) => {
        const key = sequence[t] + label;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      });
    }
    const best = (base: string) =>
      dnaLabels.reduce((a, b) =>
        (counts.get(base + b) ?? 0) > (counts.get(base + a) ?? 0) ? b : a,
      );
    expect(right((n) => [...items[n].sequence].map(best))).toBeLessThan(accuracy - 0.2);
  });

  it('is told better by both sides than by the left alone', () => {
    // P(label | bases up to t) is the posterior of the prefix at its last base.
    let filtered = 0;
    let n = 0;
    let smoothed = 0;
    for (const [i, { sequence, labels }] of items.slice(0, 30).entries()) {
      for (let t = 20; t < 280; t += 13) {
        n++;
        if (decodeDna(sequence.slice(0, t + 1)).labels[t] === labels[t]) filtered++;
        if (decoded[i].labels[t] === labels[t]) smoothed++;
      }
    }
    expect(smoothed / n).toBeGreaterThan(filtered / n + 0.05);
  });

  it('has no other letters, and at least one', () => {
    expect(() => decodeDna('')).toThrow('expected the sequence to be at least one base');
    expect(() => decodeDna('ACGX')).toThrow('expected a base to be A, C, G or T but received "X"');
  });
});
