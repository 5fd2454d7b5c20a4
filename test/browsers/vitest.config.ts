import { defineConfig } from 'vitest/config';

/** `pnpm test:browsers`: the shopper's paths in Firefox and WebKit. Each file starts servers and browsers of its own. */
export default defineConfig({
  test: {
    include: ['test/browsers/**/*.test.ts'],
    testTimeout: 90_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
