import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { root, run } from '../../../scripts/run.ts';
import type { Peer } from './peers.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

/** A tracker and its code, as one classic script. */
export type LoadedPeer = Peer & { version: string; code: string; gzip: number };

/** The other trackers' packages are not part of the workspace, so that they are not installed with Beckon. */
export async function installPeers(): Promise<void> {
  const stamp = join(here, 'node_modules/.installed-from');
  const lock = await readFile(join(here, 'pnpm-lock.yaml'), 'utf8');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === lock) return;
  console.log('installing the other trackers into test/load/tracker (once, about 120 MB)');
  const pnpm = ['-y', 'pnpm@12', '--dir', here, 'install'];
  const code = await run('npx', [...pnpm, '--ignore-workspace', '--ignore-scripts', '--frozen-lockfile']);
  if (code !== 0) throw new Error('the other trackers could not be installed, see above');
  await mkdir(join(here, 'node_modules'), { recursive: true });
  await writeFile(stamp, lock);
}

export async function loadPeer(peer: Peer): Promise<LoadedPeer> {
  const { from } = peer;
  if ('built' in from) {
    const file = join(root, from.built);
    if (!existsSync(file)) throw new Error(`${from.built} does not exist: run \`pnpm build\``);
    return load(peer, 'this checkout', await readFile(file, 'utf8'));
  }
  const folder = 'checkout' in from ? resolve(from.checkout) : join(here, 'node_modules', from.package);
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
  const code = await bundle('adapter' in from ? join(here, 'peers', from.adapter) : join(folder, from.script));
  const filled = Object.entries(peer.fill ?? {}).reduce((text, [mark, value]) => text.replaceAll(mark, value), code);
  return load(peer, version, filled);
}

function load(peer: Peer, version: string, code: string): LoadedPeer {
  const gzip = gzipSync(code, { level: 9 }).length;
  return { ...peer, version, gzip, code: peer.handle ? `${code}\n${peer.handle}` : code };
}

/** Like a shop's bundle: one minified file with everything the entry needs. */
async function bundle(entry: string): Promise<string> {
  const made = await build({
    configFile: false,
    logLevel: 'error',
    root: here,
    publicDir: false,
    define: {
      'process.env.NODE_ENV': '"production"',
      global: 'globalThis',
    },
    build: {
      target: 'es2022',
      write: false,
      minify: true,
      modulePreload: false,
      lib: { entry, formats: ['iife'], name: 'bundled' },
    },
  });
  const [output] = [made].flat();
  if (!output || !('output' in output) || output.output.length !== 1) throw new Error(`${entry}: not one file`);
  return output.output[0].code;
}
