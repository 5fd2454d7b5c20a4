import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { run } from './run.ts';
import { staticChecks } from './static-checks.ts';
import { filesToRepeat, readReport, type TestOutcome } from './test-report.ts';

/**
 * `pnpm test`: types, lint, sizes, then the tests of units and in Chromium; ends with the totals on one line. `--slow` runs
 * the slower tests without the checks: whole servers, faults, and what measures time. `--only
 * unit|browser|e2e|faults|alone` runs one project without the checks; other arguments go to vitest
 * (`pnpm test -- packages/core -t "a name"`). `--repeat` (CI) runs the files of up to five failures once more, one at a
 * time, and names the tests that pass then: machines of CI are shared, and a pause of seconds is not a fault of ours. A
 * refuted property counts at once.
 */
const { values, positionals } = parseArgs({
  options: {
    only: { type: 'string' },
    slow: { type: 'boolean' },
    repeat: { type: 'boolean' },
    t: { type: 'string', short: 't' },
  },
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

async function runTests(args: string[]): Promise<{ code: number; outcome: TestOutcome | null }> {
  const folder = await mkdtemp(join(tmpdir(), 'beckon-report-'));
  const report = join(folder, 'report.json');
  const code = await run('vitest', [
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    ...(values.t ? ['-t', values.t] : []),
    ...args,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  const outcome = await readReport(report);
  await rm(folder, { recursive: true, force: true });
  return { code, outcome };
}

let failedChecks = 0;
if (isWhole) {
  for (const [program, args] of staticChecks) {
    console.log(`› ${program} ${args.join(' ')}`);
    if ((await run(program, args)) !== 0) failedChecks++;
  }
}
if ((await run('node', ['scripts/build.ts'])) !== 0) process.exit(1);
if (isWhole && (await run('node', ['scripts/size.ts'])) !== 0) failedChecks++;

let { code, outcome } = await runTests(positionals);
const repeated = values.repeat && code !== 0 && outcome ? filesToRepeat(outcome) : [];
if (outcome && repeated.length > 0) {
  console.log(`› once more, alone: ${repeated.join(' ')}`);
  const again = await runTests([...repeated, '--no-file-parallelism']);
  if (again.code === 0) {
    for (const { file, test } of outcome.failures) console.warn(`failed once, passed when repeated: ${file} > ${test}`);
    outcome = { ...outcome, passed: outcome.passed + outcome.failed, failed: 0, failures: [] };
    code = 0;
  }
}

if (failedChecks > 0) console.error(`${failedChecks} checks failed, see above`);
if (outcome) {
  const failed = outcome.failed + failedChecks + (code !== 0 && outcome.failed === 0 ? 1 : 0);
  console.log(`${outcome.passed} passed, ${failed} failed, ${outcome.skipped} skipped`);
}
process.exit(code !== 0 ? code : failedChecks > 0 || !outcome ? 1 : 0);
