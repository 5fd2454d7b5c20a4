import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { Stats } from '@beckon/contract';
import { createDb, sql } from '@beckon/core/db';
import { demo } from '@beckon/server/demo/demo-tenant';
import { launchChromium } from '@beckon/test-setup/chromium';
import { type RunningBeckon, startBeckon } from '@beckon/test-setup/start-beckon';
import { chooseTestFolder } from '@beckon/test-setup/test-folder';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../scripts/run.ts';
import { root } from '../laws/sources.ts';

const readme = await readFile(join(root, 'README.md'), 'utf8');

/** The code blocks of a language, in order. */
const snippets = (language: string) =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map((match) => match[1]!);

let folder: string;
let beckon: RunningBeckon;
let browser: Browser;
let page: Server;

beforeAll(async () => {
  folder = await chooseTestFolder();
  beckon = await startBeckon(folder);
  browser = await launchChromium();
});

afterAll(async () => {
  page?.close();
  await browser?.close();
  await beckon?.stop();
  await rm(folder, { recursive: true, force: true });
});

const stats = async (): Promise<Stats> => {
  const answer = await fetch(`${beckon.dev.apiUrl}/api/v1/stats`, {
    headers: { authorization: `Bearer ${beckon.dev.apiKey}` },
  });
  return (await answer.json()) as Stats;
};

const withRealKeys = (text: string) =>
  text.replaceAll('http://localhost:8787', beckon.dev.apiUrl).replaceAll('pk_your_write_key', beckon.dev.writeKey);

test('the script tag of the README, pasted into a bare page, sends events and shows the form', async () => {
  const html = withRealKeys(snippets('html')[0]!);
  page = createServer((_, response) =>
    response.setHeader('content-type', 'text/html').end(`<!doctype html><title>Bare</title><body>${html}`),
  );
  await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
  const origin = `http://localhost:${(page.address() as { port: number }).port}`;
  await allowOrigin(origin);

  const tab = await browser.newPage();
  await tab.goto(origin);
  await tab.locator('beckon-newsletter').getByRole('button').first().waitFor();
  expect((await stats()).events).toBe(0);
  await tab.evaluate(snippets('js')[0]!);
  // The page view, the cart event, and the view of the form.
  await expect.poll(async () => (await stats()).events, { timeout: 10_000 }).toBe(3);
});

test('the server call of the README counts as revenue', async () => {
  const command = withRealKeys(snippets('sh').find((snippet) => snippet.startsWith('curl'))!);
  expect(
    await run('bash', ['-c', `${command.trim()} --silent --fail --output /dev/null`], {
      SECRET_KEY: beckon.dev.secretKey,
    }),
  ).toBe(0);
  await expect
    .poll(async () => (await stats()).revenue, { timeout: 10_000 })
    .toEqual([{ amount: 6_800, currency: 'USD' }]);
});

test('the React import of the README compiles', async () => {
  // In a folder like that of a shop: next to the storefront's code, whose dependencies it finds.
  const file = join(root, 'apps/storefront/dist/readme-snippet.tsx');
  await writeFile(file, snippets('tsx')[0]!);
  const options = [
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--jsx',
    'react-jsx',
    '--target',
    'es2024',
    '--module',
    'esnext',
  ];
  const imports = [
    '--moduleResolution',
    'bundler',
    '--allowImportingTsExtensions',
    '--erasableSyntaxOnly',
    '--ignoreConfig',
  ];
  expect(await run('tsc', [...options, ...imports, file])).toBe(0);
  await rm(file);
});

/** Like a marketer in the settings of the source. */
async function allowOrigin(origin: string): Promise<void> {
  const { databaseUrl } = JSON.parse(await readFile(join(folder, 'running.json'), 'utf8')) as { databaseUrl: string };
  const db = createDb({ url: databaseUrl, monotonic: () => performance.now(), maxConnections: 1 });
  await db.query(
    sql`update sources set allowed_origins = array_append(allowed_origins, ${origin}) where id = ${demo.storefrontSource}`,
  );
  await db.close();
}
