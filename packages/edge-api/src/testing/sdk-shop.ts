import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Context } from '@beckon/core/ports';
import { type GivenSource, saveSource } from '@beckon/core/sources';
import { launchChromium } from '@beckon/test-setup/chromium';
import type { Hono } from 'hono';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { serveOnNode } from '../node.ts';

/** A shop whose pages load an SDK as the guide says, and a browser for them. */
export type SdkShop = { url: string; browser: Browser; close(): Promise<void> };

type Options = {
  app: Hono;
  ctx: Context;
  source: Pick<GivenSource, 'id' | 'tenantId' | 'kind'>;
  writeKey: string;
  /** How its snippet in the guide begins. */
  snippet: string;
  /** Puts the server of the test, `127.0.0.1:…`, in the place of the example. */
  pointTo(code: string, host: string): string;
};

const root = fileURLToPath(new URL('../..', import.meta.url));
const guide = new URL('../../../../docs/integrations/segment-sdks.md', import.meta.url);

/** The snippet leaves `analytics` on the page; each page has the title Mugs. */
export async function openSdkShop({ app, ctx, source, writeKey, snippet, pointTo }: Options): Promise<SdkShop> {
  const folder = await mkdtemp(join(tmpdir(), 'beckon-sdk-shop-'));
  const server = await serveOnNode(app, { port: 0, host: '127.0.0.1' });
  // Another origin than ours, as in life.
  const shop = createServer(async (request, response) => {
    const isScript = request.url === '/shop.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(
      isScript ? await readFile(join(folder, 'shop.js')) : '<title>Mugs</title><script src="/shop.js"></script>',
    );
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  await saveSource(ctx, { ...source, name: 'Storefront', writeKey, allowedOrigins: [url] });

  const blocks = (await readFile(guide, 'utf8')).matchAll(/```js\n([\s\S]*?)```/g);
  const code = [...blocks].map(([, text]) => text!).find((text) => text.startsWith(snippet))!;
  const pointed = pointTo(code, `127.0.0.1:${server.port}`).replaceAll("'pk_your_write_key'", JSON.stringify(writeKey));
  await bundle(`${pointed}\nwindow.analytics = analytics;`, folder);
  const browser = await launchChromium();
  return {
    url,
    browser,
    async close() {
      await browser.close();
      await server.close();
      shop.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** As a shop would. */
async function bundle(code: string, outDir: string): Promise<void> {
  const entry = join(root, 'shop-entry.js');
  await build({
    configFile: false,
    logLevel: 'warn',
    root,
    publicDir: false,
    plugins: [
      { name: 'snippet', resolveId: (id) => (id === entry ? id : null), load: (id) => (id === entry ? code : null) },
    ],
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir,
      emptyOutDir: false,
      lib: { entry, formats: ['iife'], name: 'shop', fileName: () => 'shop.js' },
    },
  });
}
