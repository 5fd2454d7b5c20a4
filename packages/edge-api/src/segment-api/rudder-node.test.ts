import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { sql } from '@beckon/core/db';
import { applyAll } from '@beckon/core/testing';
import type RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { afterAll, expect, test } from 'vitest';
import { serveOnNode } from '../node.ts';
import { createTestApi } from '../testing/test-api.ts';

const { app, ctx, tenant } = await createTestApi();
const server = await serveOnNode(app, { port: 0, host: '127.0.0.1' });
const folder = await mkdtemp(fileURLToPath(new URL('../../node_modules/.snippet-', import.meta.url)));
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** The SDK configured as in the guide, with this server and key. */
async function setUp(): Promise<RudderAnalytics> {
  const guide = await readFile(new URL('../../../../docs/integrations/segment-sdks.md', import.meta.url), 'utf8');
  const snippet = /```js\n(import RudderAnalytics [\s\S]*?)```/.exec(guide)![1]!;
  const code = snippet
    .replace('https://beckon.example.com', `http://127.0.0.1:${server.port}`)
    .replace('process.env.BECKON_SECRET_KEY', JSON.stringify(tenant.secretKey));
  await writeFile(`${folder}/snippet.mjs`, code);
  return ((await import(`${folder}/snippet.mjs`)) as { analytics: RudderAnalytics }).analytics;
}

test('rudder-sdk-node with its defaults: 100 of each call, none lost, every order counted', async () => {
  const analytics = await setUp();
  for (let number = 0; number < 100; number++) {
    const userId = `user ${number % 10}`;
    analytics.identify({ userId, traits: { email: `${number % 10}@shop.test`, firstName: 'Anna' } });
    analytics.page({ userId, name: 'Home', properties: { url: 'https://shop.test/' } });
    analytics.track({ userId, event: 'Product Viewed', properties: { product_id: 'mug', price: 19.99 } });
    analytics.screen({ userId, name: 'Cart' });
    analytics.group({ userId, groupId: 'acme', traits: { name: 'ACME' } });
    analytics.alias({ userId, previousId: `before ${number}` });
    analytics.track({
      userId,
      event: 'Order Completed',
      properties: { order_id: `order ${number}`, total: 12.5, currency: 'USD' },
    });
  }
  // One flush sends one batch of 20.
  const flushing = setInterval(() => void analytics.flush(), 20);
  const counts = async () =>
    Object.fromEntries(
      (
        await ctx.db.query<{ type: string; count: number }>(sql`
          select type, count(*)::int as count from events where tenant_id = ${tenant.id} group by type`)
      ).map(({ type, count }) => [type, count]),
    );
  await expect.poll(counts, { timeout: 20_000 }).toEqual({
    identified: 100,
    page_viewed: 100,
    product_viewed: 100,
    screen_viewed: 100,
    group_joined: 100,
    aliased: 100,
    placed_order: 100,
  });
  clearInterval(flushing);
  await applyAll(ctx);
  const [books] = await ctx.db.query(sql`
    select (select count(*)::int from contacts where tenant_id = ${tenant.id} and email is not null) as contacts,
      (select sum(lifetime_value)::int from contacts where tenant_id = ${tenant.id}) as total,
      (select count(*)::int from quarantine where tenant_id = ${tenant.id}) as quarantined`);
  expect(books).toEqual({ contacts: 10, total: 125_000, quarantined: 0 });
}, 60_000);
