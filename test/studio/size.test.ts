import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { buildPages } from './support/built.ts';

it('the whole application is at most 500 kB as it is sent', async () => {
  const { folder, remove } = await buildPages();
  const bytes = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => {
      return sum + gzipSync(readFileSync(join(parentPath, name))).length;
    }, 0);
  remove();
  console.log(`the Studio's pages: ${(bytes / 1000).toFixed(0)} kB gzipped`);
  expect(bytes).toBeLessThanOrEqual(500_000);
});
