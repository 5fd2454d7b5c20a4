import { parseArgs } from 'node:util';
import { run } from './run.ts';

/**
 * `pnpm bench:engine [--contacts n] [--events n] [--keep folder]`: what docs/performance.md says of the engine, one after another:
 * segments in a large shop, runs of flows, deliveries through the gate into a mail server that keeps nothing, and jobs.
 * Exits with 1 if one of them misses a goal.
 */
const { values } = parseArgs({
  options: { contacts: { type: 'string' }, events: { type: 'string' }, keep: { type: 'string' } },
});
const size = Object.entries(values).flatMap(([name, value]) => [`--${name}`, value]);

for (const [name, ...args] of [['segments', ...size], ['flows'], ['deliveries'], ['queue']] as const) {
  console.log(`\n› bench:${name} ${args.join(' ')}`);
  if ((await run('node', [`scripts/bench-${name}.ts`, ...args])) !== 0) process.exitCode = 1;
}
