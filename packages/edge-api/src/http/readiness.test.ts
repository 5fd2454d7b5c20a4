import { sql } from '@beckon/core/db';
import { maxStall } from '@beckon/core/log';
import { applyAll, collect } from '@beckon/core/testing';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

/** An API whose consumers have stood still for too long behind an event. */
async function setUp(runsConsumers: boolean) {
  const api = await createTestApi({ runsConsumers });
  const { ctx, clock, tenant } = api;
  await applyAll(ctx);
  await collect(ctx, tenant.server, [{ id: 'a', type: 'step_done', userId: 'u' }]);
  clock.advance(maxStall + 1_000);
  await ctx.db.query(sql`update log_cursors set moved_at = moved_at - ${maxStall + 1_000}::int * interval '1 ms'`);
  const ready = async () => {
    const answer = await api.app.request('/health/ready');
    return [answer.status, await answer.json()];
  };
  return { ...api, ready };
}

const stuck = { status: 'consumers_stuck', stuck: [{ consumer: 'contacts', buckets: 1, seconds: 31 }] };

test('a process whose consumers are stuck is not ready and says which, until they move', async () => {
  const { ctx, ready } = await setUp(true);
  expect(await ready()).toMatchObject([503, stuck]);
  await applyAll(ctx);
  expect(await ready()).toMatchObject([200, { status: 'ok', stuck: [] }]);
});

test('a process that only takes events in is ready meanwhile, and shows it', async () => {
  const { ready } = await setUp(false);
  expect(await ready()).toMatchObject([200, stuck]);
});
