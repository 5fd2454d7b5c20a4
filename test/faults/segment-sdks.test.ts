import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createDb, sql } from '@beckon/core/db';
import { eventUuid } from '@beckon/core/lib';
import type { Db } from '@beckon/core/ports';
import { launchChromium } from '@beckon/test-setup/chromium';
import { type RunningBeckon, startBeckon } from '@beckon/test-setup/start-beckon';
import { chooseTestFolder } from '@beckon/test-setup/test-folder';
import type { AnalyticsBrowser } from '@segment/analytics-next';
import type { Analytics } from '@segment/analytics-node';
import { build } from 'vite';
import { afterEach, beforeEach, expect, test } from 'vitest';

const count = 10_000;
/** No shopper sends ten thousand events from one page, so several pages are used. */
const shoppers = 10;
const perShopper = count / shoppers;
const root = fileURLToPath(new URL('..', import.meta.url));
const guide = await readFile(new URL('../../docs/integrations/segment-sdks.md', import.meta.url), 'utf8');

let folder: string;
/** Snippets are in a folder where the SDKs can be resolved. */
let snippets: string;
let beckon: RunningBeckon;

beforeEach(async () => {
  folder = await chooseTestFolder();
  snippets = await mkdtemp(join(root, 'node_modules/.snippet-'));
  beckon = await startBeckon(folder);
});

afterEach(async () => {
  await beckon.stop();
  await rm(folder, { recursive: true, force: true });
  await rm(snippets, { recursive: true, force: true });
});

/** kill -9, and a restart on the same port, since clients know only one address. */
async function crash(): Promise<void> {
  const { port } = new URL(beckon.dev.apiUrl);
  await beckon.kill();
  beckon = await startBeckon(folder, { PORT: port });
}

