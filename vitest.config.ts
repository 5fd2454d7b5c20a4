import { defineConfig } from 'vitest/config';

const ignored = ['**/node_modules/**', '**/dist/**'];
const fastStart = ['--import', new URL('apps/server/src/fast-start.ts', import.meta.url).href];

/**
 * What is quick, what needs a browser, what starts whole servers, and what kills them. The last runs after the others,
 * since its tests are about time; what measures time has the machine for itself at the end.
 */
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          execArgv: fastStart,
          include: [
            'packages/**/*.test.{ts,tsx}',
            'apps/**/*.test.{ts,tsx}',
            'test/laws/**/*.test.ts',
            'test/setup/**/*.test.ts',
          ],
          exclude: [...ignored, '**/*.browser.test.ts', '**/*.alone.test.ts'],
          globalSetup: 'test/setup/postgres.ts',
          // Half of the time of a small file would be spent on importing the product again.
          isolate: false,
          // `pnpm test:long` runs each property more often.
          testTimeout: 30_000 * (Number(process.env.BECKON_TEST_RUNS) || 1),
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'browser',
          execArgv: fastStart,
          include: ['packages/**/*.browser.test.ts', 'apps/**/*.browser.test.ts'],
          exclude: [...ignored, '**/*.alone.test.ts'],
          globalSetup: ['test/setup/postgres.ts', 'test/setup/builds.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          execArgv: fastStart,
          include: ['test/e2e/**/*.test.ts'],
          exclude: [...ignored, '**/*.alone.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'faults',
          execArgv: fastStart,
          include: ['test/faults/**/*.test.ts'],
          exclude: ignored,
          testTimeout: 300_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'alone',
          execArgv: fastStart,
          include: ['**/*.alone.test.ts'],
          exclude: ignored,
          globalSetup: 'test/setup/builds.ts',
          testTimeout: 180_000,
          hookTimeout: 180_000,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
