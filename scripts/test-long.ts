import { run } from './run.ts';

/**
 * `pnpm test:long`: the properties of consent, gate, merges, push and erasure, thousands of cases each. For the night: it
 * takes about an hour on two cores. A counterexample that it finds becomes a fixed example beside its property.
 */
const factor = process.argv[2] ?? '50';
const rooms = ['consent', 'contacts', 'messages', 'newsletter', 'preferences', 'privacy', 'push', 'segments'];
process.env.BECKON_TEST_RUNS = factor;
process.exitCode = await run('vitest', [
  'run',
  '--project',
  'unit',
  ...rooms.map((room) => `packages/core/src/${room}/`),
  '-t',
  'Property|no series|the state machine|whatever',
]);
