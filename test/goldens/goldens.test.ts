/**
 * Golden values from PyTorch on every backend: `UNROLL_GOLDENS=DIR` takes another folder of the same
 * form. Double precision must agree within 1e-10, single within 1e-5 of the same float64 values.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { checkOf, skipReason } from './cases.ts';
import { type GoldenTensor, readIndex, readTensors } from './fixture.ts';
import { Subject } from './subject.ts';
import { missingBackends, openTargets } from './targets.ts';

const bundled = fileURLToPath(new URL('../fixtures/goldens', import.meta.url));
const folder = process.env.UNROLL_GOLDENS || bundled;
const cases = readIndex(folder);
const targets = await openTargets();

const files = new Map<string, Map<string, GoldenTensor>>();
function tensorsOf(file: string): Map<string, GoldenTensor> {
  const tensors = files.get(file) ?? readTensors(join(folder, file));
  files.set(file, tensors);
  return tensors;
}

for (const name of missingBackends(targets)) {
  it(`${name} is there`, () => {
    throw new Error(`UNROLL_REQUIRE asks for ${name}, which is absent`);
  });
}

for (const target of targets) {
  describe(`goldens on ${target.name}`, () => {
    const { backend } = target;
    if (backend === undefined) {
      it.skip(`${target.name} is absent: ${target.detail}`, () => {});
      return;
    }
    afterAll(() => backend.close());

    for (const golden of cases) {
      const reason = skipReason(golden.op);
      if (reason !== undefined) {
        it.skip(`${golden.name}: ${reason}`, () => {});
        continue;
      }
      it(golden.name, () => {
        const tolerance = backend.precision === 'double' ? 1e-10 : 1e-5;
        const subject = new Subject(golden, tensorsOf(golden.files.f64), tolerance);
        checkOf(golden.op)(subject, backend);
        expect(subject.finish()).toEqual([]);
      });
    }
  });
}
