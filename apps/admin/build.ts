import { resolve } from 'node:path';
import { build as viteBuild } from 'vite';
import { config } from './vite.config.ts';

/** Builds the admin app into `apps/admin/dist`, to be served at `/admin/`. */
export async function build(): Promise<void> {
  await viteBuild({ ...config, mode: 'production', logLevel: 'warn' });
}

if (process.argv[1] && resolve(process.argv[1]) === import.meta.filename) await build();
