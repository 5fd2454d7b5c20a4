import { type ChildProcess, spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.ts';

/** `pnpm dev`: starts the server and restarts it when a source file changes; browser files are rebuilt first. */
const watched = ['packages', 'apps'];
let child: ChildProcess | undefined;
let timer: NodeJS.Timeout | undefined;
let isStopping = false;

function startServer(): void {
  child = spawn('node', ['apps/server/src/cli.ts', 'start'], { cwd: root, stdio: 'inherit' });
  child.once('exit', (code) => {
    child = undefined;
    if (isStopping) process.exit(0);
    if (code !== 0) console.log('the server has stopped; it restarts at the next change');
  });
}

function restart(): void {
  if (!child) {
    startServer();
    return;
  }
  child.once('exit', startServer);
  child.kill('SIGTERM');
}

for (const folder of watched) {
  watch(join(root, folder), { recursive: true }, (_, file) => {
    if (
      !file ||
      /(^|[\\/])(node_modules|dist|\.\w+)[\\/]|\.test\.|~$/.test(file) ||
      !/\.(ts|tsx|css|sql|json|svg|html)$/.test(file)
    )
      return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      console.log(`\n${folder}/${file} changed`);
      restart();
    }, 200);
  });
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    isStopping = true;
    if (child) child.kill('SIGTERM');
    else process.exit(0);
  });
}
startServer();
