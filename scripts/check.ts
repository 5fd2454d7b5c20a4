import { run } from './run.ts';

/** Types, lint and laws: what can be known without running the product. */
const steps: [name: string, program: string, args: string[]][] = [
  ['types of servers', 'tsc', ['-p', 'tsconfig.node.json']],
  ['types of browser code', 'tsc', ['-p', 'tsconfig.browser.json']],
  ['lint and format', 'biome', ['check', '--error-on-warnings', '.']],
  ['build', 'node', ['scripts/build.ts']],
  ['sizes', 'node', ['scripts/size.ts']],
  ['laws', 'vitest', ['run', '--project', 'unit', 'test/laws']],
];

for (const [name, program, args] of steps) {
  console.log(`\n› ${name}`);
  const code = await run(program, args);
  if (code !== 0) {
    console.error(`${name}: failed`);
    process.exit(code);
  }
}
