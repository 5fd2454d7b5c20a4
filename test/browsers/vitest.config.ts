import { defineConfig } from 'vitest/config';

/** `pnpm test:browsers`: what shoppers do, in Firefox and WebKit. Whole servers and browsers, so one file at a time. */
export default defineConfig({
  test: {
    include: ['test/browsers/**/*.test.ts'],
    testTimeout: 90_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
