import { expect, test } from 'vitest';
import { table } from '../../src/util/text-table.ts';

test('table aligns columns, wide characters included', () => {
  expect(
    table(
      [
        ['가', '1'],
        ['ab', '22'],
        ['c', '3'],
      ],
      ['left', 'right'],
    ),
  ).toBe('가   1\nab  22\nc    3');
});
