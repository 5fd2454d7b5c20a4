import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { run } from './run.ts';
import { staticChecks } from './static-checks.ts';

/**
 * `pnpm test`: types, lint, sizes, then the tests of units and in Chromium; ends with the totals on one line. `--slow` runs
 * the slower tests without the checks: whole servers, faults, and what measures time. `--only
 * unit|browser|e2e|faults|alone` runs one project without the checks; other arguments go to vitest
 * (`pnpm test -- packages/core -t "a name"`).
 */
const { values, positionals } = parseArgs({
  options: { only: { type: 'string' }, slow: { type: 'boolean' }, t: { type: 'string', short: 't' } },
  allowPositionals: true,
});

const isWhole = values.only === undefined && !values.slow && positionals.length === 0 && values.t === undefined;
const projects = values.only
  ? [values.only]
  : values.slow
    ? ['e2e', 'faults', 'alone']
    : isWhole
      ? ['unit', 'browser']
      : [];
let failedChecks = 0;
if (isWhole) {
  for (const [program, args] of staticChecks) {
    console.log(`› ${program} ${args.join(' ')}`);
    if ((await run(program, args)) !== 0) failedChecks++;
  }
}
if ((await run('node', ['scripts/build.ts'])) !== 0) process.exit(1);
if (isWhole && (await run('node', ['scripts/size.ts'])) !== 0) failedChecks++;

const folder = await mkdtemp(join(tmpdir(), 'beckon-report-'));
const report = join(folder, 'report.json');
const code = await run('vitest', [
  'run',
  ...projects.flatMap((project) => ['--project', project]),
  ...(values.t ? ['-t', values.t] : []),
  ...positionals,
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
]);
const totals = await readFile(report, 'utf8').then(
  (text) =>
    JSON.parse(text) as {
      numPassedTests: number;
      numFailedTests: number;
      numPendingTests: number;
      numTodoTests: number;
      numFailedTestSuites: number;
    },
  () => null,
);
await rm(folder, { recursive: true, force: true });
if (failedChecks > 0) console.error(`${failedChecks} checks failed, see above`);
if (totals) {
  const failed = totals.numFailedTests + failedChecks + (code !== 0 && totals.numFailedTests === 0 ? 1 : 0);
  console.log(
    `${totals.numPassedTests} passed, ${failed} failed, ${totals.numPendingTests + totals.numTodoTests} skipped`,
  );
}
process.exit(code !== 0 ? code : failedChecks > 0 || !totals ? 1 : 0);
