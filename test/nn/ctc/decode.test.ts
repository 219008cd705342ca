/** CTC decoding against all paths one by one. */
import { expect, test } from 'vitest';
import { createReferenceBackend } from '../../../src/backend/js/reference.ts';
import { ctcBeam, ctcGreedy } from '../../../src/nn/ctc/decode.ts';
import { Tape } from '../../../src/tensor/tape.ts';
import { range } from '../../support/naive-scan.ts';
import { expectClose, source } from '../../support/numbers.ts';
import { collapse, labelProbabilities, softmaxRows } from './paths.ts';

const tape = new Tape(createReferenceBackend());

test.each([0, 1, 2])('a wide beam finds all labels with their probabilities, blank %i', (blank) => {
  for (const T of [1, 2, 5]) {
    const logits = source(20 + T).values(T * 3, 2);
    const wanted = [...labelProbabilities(softmaxRows(logits, 3), blank)].sort(
      (a, b) => b[1] - a[1],
    );
    const x = tape.constant(logits, [T, 1, 3]);
    const [found] = ctcBeam(x, { blank, beamWidth: 1000, n: 1000 });
    expect(found.map(({ labels }) => labels.join(','))).toEqual(wanted.map(([labels]) => labels));
    expectClose(
      found.map(({ logProbability }) => logProbability),
      wanted.map(([, p]) => Math.log(p)),
      1e-12,
    );
  }
});

test('a narrow beam never claims more than there is, and n bounds the hypotheses', () => {
  const logits = source(31).values(6 * 4, 2);
  const exact = labelProbabilities(softmaxRows(logits, 4), 0);
  const x = tape.constant(logits, [6, 1, 4]);
  for (const beamWidth of [1, 2, 3, 8]) {
    const [found] = ctcBeam(x, { beamWidth, n: 2 });
    expect(found.length).toBe(Math.min(beamWidth, 2));
    for (const { labels, logProbability } of found) {
      expect(logProbability).toBeLessThanOrEqual(
        Math.log(exact.get(labels.join(',')) ?? 0) + 1e-12,
      );
    }
  }
  expect(ctcBeam(x)[0].length).toBe(1);
});

test('the best labels need not be those of the best path', () => {
  // blank 0.6, a 0.4 twice: the best path is two blanks (0.36), but a has 0.64.
  const p = [0.6, 0.4, 0.6, 0.4].map(Math.log);
  const x = tape.constant(p, [2, 1, 2]);
  const [path] = ctcGreedy(x);
  expect(path.labels).toEqual([]);
  expect(path.logProbability).toBeCloseTo(Math.log(0.36), 12);
  const [[best]] = ctcBeam(x);
  expect(best.labels).toEqual([1]);
  expect(best.logProbability).toBeCloseTo(Math.log(0.64), 12);
});

test('greedy takes the best path of each sequence up to its length', () => {
  const [T, B, K] = [6, 3, 3];
  const logits = source(40).values(T * B * K, 3);
  const inputLengths = [6, 0, 3];
  const found = ctcGreedy(tape.constant(logits, [T, B, K]), { blank: 2, inputLengths });
  for (const b of range(B)) {
    const rows = range(inputLengths[b]).map((t) =>
      logits.slice((t * B + b) * K, (t * B + b + 1) * K),
    );
    const p = softmaxRows(rows.flat(), K);
    const path = rows.map((row) => row.indexOf(Math.max(...row)));
    expect(found[b].labels).toEqual(collapse(path, 2));
    expect(found[b].frames.map((t) => path[t])).toEqual(found[b].labels);
    const logP = path.reduce((sum, k, t) => sum + Math.log(p[t][k]), 0);
    expect(found[b].logProbability).toBeCloseTo(logP, 12);
  }
});

test('greedy merges repeats but not across a blank, and says when a label begins', () => {
  const path = [1, 1, 0, 1, 2, 2, 0, 0];
  const x = tape.constant(
    path.flatMap((symbol) => range(3).map((k) => (k === symbol ? 5 : 0))),
    [8, 1, 3],
  );
  expect(ctcGreedy(x)[0]).toMatchObject({ labels: [1, 1, 2], frames: [0, 3, 4] });
  expect(ctcBeam(x)[0][0].labels).toEqual([1, 1, 2]);
});

test('no frames have no labels', () => {
  const x = tape.constant([], [0, 1, 3]);
  expect(ctcGreedy(x)).toEqual([{ labels: [], frames: [], logProbability: 0 }]);
  expect(ctcBeam(x)).toEqual([[{ labels: [], logProbability: 0 }]]);
});

test('says what does not fit', () => {
  const x = tape.constant([1, 2, 3, 4], [1, 2, 2]);
  expect(() => ctcBeam(x, { beamWidth: 0 })).toThrow(
    'expected beamWidth to be a positive integer but received 0',
  );
  expect(() => ctcGreedy(x, { blank: -1 })).toThrow(
    'expected blank to be a symbol from 0 to 1 but received -1',
  );
  expect(() => ctcGreedy(x, { inputLengths: [1, 2] })).toThrow(
    'expected inputLengths from 0 to 1 but received 2 for sequence 1',
  );
});
