import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compare } from '../../src/compare/compare.ts';
import { train } from '../../src/index.ts';

it('a forecast stands beside baselines by the metrics of its backtest', async () => {
  const out = join(mkdtempSync(join(tmpdir(), 'unroll-compare-')), 'run');
  const options = { hidden: 4, steps: 2, batch: 4, validateEvery: 2, backend: 'js' as const };
  await train({ task: 'forecast', ...options, out }).finish();
  const [table] = await compare([out], { backend: 'js' });
  expect(table.rows.map(({ name }) => name)).toContain('last value');
  for (const row of table.rows) {
    expect(row.metrics.scaled_mse).toBe(row.goal);
    expect(row.metrics.mase).toBeGreaterThan(0);
  }
  // Two steps teach nothing.
  expect(table.remarks.join(' ')).toContain('A baseline wins');
});
