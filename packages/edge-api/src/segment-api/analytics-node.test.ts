import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { segmentBatchSchema, segmentSchemas } from '@beckon/contract';
import { createDb, sql } from '@beckon/core/db';
import { eventUuid } from '@beckon/core/lib';
import { Appender } from '@beckon/core/log';
import { applyAll, createTestContext } from '@beckon/core/testing';
import { ChaosProxy } from '@beckon/test-setup/chaos-proxy';
import type { Analytics } from '@segment/analytics-node';
import { afterAll, expect, test } from 'vitest';
import { serveOnNode } from '../node.ts';
import { createTestApi } from '../testing/test-api.ts';

const context = await createTestContext();
const { hostname, port } = new URL(context.databaseUrl);
const proxy = await ChaosProxy.start({ host: hostname, port: Number(port) });
const db = createDb({ url: proxy.through(context.databaseUrl), monotonic: () => performance.now() });
const tenant = await context.newTenant();
const { app } = await createTestApi({ ctx: { ...context.ctx, db }, appender: new Appender(db) });
const server = await serveOnNode(app, { port: 0, host: '127.0.0.1' });
const folder = await mkdtemp(fileURLToPath(new URL('../../node_modules/.snippet-', import.meta.url)));
afterAll(async () => {
  await server.close();
  await db.close();
  await proxy.close();
  await rm(folder, { recursive: true, force: true });
});

/** The SDK configured as in the guide, with this server and key. */
async function setUp(): Promise<Analytics> {
  const guide = await readFile(new URL('../../../../docs/integrations/segment-sdks.md', import.meta.url), 'utf8');
  const snippet = /```js\n(import \{ Analytics \}[\s\S]*?)```/.exec(guide)![1]!;
  const code = snippet
    .replace('https://beckon.example.com', `http://127.0.0.1:${server.port}`)
    .replace('process.env.BECKON_SECRET_KEY', JSON.stringify(tenant.secretKey));
  await writeFile(`${folder}/snippet.mjs`, code);
  return ((await import(`${folder}/snippet.mjs`)) as { analytics: Analytics }).analytics;
}

test('analytics-node sends 2,000 events through a database outage: none lost or duplicated, every order counted', async () => {
  const analytics = await setUp();
  const sent = new Set<string>();
  const statuses = new Map<number, number>();
  const failures: unknown[] = [];
  analytics.on('error', (error) => failures.push(error));
  analytics.on('http_request', ({ body }) => {
    for (const message of segmentBatchSchema.parse(JSON.parse(String(body))).batch) {
      segmentSchemas[message.type].parse(message);
      sent.add(String(message.messageId));
    }
  });
  analytics.on('http_response', ({ status }) => statuses.set(status, (statuses.get(status) ?? 0) + 1));

  let orders = 0;
  const call = (number: number) => {
    const userId = `user ${number % 50}`;
    const price = (1_000 + number) / 100;
    const calls = [
      () => analytics.identify({ userId, traits: { email: `${number % 50}@shop.test`, name: 'Anna Berg' } }),
      () => analytics.page({ userId, name: 'Home', properties: { url: 'https://shop.test/' } }),
      () => analytics.track({ userId, event: 'Product Viewed', properties: { product_id: 'mug', price } }),
      () => analytics.track({ userId, event: 'Signed Up', properties: { plan: 'gold' } }),
      () => analytics.screen({ userId, name: 'Cart' }),
      () => analytics.group({ userId, groupId: 'acme', traits: { name: 'ACME' } }),
      () => analytics.alias({ userId, previousId: `before ${number}` }),
      () => {
        orders++;
        const properties = { order_id: `order ${number}`, total: price, currency: 'USD' };
        analytics.track({ userId, event: 'Order Completed', properties });
      },
    ];
    calls[number % calls.length]!();
  };

  for (let number = 0; number < 2_000; number++) {
    if (number === 700) {
      await expect.poll(() => statuses.get(200) ?? 0, { timeout: 10_000 }).toBeGreaterThan(0);
      await proxy.setMode('refuse');
    }
    call(number);
    if (number === 1_300) {
      await expect.poll(() => statuses.get(503) ?? 0, { timeout: 10_000 }).toBeGreaterThan(5);
      await proxy.setMode('pass');
    }
    if (number % 50 === 0) await pause(1);
  }
  await analytics.closeAndFlush({ timeout: 60_000 });

  expect(failures).toEqual([]);
  expect([...statuses.keys()].toSorted()).toEqual([200, 503]);
  const events = await context.ctx.db.query<{ id: string; type: string }>(
    sql`select id, type from events where tenant_id = ${tenant.id}`,
  );
  expect(sent.size).toBe(2_000);
  expect(events.map(({ id }) => id).toSorted()).toEqual([...sent].map(eventUuid).toSorted());
  expect(
    Object.fromEntries([...Map.groupBy(events, ({ type }) => type)].map(([type, { length }]) => [type, length])),
  ).toEqual({
    identified: 250,
    page_viewed: 250,
    product_viewed: 250,
    signed_up: 250,
    screen_viewed: 250,
    group_joined: 250,
    aliased: 250,
    placed_order: 250,
  });

  await applyAll(context.ctx);
  const total = Array.from({ length: 2_000 }, (_, number) => (number % 8 === 7 ? 1_000 + number : 0)).reduce(
    (a, b) => a + b,
  );
  const [books] = await context.ctx.db.query(sql`
    select (select count(*)::int from orders where tenant_id = ${tenant.id}) as orders,
      (select sum(lifetime_value)::int from contacts where tenant_id = ${tenant.id}) as total,
      (select count(*)::int from quarantine where tenant_id = ${tenant.id}) as quarantined`);
  expect(books).toEqual({ orders, total, quarantined: 0 });
}, 120_000);
