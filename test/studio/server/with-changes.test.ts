import { expect, it } from 'vitest';
import type { RunSummary } from '../../../src/protocol/runs.ts';
import { withChanges } from '../../../src/studio/server/with-changes.ts';

const run = (name: string, steps = 0) => ({ name, steps }) as RunSummary;

it('puts changed runs in their places, new ones first, and leaves lost ones out', () => {
  const changes = new Map([
    ['b', run('b', 7)],
    ['new', run('new')],
    ['c', null],
    ['gone', null],
  ]);
  expect(withChanges([run('a'), run('b'), run('c')], changes)).toEqual([
    run('new'),
    run('a'),
    run('b', 7),
  ]);
});
