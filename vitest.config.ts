import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Examples name the package; tests run them on the sources.
  resolve: {
    alias: [
      { find: /^unroll-rnn$/, replacement: new URL('./src/index.ts', import.meta.url).pathname },
      {
        find: /^unroll-rnn\/tensor$/,
        replacement: new URL('./src/tensor/index.ts', import.meta.url).pathname,
      },
    ],
  },
  test: { include: ['test/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000, pool: 'forks' },
});
