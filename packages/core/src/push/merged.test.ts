import { createECDH, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import { deriveIdentityKey, keyedHash } from '../lib/index.ts';
import { makeToken } from '../links/index.ts';
import type { EventSource } from '../log/index.ts';
import { deliver, readDeliveries } from '../messages/index.ts';
import { unsubscribe } from '../newsletter/index.ts';
import { mergeParticipants } from '../persons/index.ts';
import { applyAll, collect, createTestContext, runReadyJobs } from '../testing/index.ts';
import { subscribePush } from './subscribe.ts';

const { ctx, clock, push, newTenant } = await createTestContext({ maxConnections: 8 });
const tenant = await newTenant();
const evidence = { ipPrefix: null, userAgent: null, origin: null };
const [key] = await ctx.db.query<{ id: string }>(
  sql`select id from source_keys where source_id = ${tenant.browser.id} and kind = 'identity'`,
);
const source: EventSource = { ...tenant.browser, identityKeyIds: [key!.id] };
const sign = (subject: string) =>
  keyedHash(Buffer.from(deriveIdentityKey(ctx.secrets.identity, key!.id)), subject).toString('hex');
const signed = (userId: string) => ({ userId, signature: sign(userId) });
const pair = createECDH('prime256v1');
const newBrowser = () => ({
  endpoint: `https://push.test/${randomBytes(16).toString('base64url')}`,
  p256dh: pair.generateKeys().toString('base64url'),
  auth: randomBytes(16).toString('base64url'),
});
const idOf = async (name: 'email' | 'user_id', value: string) =>
  (
    await ctx.db.query<{ id: string }>(
      sql`select id from contacts where tenant_id = ${tenant.id} and ${sql.trusted(name)} = ${value}`,
    )
  )[0]!.id;
let made = 0;
const say = async (type: string, person: object) => {
  await collect(ctx, tenant.server, [{ id: `event ${++made}`, type, ...person, properties: {} }]);
  await applyAll(ctx);
};
async function makeDelivery(contactId: string) {
  await ctx.db.query(sql`
    insert into messages (id, tenant_id, key, name, channel, category, subject, body, updated_at)
    values (${ctx.ids.newId('msg')}, ${tenant.id}, 'news', 'News', 'push', 'marketing', 'Hello', 'News', ${clock.now()})
    on conflict do nothing`);
  clock.advance(1);
  await deliver(ctx, { tenantId: tenant.id, contactId, message: 'news', businessKey: `news ${++made}` });
}

test('a push due for a merged contact is not sent if the person revokes consent before', async () => {
  const browser = newBrowser();
  await subscribePush(
    ctx,
    source,
    { ...browser, wordingVersion: 'v1', wording: 'Push?', ...signed('ben') },
    evidence,
    mergeParticipants,
  );
  await runReadyJobs(ctx);
  push.sent.length = 0;
  const ben = await idOf('user_id', 'ben');
  await say('contact_created', { email: 'ben@shop.test' });
  await makeDelivery(ben);
  await say('identified', { userId: 'ben', email: 'ben@shop.test' });
  const person = await idOf('user_id', 'ben');
  expect(person).not.toBe(ben);
  await unsubscribe(ctx, makeToken(ctx, 'unsubscribe', tenant.id, person), 'link', evidence);
  await runReadyJobs(ctx);
  expect((await readDeliveries(ctx, tenant.id, person))[0]).toMatchObject({ status: 'skipped' });
  expect(push.sent).toEqual([]);
});
