/** The kernels against the cells' plain operations in double precision, gate by gate. */
import { describe, expect, test } from 'vitest';
import type { Backend } from '../../../src/backend/backend.ts';
import { createReferenceBackend } from '../../../src/backend/js/reference.ts';
import { Tape } from '../../../src/tensor/tape.ts';
import { backends } from '../../support/backends.ts';
import { expectClose } from '../../support/numbers.ts';
import { lossOf, problem, run, runOn, variants, walks } from '../layer-problem.ts';

const double = createReferenceBackend();

describe.each(await backends())('$name', ({ create, tolerance }) => {
  describe.each(variants)('$name', ({ cell }) => {
    test.each(walks([4, 1, 3]))('equals plain operations: $name', async ({ walk }) => {
      const backend = await create();
      const small = problem(cell, {});
      const fused = run(backend, small, walk, true);
      const plain = run(double, small, walk, false);
      expect(fused.trace.gateNames).toEqual(plain.trace.gateNames);
      expectClose(fused.trace.gates, plain.trace.gates, tolerance, 'gates');
      expectClose(fused.output, plain.output, tolerance, 'output');
      for (const name of cell.states) {
        expectClose(fused.state[name], plain.state[name], tolerance, `final ${name}`);
        expectClose(fused.trace.states[name], plain.trace.states[name], tolerance, `all ${name}`);
      }
      for (const [name, gradient] of Object.entries(plain.gradients)) {
        expectClose(fused.gradients[name], gradient, tolerance * 10, `gradient of ${name}`);
      }
      backend.close();
    });
  });
});

/** The same backend, counting the calls of its operations. */
function counting(backend: Backend): { backend: Backend; calls: () => number } {
  let calls = 0;
  const memory = ['floats', 'ints', 'free', 'packedLength', 'close'];
  const counted = new Proxy(backend, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        if (!memory.includes(String(name))) calls++;
        return Reflect.apply(value, target, args);
      };
    },
  });
  return { backend: counted, calls: () => calls };
}

test.each(variants)('$name makes as many kernel calls for 20 steps as for 2', ({ cell }) => {
  const callsFor = (T: number) => {
    const { backend, calls } = counting(createReferenceBackend());
    const tape = new Tape(backend);
    const long = problem(cell, { T });
    const walk = { reverse: false, initial: true };
    const tensors = [long.x, ...long.parameters, ...long.states].map(({ values, shape }) =>
      tape.variable(values, shape),
    );
    tape.backward(lossOf(tape, runOn(tape, long, tensors, { ...walk, fused: true })));
    return calls();
  };
  expect(callsFor(20)).toBe(callsFor(2));
  expect(callsFor(2)).toBeLessThan(80);
});
