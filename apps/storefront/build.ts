import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { build as viteBuild } from 'vite';

/** Builds the browser code and the styles into `apps/storefront/dist`; the server finds them through the manifest. */
export async function build(): Promise<void> {
  await viteBuild({
    root: fileURLToPath(new URL('.', import.meta.url)),
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    mode: 'production',
    plugins: [react()],
    build: {
      outDir: 'dist',
      emptyOutDir: true,
      manifest: true,
      // The content security policy allows no data: URLs for fonts and scripts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      rolldownOptions: {
        input: ['src/client/shop.ts', 'src/client/react-page.tsx', 'src/client/styles/shop.css'],
      },
    },
  });
}

if (process.argv[1] && resolve(process.argv[1]) === import.meta.filename) await build();
