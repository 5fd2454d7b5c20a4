import { createWebPushSender, deriveVapidKeys, readPushHosts } from '@beckon/adapters';
import { TestPushService } from '@beckon/adapters/testing';
import { changeStock, putProducts } from '@beckon/core/catalog';
import { recordConsent } from '@beckon/core/consent';
import { findOrCreateByEmail, verifyEmail } from '@beckon/core/contacts';
import { sql } from '@beckon/core/db';
import { advanceRuns, followCatalog, installFlows } from '@beckon/core/flows';
import { deriveIdentityKey, keyedHash } from '@beckon/core/lib';
import { readDeliveries } from '@beckon/core/messages';
import { mergeParticipants } from '@beckon/core/persons';
import { subscribePush } from '@beckon/core/push';
import { createTestContext, runReadyJobs } from '@beckon/core/testing';
import { joinWaitlist } from '@beckon/core/waitlists';
import { afterAll, expect, test } from 'vitest';

const service = await TestPushService.start();
afterAll(() => service.close());
const context = await createTestContext();
const { clock, sender } = context;
const push = createWebPushSender({ keys: deriveVapidKeys('x'), hosts: readPushHosts(service.origin), clock });
context.senders.push = () => push;
const { ctx } = context;
const tenant = await context.newTenant();
const [key] = await ctx.db.query<{ id: string }>(
  sql`select id from source_keys where source_id = ${tenant.browser.id} and kind = 'identity'`,
);
const source = { ...tenant.browser, identityKeyIds: [key!.id] };
const evidence = { ipPrefix: null, userAgent: null, origin: null };
const stock = (quantity: number) => changeStock(ctx, tenant.id, [{ productId: 'mug', quantity }], followCatalog);
await installFlows(ctx, tenant.id);
await putProducts(
  ctx,
  tenant.id,
  [{ id: 'mug', title: 'Becher', url: 'https://shop.test/mug', imageUrl: 'https://shop.test/mug.jpg', quantity: 0 }],
  followCatalog,
);

/** Lets the next shoppers enter the flow, which makes their messages. */
async function makeMessages(): Promise<void> {
  await runReadyJobs(ctx);
  await advanceRuns(ctx);
}

let made = 0;
/** A shopper who waits for the mug and whom the shop's server had signed when they agreed to push. */
async function newShopper() {
  const email = `shopper${++made}@example.com`;
  const contactId = await findOrCreateByEmail(ctx, tenant.id, email);
  await verifyEmail(ctx, tenant.id, contactId, { firstName: null, language: 'de' });
  await joinWaitlist(ctx, source, { email, productId: 'mug', wordingVersion: 'v1', wording: 'Tell me.' }, evidence);
  await ctx.db.query(sql`update waitlist_entries set status = 'waiting' where contact_id = ${contactId}`);
  const device = service.subscribe();
  const signature = keyedHash(Buffer.from(deriveIdentityKey(ctx.secrets.identity, key!.id)), `email:${email}`).toString(
    'hex',
  );
  const { endpoint, p256dh, auth } = device;
  const said = { wordingVersion: 'v1', wording: 'News by push?', email, signature };
  await subscribePush(ctx, source, { endpoint, p256dh, auth, ...said }, evidence, mergeParticipants);
  await runReadyJobs(ctx);
  device.received.length = 0;
  sender.sent.length = 0;
  const deliveries = async () =>
    (await readDeliveries(ctx, tenant.id, contactId))
      .filter(({ message }) => /back in stock$/i.test(message))
      .map(({ channel, status, reason }) => [channel, status, reason])
      .toSorted();
  return { contactId, device, deliveries };
}

test('a waiting shopper with push consent is notified by push and by mail, with the catalog’s data', async () => {
  const { device, deliveries } = await newShopper();
  await stock(1);
  await makeMessages();
  await runReadyJobs(ctx);
  const [received, ...more] = device.received;
  expect(more).toEqual([]);
  expect(JSON.parse(received!.payload)).toMatchObject({
    web_push: 8030,
    notification: {
      title: 'Wieder verfügbar: Becher',
      body: 'Wieder verfügbar. Sie wollten benachrichtigt werden.',
      navigate: 'https://shop.test/mug',
      image: 'https://shop.test/mug.jpg',
    },
  });
  expect(sender.sent.map(({ subject }) => subject)).toEqual(['Wieder verfügbar: Becher']);
  expect(await deliveries()).toEqual([
    ['email', 'sent', null],
    ['push', 'sent', null],
  ]);
  await stock(0);
});

test('two messages are one place in the queue: one piece is offered to one person', async () => {
  await ctx.db.query(sql`delete from waitlist_entries`);
  const first = await newShopper();
  clock.advance(1_000);
  const second = await newShopper();
  await stock(1);
  await makeMessages();
  await runReadyJobs(ctx);
  expect([first.device.received.length, second.device.received.length]).toEqual([1, 0]);
  await stock(0);
});

test('each message checks the stock when it is sent; if neither is sent, the shopper is not notified', async () => {
  await ctx.db.query(sql`delete from waitlist_entries`);
  const { contactId, device, deliveries } = await newShopper();
  await stock(1);
  // The flow has made both, and the last piece is sold before they leave.
  await makeMessages();
  await stock(0);
  await runReadyJobs(ctx);
  expect(device.received).toEqual([]);
  const soldOut = 'The product was sold out again before the message was sent.';
  expect(await deliveries()).toEqual([
    ['email', 'skipped', soldOut],
    ['push', 'skipped', soldOut],
  ]);
  const counted = () =>
    ctx.db.query(sql`select status, messages from waitlist_entries where contact_id = ${contactId}`);
  expect(await counted()).toEqual([{ status: 'waiting', messages: 0 }]);

  // One that reached them is one message, whether the other left or not.
  await stock(1);
  await makeMessages();
  await ctx.db.query(sql`
    update deliveries set status = 'skipped' where contact_id = ${contactId} and channel = 'email' and status = 'due'`);
  await runReadyJobs(ctx);
  expect(device.received).toHaveLength(1);
  await stock(0);
  expect(await counted()).toEqual([{ status: 'waiting', messages: 1 }]);
});

test('who took push back gets the mail alone', async () => {
  await ctx.db.query(sql`delete from waitlist_entries`);
  const { contactId, device, deliveries } = await newShopper();
  const revoked = { type: 'push', action: 'revoked', source: 'test', method: 'form', wordingVersion: null } as const;
  await stock(2);
  await makeMessages();
  await ctx.db.transaction((tx) =>
    recordConsent({ ...ctx, db: tx }, tenant.id, [{ ...revoked, contactId, evidence: {} }]),
  );
  await runReadyJobs(ctx);
  expect(device.received).toEqual([]);
  expect(await deliveries()).toEqual([
    ['email', 'sent', null],
    ['push', 'skipped', 'The contact has no address in this channel.'],
  ]);
});
