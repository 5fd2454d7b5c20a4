import { run } from './run.ts';

/** `pnpm test:browsers`: the demo shop and the tracker's delivery in Firefox and WebKit, where they are installed. */
process.exitCode =
  (await run('node', ['scripts/build.ts'])) ||
  (await run('vitest', ['run', '--config', 'test/browsers/vitest.config.ts', '--root', '.', ...process.argv.slice(2)]));
