/** Programs of the reference backend: the calls themselves, kept and made again. */
import { assert } from '../../util/errors.ts';
import type { Backend } from '../backend.ts';

/** What computes. */
type Operations = Omit<
  Backend,
  | 'name'
  | 'precision'
  | 'threads'
  | 'description'
  | 'floats'
  | 'ints'
  | 'free'
  | 'packedLength'
  | 'outputKept'
  | 'record'
  | 'close'
>;
type Call = (...args: never[]) => unknown;

/** What gives something back cannot be noted. */
const ANSWERS = new Set(['pack', 'sum', 'sumSquares']);

/** Operations that note themselves while `record` runs, and otherwise do what they did. */
export function recordable(operations: Operations): Operations & Pick<Backend, 'record'> {
  let notes: (() => void)[] | null = null;
  const entries = Object.entries<Call>(operations).map(([name, operation]) => {
    const noted = (...args: never[]) => {
      if (notes === null) return operation(...args);
      assert(!ANSWERS.has(name), `${name} within a program`);
      notes.push(() => operation(...args));
    };
    return [name, noted];
  });
  return {
    ...(Object.fromEntries(entries) as unknown as Operations),
    record(calls) {
      assert(notes === null, 'a program is recorded within another');
      const noted: (() => void)[] = [];
      notes = noted;
      try {
        calls();
      } finally {
        notes = null;
      }
      return {
        run() {
          for (const call of noted) call();
        },
        close: () => {},
      };
    },
  };
}
