/** `npm run example -- NAME`: runs examples/NAME.ts from the sources, nothing to build before. */
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createViteServer } from 'vitest/node';

const root = fileURLToPath(new URL('..', import.meta.url));
const [name] = process.argv.slice(2);
const file = `${root}examples/${name}.ts`;
if (name === undefined || !existsSync(file)) {
  const names = readdirSync(`${root}examples`)
    .filter((entry) => entry.endsWith('.ts'))
    .map((entry) => entry.slice(0, -'.ts'.length));
  console.error(`usage: npm run example -- NAME, where NAME is one of ${names.join(', ')}`);
  process.exit(2);
}
const server = await createViteServer({
  root,
  configFile: false,
  logLevel: 'error',
  appType: 'custom',
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
});
try {
  await server.ssrLoadModule(file);
} finally {
  await server.close();
}
