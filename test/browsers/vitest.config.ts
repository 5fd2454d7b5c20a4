import { defineConfig } from 'vitest/config';

/** `pnpm test:browsers`: what shoppers do, in Firefox and WebKit. Whole servers and browsers: two files at a time. */
export default defineConfig({
  test: {
    include: ['test/browsers/**/*.test.ts'],
    testTimeout: 90_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
