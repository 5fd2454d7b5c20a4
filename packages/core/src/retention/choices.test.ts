import { expect, test } from 'vitest';
import { projections } from '../consumers/index.ts';
import { sql } from '../db/index.ts';
import { authorize, changePreferences, readPreferences, sendPreferencesLink } from '../preferences/index.ts';
import { findSourceByKey } from '../sources/index.ts';
import { createTestContext, runReadyJobs } from '../testing/index.ts';
import { putTopics } from '../topics/index.ts';
import { runRetention } from './run.ts';

const { ctx, clock, sender, newTenant } = await createTestContext();
const day = 24 * 60 * 60 * 1_000;
const evidence = { ipPrefix: null, userAgent: null, origin: null };

/** A person who came only by the link to their preferences, and chose. */
async function choose(change: Parameters<typeof changePreferences>[2]) {
  const tenant = await newTenant();
  await putTopics(ctx, tenant.id, [{ id: 'lamps', name: 'Lamps', description: '' }]);
  const source = (await findSourceByKey(ctx, 'write', tenant.writeKey))!;
  await sendPreferencesLink(ctx, source, { email: 'anna@example.com' }, evidence);
  await runReadyJobs(ctx);
  const token = /\/p\/([\w.-]+)/.exec(sender.sent.at(-1)!.text)![1]!;
  await changePreferences(ctx, { source: null, token }, change, evidence);
  const { contactId } = await authorize(ctx, { source: null, token });
  clock.advance(92 * day);
  for (let runs = 0; runs < 20; runs++) await runRetention(ctx, projections, 1_000);
  const kept = await ctx.db.query(sql`select id from contacts where tenant_id = ${tenant.id}`);
  return { kept: kept.length, read: () => readPreferences(ctx, { tenantId: tenant.id, contactId, by: 'token' }) };
}

test('what a person chose by a link from their mail outlives a form that was never confirmed', async () => {
  expect(await (await choose({ topics: { lamps: false } })).read()).toMatchObject({ topics: [{ isWanted: false }] });
  expect(await (await choose({ frequency: 'monthly' })).read()).toMatchObject({ frequency: 'monthly' });
  const until = new Date(clock.now().getTime() + 300 * day).toISOString();
  expect(await (await choose({ pausedUntil: until })).read()).toMatchObject({ pausedUntil: until });
  expect((await choose({})).kept).toBe(0);
});
