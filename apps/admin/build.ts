import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { build as viteBuild } from 'vite';

/**
 * Builds the admin app into `apps/admin/dist`, to be served at `/admin/`. With `watch` it builds again after each
 * change: development runs under the same origin and the same content security policy as production.
 */
export async function build({ watch = false } = {}): Promise<void> {
  await viteBuild({
    root: import.meta.dirname,
    base: '/admin/',
    configFile: false,
    logLevel: 'warn',
    plugins: [react()],
    build: {
      outDir: 'dist',
      emptyOutDir: true,
      // The content security policy allows pictures as data:, but no fonts and no scripts.
      assetsInlineLimit: 0,
      // The polyfill would be an inline script.
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      watch: watch ? {} : null,
      // React changes less often than we do: browsers keep it over our releases.
      rolldownOptions: {
        output: {
          codeSplitting: { groups: [{ name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ }] },
        },
      },
    },
  });
}

if (process.argv[1] && resolve(process.argv[1]) === import.meta.filename) {
  await build({ watch: process.argv.includes('--watch') });
}
