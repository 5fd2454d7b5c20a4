import { expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import { applyAll, collect, createTestContext } from '../testing/index.ts';

/** A text of at most 8,000 characters with as many addresses as the search finds in it. */
const manyAddresses = (number: number) =>
  Array.from({ length: 36 }, (_, at) => `${'%41'.repeat(64)}@${number.toString(36)}x${at.toString(36)}.example`)
    .join(',')
    .slice(0, 7_900);

test('the addresses found in an event take at most a few times its bytes', async () => {
  const { ctx, newTenant } = await createTestContext();
  const tenant = await newTenant();
  const events = Array.from({ length: 14 }, (_, n) => ({
    id: `e${n}`,
    type: 'page_viewed',
    anonymousId: `v${n}`,
    properties: Object.fromEntries(Array.from({ length: 7 }, (_, at) => [`p${at}`, manyAddresses(n * 100 + at)])),
  }));
  const body = JSON.stringify({ events });
  const answer = await collect(ctx, tenant.browser, events);
  expect(answer.accepted).toBe(events.length);
  await applyAll(ctx);
  const [row] = await ctx.db.query<{ rows: number; bytes: number }>(sql`
    select count(*)::int as rows, pg_total_relation_size('event_mentions')::bigint as bytes from event_mentions`);
  expect(row!.bytes).toBeLessThan(body.length * 5);
}, 120_000);
