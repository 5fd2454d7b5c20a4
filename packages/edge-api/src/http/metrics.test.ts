import { contactsConsumer } from '@beckon/core/consumers';
import { sql } from '@beckon/core/db';
import type { Id } from '@beckon/core/lib';
import { createCursors, readLag } from '@beckon/core/log';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const token = 'a-token-of-the-operator';

test('figures are for those who show the token, and not there without one', async () => {
  const statusOf = async (access: 'closed' | { token: string }, headers: Record<string, string> = {}) => {
    const { app } = await createTestApi({ metricsAccess: access });
    return (await app.request('/metrics', { headers })).status;
  };
  expect(await statusOf('closed', { authorization: `Bearer ${token}` })).toBe(404);
  expect(await statusOf({ token })).toBe(401);
  expect(await statusOf({ token }, { authorization: `Bearer ${token}x` })).toBe(401);
  expect(await statusOf({ token }, { authorization: `Bearer ${token}` })).toBe(200);
  const { app } = await createTestApi({ metricsAccess: undefined as never });
  expect((await app.request('/metrics')).status).toBe(404);
});

test('however many read figures and queue at once, the database is asked once in three seconds', async () => {
  const api = await createTestApi();
  await createCursors(api.ctx.db, contactsConsumer);
  let asked = 0;
  const { query } = api.ctx.db;
  api.ctx.db.query = ((statement, options) => {
    if (statement.text.includes('log_cursors')) asked++;
    return query.call(api.ctx.db, statement, options);
  }) as typeof query;
  const scrape = async () => (await api.app.request('/metrics')).text();
  const texts = await Promise.all(Array.from({ length: 20 }, scrape));
  expect(asked).toBe(1);
  expect(texts.every((text) => text.includes('beckon_log_lag_events{consumer="contacts"} 0'))).toBe(true);
  await Promise.all(Array.from({ length: 20 }, () => api.get('/api/v1/queue')));
  expect(asked).toBe(2);
  api.clock.advance(3_000);
  await scrape();
  expect(asked).toBe(3);
  // A clock that is set back makes no answer last longer.
  api.clock.set('2026-03-01T11:00:00Z');
  api.clock.advance(3_000);
  await scrape();
  expect(asked).toBe(4);
});

test('a large backlog is estimated and marked as such, and each tenant sees its own', async () => {
  const { ctx, tenant, newTenant, app, clock } = await createTestApi();
  const other = await newTenant();
  await createCursors(ctx.db, contactsConsumer);
  const store = (tenantId: string, events: number) =>
    ctx.db.query(
      sql`
      insert into events (bucket, tenant_id, source_id, id, type, is_trusted, properties, context, catalog_version,
        occurred_at, received_at)
      select n % 64, ${tenantId}, 'src', gen_random_uuid(), 'thing_done', false, '{}', '{}', 1, ${clock.now()}, ${clock.now()}
      from generate_series(1, ${events}) n`,
      { deadline: 60_000 },
    );
  const read = async (tenantId: Id<'ten'> | null) => (await readLag(ctx, tenantId))[0]!;
  await store(tenant.id, 3_000);
  await store(other.id, 1_000);
  clock.advance(7_000);
  expect(await read(null)).toMatchObject({ lag: 4_000, isEstimate: false, lagSeconds: 7 });
  expect(await read(tenant.id)).toMatchObject({ lag: 3_000, isEstimate: false, lagSeconds: 7 });
  expect(await read(other.id)).toMatchObject({ lag: 1_000, isEstimate: false });
  await store(tenant.id, 96_000);
  const all = await read(null);
  expect(all.isEstimate).toBe(true);
  expect(all.lag).toBeGreaterThan(90_000);
  expect(all.lag).toBeLessThan(110_000);
  const queue = await app.request('/api/v1/queue', { headers: { authorization: `Bearer ${tenant.apiKey}` } });
  expect(await queue.json()).toMatchObject({ consumers: [{ name: 'contacts', isEstimate: true }] });
  const { id } = await newTenant();
  expect(await read(id)).toMatchObject({ lag: 0, lagSeconds: 0 });
});
