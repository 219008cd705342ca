import { expect, it } from 'vitest';
import type { table } from '../../src/studio/text/languages.ts';

it('a Korean sentence that is missing, or has other blanks, breaks the build', () => {
  // Never called: the types are what is tested, by `npm run types`.
  const columns = (make: typeof table) => {
    make({ a: 'x', b: (n: string) => n }, { a: 'ㅎ', b: (n) => n });
    // @ts-expect-error b is missing
    make({ a: 'x', b: (n: string) => n }, { a: 'ㅎ' });
    // @ts-expect-error b takes a string
    make({ a: 'x', b: (n: string) => n }, { a: 'ㅎ', b: (n: number) => String(n) });
    // @ts-expect-error c is in no English column
    make({ a: 'x' }, { a: 'ㅎ', c: 'ㅊ' });
  };
  expect(columns).toBeTypeOf('function');
});
