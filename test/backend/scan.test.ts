import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import { createReferenceBackend } from '../../src/backend/js/reference.ts';
import { backends } from '../support/backends.ts';
import { kinds, naiveScan } from '../support/naive-scan.ts';
import { expectClose } from '../support/numbers.ts';
import {
  casesOf,
  describeCase,
  randomCotangents,
  randomData,
  resultOf,
  runScan,
  runScanBackward,
} from '../support/scan.ts';

const sizes: [number, number, number][] = [
  [1, 1, 1],
  [4, 3, 3],
  [3, 2, 17],
  [5, 1, 33],
  [3, 7, 65],
  [2, 5, 130],
  [2, 33, 9],
];

describe.each(await backends())('scan on $name', ({ create, tolerance }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await create();
  });
  afterAll(() => backend.close());

  for (const kind of kinds) {
    it(`${kind} equals its equations, gate by gate`, () => {
      for (const [seed, scan] of casesOf(kind, sizes).entries()) {
        const data = once(`data ${seed} ${kind}`, () => randomData(scan, seed));
        const blocks = runScan(backend, scan, data);
        const actual = resultOf(scan, blocks);
        const wanted = once(`forward ${seed} ${kind}`, () => naiveScan(scan, data));
        for (const part of ['gates', 'h', 'c', 'extra', 'output'] as const) {
          expectClose(actual[part], wanted[part], tolerance, `${describeCase(scan)}: ${part}`);
        }
        // What the backward pass multiplies by zero must be a number.
        if (blocks.extra) expect([...blocks.extra.array()].every(Number.isFinite)).toBe(true);
      }
    });

    it(`${kind} backward equals the reference in doubles`, () => {
      for (const [seed, scan] of casesOf(kind, sizes).entries()) {
        const gradients = (on: Backend) => {
          const data = once(`data ${seed} ${kind}`, () => randomData(scan, seed));
          const cotangents = once(`cotangents ${seed} ${kind}`, () => randomCotangents(scan, seed));
          return runScanBackward(on, scan, data, runScan(on, scan, data), cotangents);
        };
        const actual = gradients(backend);
        const wanted = once(`backward ${seed} ${kind}`, () => gradients(createReferenceBackend()));
        for (const part of ['gates', 'h0', 'c0'] as const) {
          expectClose(actual[part], wanted[part], tolerance, `${describeCase(scan)}: d${part}`);
        }
        if (kind === 'gru-torch') {
          expectClose(actual.extra, wanted.extra, tolerance, `${describeCase(scan)}: dextra`);
        }
      }
    });
  }

  it('keeps saturated gates and huge inputs finite', () => {
    for (const kind of kinds) {
      if (kind === 'rnn-relu') continue;
      for (const scan of casesOf(kind, [[3, 2, 5]])) {
        const data = randomData(scan, 1);
        data.gates = data.gates.map((x) => x * 1e4);
        const actual = resultOf(scan, runScan(backend, scan, data));
        const wanted = naiveScan(scan, data);
        expectClose(actual.h, wanted.h, tolerance, describeCase(scan));
        expectClose(actual.gates, wanted.gates, tolerance, describeCase(scan));
      }
    }
  });

  it('lets NaN in one sequence through, and only there', () => {
    for (const kind of kinds) {
      const scan = casesOf(kind, [[3, 5, 17]])[0];
      const data = randomData(scan, 1);
      const clean = resultOf(scan, runScan(backend, scan, data));
      data.h0 = data.h0.map((x, i) => (Math.floor(i / 17) === 2 ? Number.NaN : x));
      const actual = resultOf(scan, runScan(backend, scan, data));
      for (let i = 0; i < actual.output.length; i++) {
        if (Math.floor(i / 17) % 5 === 2) expect(actual.output[i], kind).toBeNaN();
        else expect(actual.output[i], kind).toBe(clean.output[i]);
      }
    }
  });
});

const stored = new Map<string, unknown>();

/** The numbers of a case, computed for the first backend and kept for the others. */
function once<R>(name: string, compute: () => R): R {
  if (!stored.has(name)) stored.set(name, compute());
  return stored.get(name) as R;
}
