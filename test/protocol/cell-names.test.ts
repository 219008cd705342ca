import { expect, it } from 'vitest';
import { cellNames as builtIn } from '../../src/nn/cells/table.ts';
import { cellNames } from '../../src/protocol/cell-names.ts';

it('the page offers every built-in cell', () => {
  expect(cellNames).toEqual(builtIn);
});
