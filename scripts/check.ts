import { run } from './run.ts';
import { staticChecks } from './static-checks.ts';

/** Types, lint, sizes and laws: all checks that do not run the product. */
const steps: [program: string, args: string[]][] = [
  ...staticChecks,
  ['node', ['scripts/build.ts']],
  ['node', ['scripts/size.ts']],
  ['vitest', ['run', '--project', 'unit', 'test/laws']],
];

for (const [program, args] of steps) {
  const step = `${program} ${args.join(' ')}`;
  console.log(`\n› ${step}`);
  const code = await run(program, args);
  if (code !== 0) {
    console.error(`${step}: failed`);
    process.exit(code);
  }
}