/** Reads the database from outside the product's process. */
async function withDb<T>(work: (db: Db) => Promise<T>): Promise<T> {
  const { databaseUrl } = JSON.parse(await readFile(join(folder, 'running.json'), 'utf8')) as { databaseUrl: string };
  const db = createDb({ url: databaseUrl, monotonic: () => performance.now(), maxConnections: 1 });
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

const readStored = () =>
  withDb((db) =>
    db.query<{ id: string; number: number }>(
      sql`select id, (properties->>'number')::int as number from events where type = 'counted' order by 2`,
    ),
  );

/** Waits until this many events are in the log. */
async function untilStored(wanted: number, milliseconds: number): Promise<void> {
  await withDb(async (db) => {
    for (const end = performance.now() + milliseconds; performance.now() < end; await pause(100)) {
      const [row] = await db.query<{ count: number }>(
        sql`select count(*)::int as count from events where type = 'counted'`,
      );
      if (row!.count >= wanted) return;
    }
  });
}

async function expectAllOnce(): Promise<void> {
  const stored = await readStored();
  expect(stored.map(({ number }) => number)).toEqual(Array.from({ length: count }, (_, number) => number));
  expect(new Set(stored.map(({ id }) => id)).size).toBe(count);
}

function snippet(beginning: RegExp): string {
  return guide.match(new RegExp(`\`\`\`js\\n(${beginning.source}[\\s\\S]*?)\`\`\``))![1]!;
}

test(`analytics-node sends ${count} events through kill -9: none lost or duplicated`, async () => {
  const code = snippet(/import \{ Analytics \}/)
    .replace('https://beckon.example.com', beckon.dev.apiUrl)
    .replace('process.env.BECKON_SECRET_KEY', JSON.stringify(beckon.dev.secretKey));
  await writeFile(join(snippets, 'node.mjs'), code);
  const { analytics } = (await import(join(snippets, 'node.mjs'))) as { analytics: Analytics };
  const failures: unknown[] = [];
  const requested = new Map<string, number>();
  analytics.on('error', (error) => failures.push(error));
  analytics.on('http_request', ({ body }) => {
    for (const { messageId } of (JSON.parse(String(body)) as { batch: { messageId: string }[] }).batch)
      requested.set(messageId, (requested.get(messageId) ?? 0) + 1);
  });

  let crashing: Promise<void> | undefined;
  for (let number = 0; number < count; number++) {
    analytics.track({ userId: `user ${number % 50}`, event: 'Counted', properties: { number } });
    if (number === count / 2) {
      await untilStored(1, 10_000);
      crashing = crash();
    }
    // As fast as a busy shop's server, so that several batches are under way at the crash.
    if (number % 100 === 99) await pause(20);
  }
  await crashing;
  await analytics.closeAndFlush({ timeout: 60_000 });

  expect(failures).toEqual([]);
  await expectAllOnce();
  expect((await readStored()).map(({ id }) => id).toSorted()).toEqual([...requested.keys()].map(eventUuid).toSorted());
  const again = [...requested.values()].filter((times) => times > 1).length;
  expect(again).toBeGreaterThan(0);
  console.log(`analytics-node: ${count} events, ${again} sent again after the crash, 0 lost, 0 doubled`);
}, 180_000);

test(`analytics-next sends ${count} events from ${shoppers} pages through kill -9: none lost or duplicated`, async () => {
  let script = '';
  const shop = createServer((request, response) => {
    const isScript = request.url === '/shop.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : '<title>Mugs</title><script src="/shop.js"></script>');
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  const code = snippet(/import \{ AnalyticsBrowser \}/)
    .replace("'beckon.example.com/v1'", JSON.stringify(`${new URL(beckon.dev.apiUrl).host}/v1`))
    .replace("protocol: 'https',", `protocol: 'http', ${snippet(/deliveryStrategy: /)}`)
    .replaceAll("'pk_your_write_key'", JSON.stringify(await addSource(origin)));
  script = await bundle(`${code}\nwindow.analytics = analytics;`);
  const browser = await launchChromium();
  try {
    const answers = { taken: 0, failed: 0 };
    const foreign = new Set<string>();
    const own = [origin, beckon.dev.apiUrl];
    const pages = await Promise.all(Array.from({ length: shoppers }, () => browser.newPage()));
    const tracking = pages.map(async (page, shopper) => {
      page.on('response', (answer) => answer.url().endsWith('/v1/b') && answer.status() === 200 && answers.taken++);
      page.on('requestfailed', (request) => request.url().endsWith('/v1/b') && answers.failed++);
      page.on('request', (request) => {
        if (!own.includes(new URL(request.url()).origin)) foreign.add(request.url());
      });
      await page.goto(origin);
      await page.evaluate(trackOneByOne, { first: shopper * perShopper, total: perShopper });
    });
    await untilStored(count / 4, 60_000);
    await crash();
    await Promise.all(tracking);
    await untilStored(count, 60_000);
    await pause(500);

    await expectAllOnce();
    expect([...foreign]).toEqual([]);
    expect(answers.failed).toBeGreaterThan(0);
    console.log(
      `analytics-next: ${count} events in ${answers.taken} batches, ${answers.failed} sent again after the crash, 0 lost, 0 doubled`,
    );
  } finally {
    await browser.close();
    shop.close();
  }
}, 240_000);

/** In the page: about fifty events a second. */
async function trackOneByOne({ first, total }: { first: number; total: number }): Promise<void> {
  const { analytics } = globalThis as typeof globalThis & { analytics: AnalyticsBrowser };
  for (let number = first; number < first + total; number++) {
    void analytics.track('Counted', { number });
    if (number % 50 === 49) await new Promise((resolve) => setTimeout(resolve, 900));
  }
}

/** Creates a source for a shop on another origin; returns its write key. */
async function addSource(origin: string): Promise<string> {
  const { apiUrl, apiKey } = beckon.dev;
  const answer = await fetch(`${apiUrl}/api/v1/sources`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Mugs', kind: 'browser', allowedOrigins: [origin] }),
  });
  expect(answer.status).toBe(201);
  const { source } = (await answer.json()) as { source: { writeKey: string } };
  return source.writeKey;
}

async function bundle(code: string): Promise<string> {
  const entry = join(snippets, 'browser.js');
  await writeFile(entry, code);
  const made = await build({
    configFile: false,
    logLevel: 'warn',
    root: snippets,
    publicDir: false,
    define: { 'process.env.NODE_ENV': '"production"' },
    build: { write: false, lib: { entry, formats: ['iife'], name: 'shop' } },
  });
  const [output] = [made].flat();
  if (!output || !('output' in output)) throw new Error('nothing was built');
  return output.output[0].code;
}
