import { run } from './run.ts';

/**
 * `pnpm test:timing`: whether response times reveal that a shop knows an address, over 60,000 requests. Takes about an
 * hour, and requires an otherwise idle machine.
 */
process.env.BECKON_TIMING_PAIRS = process.argv[2] ?? '2500';
process.exitCode = await run('vitest', [
  'run',
  '--project',
  'unit',
  'packages/edge-api/src/public/same-answer.test.ts',
]);
