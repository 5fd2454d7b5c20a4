import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type Asset = { body: Uint8Array<ArrayBuffer>; type: string };

export type Assets = {
  /** URL of the file built from a source file: `src/client/shop.ts` → `/assets/shop-B2x9.js`. */
  url(source: string): string;
  /** URLs of the styles that a script imports. */
  stylesOf(source: string): string[];
  find(name: string): Asset | undefined;
  /** URLs of the fonts, which are preloaded so that text does not shift. */
  fonts: readonly string[];
};

const types: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  woff2: 'font/woff2',
};

const dist = fileURLToPath(new URL('../../../dist/', import.meta.url));

type Manifest = Record<string, { file: string; css?: string[] }>;

/** The output of build.ts: a few small files with hashes in their names, kept in memory. */
export function readAssets(log: (line: string) => void): Assets {
  const manifestFile = `${dist}.vite/manifest.json`;
  if (!existsSync(manifestFile)) {
    log('storefront: the browser code is not built, pages come without it: node apps/storefront/build.ts');
    return { url: (source) => `/assets/not-built/${source}`, stylesOf: () => [], find: () => undefined, fonts: [] };
  }
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as Manifest;
  const files = new Map<string, Asset>();
  for (const name of readdirSync(`${dist}assets`)) {
    const type = types[name.slice(name.lastIndexOf('.') + 1)];
    if (type) files.set(name, { body: new Uint8Array(readFileSync(`${dist}assets/${name}`)), type });
  }
  return {
    url(source) {
      const entry = manifest[source];
      if (!entry) throw new Error(`${source} is not in the build`);
      return `/${entry.file}`;
    },
    stylesOf: (source) => (manifest[source]?.css ?? []).map((file) => `/${file}`),
    find: (name) => files.get(name),
    fonts: [...files.keys()].filter((name) => name.endsWith('.woff2')).map((name) => `/assets/${name}`),
  };
}
