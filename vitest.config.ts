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
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Pages are slow to answer where other tests have the cores.
    expect: { poll: { timeout: 20_000 } },
  },
});
