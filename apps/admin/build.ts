import { resolve } from 'node:path';
import { build as viteBuild } from 'vite';
import { config } from './vite.config.ts';

/**
 * Builds the admin app into `apps/admin/dist`, to be served at `/admin/`. With `watch` it builds again after each
 * change: development runs under the same origin and the same content security policy as production.
 */
export async function build({ watch = false } = {}): Promise<void> {
  await viteBuild({ ...config, logLevel: 'warn', build: { ...config.build, watch: watch ? {} : null } });
}

if (process.argv[1] && resolve(process.argv[1]) === import.meta.filename) {
  await build({ watch: process.argv.includes('--watch') });
}
