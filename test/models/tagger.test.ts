/** Labels of steps: each for itself, or all together with a CRF, against all sequences one by one. */
import { describe, expect, it } from 'vitest';
import type { TaggerConfig } from '../../src/models/tagger.ts';
import { bioRule, type TagRule } from '../../src/nn/crf/rules.ts';
import { Tape, valuesOf } from '../../src/tensor/index.ts';
import { lossValue } from '../support/model-gradients.ts';
import { expectClose } from '../support/numbers.ts';
import { B, bioLabels, crfBatch, lengths, smallTagger, T, taggerBatch } from './networks.ts';

const C = 3;

/** Every sequence of `count` labels. */
function allSequences(count: number): number[][] {
  if (count === 0) return [[]];
  return allSequences(count - 1).flatMap((path) => [0, 1, 2].map((y) => [...path, y]));
}

/** The scores of all sequences of labels that the rule allows, by sequence of the batch. */
function scoresOf(allowed?: TagRule) {
  const tagger = smallTagger({ crf: true }, { allowed });
  const emissions = valuesOf(tagger.forward(new Tape(tagger.backend), crfBatch()));
  const [transitions, start, end] = ['transitions', 'start_transitions', 'end_transitions'].map(
    (name) => tagger.parameters.read(`crf.${name}`),
  );
  const fits = (path: number[]) =>
    allowed === undefined ||
    (allowed('start', path[0]) && path.every((y, t) => allowed(y, path[t + 1] ?? 'end')));
  const score = (path: number[], b: number) =>
    path.reduce(
      (sum, y, t) => {
        const before = t === 0 ? start[y] : transitions[path[t - 1] * C + y];
        return sum + before + emissions[(t * B + b) * C + y];
      },
      end[path[path.length - 1]],
    );
  const all = Array.from(lengths, (length, b) =>
    allSequences(length)
      .filter(fits)
      .map((path) => ({ path, score: score(path, b) })),
  );
  return { tagger, all };
}

describe.each([
  ['any neighbours', undefined],
  ['a rule', bioRule(bioLabels)],
] as const)('a tagger with a CRF and %s', (_, allowed) => {
  const { tagger, all } = scoresOf(allowed);
  const totals = all.map((paths) => paths.reduce((sum, { score }) => sum + Math.exp(score), 0));

  it('loses −ln P of the given labels among all sequences, by the label', () => {
    const { targets } = crfBatch();
    const each = all.map((paths, b) => {
      const given = Array.from({ length: lengths[b] }, (_, t) => targets[t * B + b]).join();
      const score = paths.find(({ path }) => path.join() === given)?.score ?? Number.NaN;
      return Math.log(totals[b]) - score;
    });
    const sum = each.reduce((a, b) => a + b);
    const labels = lengths.reduce((a, b) => a + b);
    const loss = (reduction: 'sum' | 'mean') =>
      lossValue(tagger.parameters, (tape) => tagger.loss(tape, crfBatch(), { reduction }));
    expectClose([loss('sum'), loss('mean')], [sum, sum / labels], 1e-12);
    expect(tagger.weight(crfBatch())).toBe(labels);
  });

  it('gives the best sequence', () => {
    const best = all.map((paths) => paths.reduce((a, b) => (b.score > a.score ? b : a)).path);
    expect(tagger.decode(new Tape(tagger.backend), crfBatch())).toEqual(best);
  });

  it('says how probable each label is over all sequences', () => {
    const tape = new Tape(tagger.backend);
    const found = valuesOf(tagger.probabilities(tape, crfBatch()));
    for (let b = 0; b < B; b++) {
      for (let t = 0; t < lengths[b]; t++) {
        const wanted = [0, 1, 2].map((y) =>
          all[b].reduce((sum, { path, score }) => sum + (path[t] === y ? Math.exp(score) : 0), 0),
        );
        const row = (t * B + b) * C;
        expectClose(
          found.slice(row, row + C),
          wanted.map((x) => x / totals[b]),
          1e-12,
        );
      }
    }
  });
});

describe('a tagger of single labels', () => {
  it('says how probable each label is, and gives the most probable', () => {
    const tagger = smallTagger();
    const tape = new Tape(tagger.backend);
    const logits = valuesOf(tagger.forward(tape, taggerBatch()));
    const found = valuesOf(tagger.probabilities(tape, taggerBatch()));
    const labels = tagger.decode(tape, taggerBatch());
    expect(labels.map(({ length }) => length)).toEqual([...lengths]);
    for (let b = 0; b < B; b++) {
      for (let t = 0; t < lengths[b]; t++) {
        const row = (t * B + b) * C;
        const own = [...logits.slice(row, row + C)].map(Math.exp);
        const total = own.reduce((a, x) => a + x);
        expectClose(
          found.slice(row, row + C),
          own.map((x) => x / total),
          1e-12,
        );
        expect(labels[b][t]).toBe(own.indexOf(Math.max(...own)));
      }
    }
    const whole = tagger.decode(tape, { ...taggerBatch(), lengths: undefined });
    expect(whole.map(({ length }) => length)).toEqual([T, T, T, T]);
  });
});

describe('a tagger that cannot be', () => {
  const cases: [string, Partial<TaggerConfig>, TagRule | undefined, RegExp][] = [
    ['no labels', { labels: 0 }, undefined, /labels .*0/],
    [
      'a CRF of weighted labels',
      { crf: true, classWeights: [1, 2, 3] },
      undefined,
      /leave them out/,
    ],
    ['a CRF of smoothed labels', { crf: true, smoothing: 0.1 }, undefined, /leave them out/],
    ['a rule without a CRF', {}, bioRule(bioLabels), /needs crf: true/],
  ];
  it.each(cases)('is refused: %s', (_, config, allowed, message) => {
    expect(() => smallTagger(config, { allowed })).toThrow(message);
  });

  it('is refused labels that a CRF cannot take', () => {
    const tagger = smallTagger({ crf: true }, { allowed: bioRule(bioLabels) });
    const tape = new Tape(tagger.backend);
    const loss = (targets: number[]) => () => tagger.loss(tape, { ...crfBatch(), targets });
    const given = Array.from(crfBatch().targets);
    expect(loss(given.with(1, -1))).toThrow(/tags from 0 to 2 .*-1 at step 0 of sequence 1/);
    expect(loss(given.with(0, 2))).toThrow(/forbids 2 after start, at step 0 of sequence 0/);
  });
});
