import { defineConfig } from 'vitest/config';

const source = (path: string) => `${new URL('./src', import.meta.url).pathname}/${path}`;

export default defineConfig({
  // Examples name the package; tests run them on the sources.
  resolve: {
    alias: [
      { find: /^unroll-rnn$/, replacement: source('index.ts') },
      { find: /^unroll-rnn\/(tensor|nn)$/, replacement: source('$1/index.ts') },
    ],
  },
  test: { include: ['test/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000, pool: 'forks' },
});
