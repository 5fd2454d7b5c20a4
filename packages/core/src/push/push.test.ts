import { createECDH, randomBytes } from 'node:crypto';
import type { ConsentType, PushRefreshRequest, PushSubscribeRequest } from '@beckon/contract';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { readConsentHistory, readConsents, recordConsent } from '../consent/index.ts';
import { findOrCreateByEmail } from '../contacts/index.ts';
import { maxSubscriptions } from '../contacts/push-subscriptions.ts';
import { sql } from '../db/index.ts';
import { deriveIdentityKey, type Id, keyedHash } from '../lib/index.ts';
import type { EventSource } from '../log/index.ts';
import { deliver, readDeliveries } from '../messages/index.ts';
import { mergeParticipants } from '../persons/index.ts';
import type { PushOutcome, Transaction } from '../ports/index.ts';
import { applyAll, collect, createTestContext, runReadyJobs, runs } from '../testing/index.ts';
import { refreshPush } from './refresh.ts';
import { subscribePush } from './subscribe.ts';
import { unsubscribePush } from './unsubscribe.ts';

const { ctx, clock, push, newTenant } = await createTestContext({ maxConnections: 8 });
const tenant = await newTenant();
const evidence = { ipPrefix: '203.0.113.0/24', userAgent: null, origin: 'https://shop.test' };
const [key] = await ctx.db.query<{ id: string }>(
  sql`select id from source_keys where source_id = ${tenant.browser.id} and kind = 'identity'`,
);
const source: EventSource = { ...tenant.browser, identityKeyIds: [key!.id] };
const sign = (subject: string) =>
  keyedHash(Buffer.from(deriveIdentityKey(ctx.secrets.identity, key!.id)), subject).toString('hex');

beforeEach(async () => {
  await runReadyJobs(ctx);
  push.answer = () => ({ outcome: 'sent', vendorId: null });
  push.sent.length = 0;
});

const pair = createECDH('prime256v1');
pair.generateKeys();
function newBrowser() {
  return {
    endpoint: `https://push.test/${randomBytes(16).toString('base64url')}`,
    p256dh: pair.generateKeys().toString('base64url'),
    auth: randomBytes(16).toString('base64url'),
  };
}
type Browser = ReturnType<typeof newBrowser>;
const subscribe = (browser: Browser, more: Partial<PushSubscribeRequest> = {}) =>
  subscribePush(
    ctx,
    source,
    { ...browser, wordingVersion: 'v1', wording: 'News by push?', ...more },
    evidence,
    mergeParticipants,
  );
const refresh = (browser: Browser & Partial<PushRefreshRequest>, more: Partial<PushRefreshRequest> = {}) =>
  refreshPush(ctx, source, { ...browser, ...more }, evidence, mergeParticipants);
const asAnna = (userId = 'anna') => ({ userId, signature: sign(userId) });

async function ownerOf({ endpoint }: Browser) {
  const [row] = await ctx.db.query<{ id: Id<'ctc'>; user_id: string | null; email: string | null }>(sql`
    select c.id, c.user_id, c.email from push_subscriptions s join contacts c on c.id = s.contact_id
    where s.tenant_id = ${tenant.id} and s.endpoint = ${endpoint}`);
  return row ?? null;
}
const mergedInto = async (id: string) =>
  (await ctx.db.query<{ into: string | null }>(sql`select merged_into as into from contacts where id = ${id}`))[0]!
    .into;
const pushStateOf = async (contactId: Id<'ctc'>) =>
  (await readConsents(ctx, tenant.id, contactId)).find(({ type }) => type === 'push')?.state ?? null;

async function record(contactId: string, type: ConsentType, action: 'granted' | 'revoked') {
  const entry = { contactId, type, action, source: 'test', method: 'form', wordingVersion: null, evidence: {} };
  await ctx.db.transaction((tx) => recordConsent({ ...ctx, db: tx }, tenant.id, [entry]));
}

let made = 0;
async function makeDelivery(contactId: string, category: 'marketing' | 'transactional' = 'transactional') {
  const message = `push ${category}`;
  await ctx.db.query(sql`
    insert into messages (id, tenant_id, key, name, channel, category, subject, body, updated_at)
    values (${ctx.ids.newId('msg')}, ${tenant.id}, ${message}, 'News', 'push', ${category}, 'Hello {{ shop.name }}',
      'There is <b>news</b> & more', ${clock.now()}) on conflict do nothing`);
  clock.advance(1);
  await deliver(ctx, { tenantId: tenant.id, contactId, message, businessKey: `push ${++made}` });
}
const lastDelivery = async (contactId: string) => (await readDeliveries(ctx, tenant.id, contactId))[0]!;
const endpointsOf = () => push.sent.map(({ to }) => to.endpoint);

test('a browser that was asked gets a contact of its own without names, its consent with evidence, and one welcome', async () => {
  const browser = newBrowser();
  await subscribe(browser);
  const owner = await ownerOf(browser);
  expect(owner).toMatchObject({ user_id: null, email: null });
  expect(await readConsentHistory(ctx, tenant.id, owner!.id)).toMatchObject([
    { type: 'push', action: 'granted', source: 'push', method: 'browser_prompt', wordingVersion: 'v1' },
  ]);
  await runReadyJobs(ctx);
  expect(push.sent).toMatchObject([{ to: browser, contact: 'hello@shop.test' }]);
  expect(JSON.parse(push.sent[0]!.payload)).toMatchObject({
    web_push: 8030,
    notification: {
      title: expect.stringMatching(/^Shop/),
      navigate: 'https://shop.test',
      tag: push.sent[0]!.vendorKey,
    },
  });
});

test('the same click twice, at once or later, says it once', async () => {
  const browser = newBrowser();
  await Promise.all([subscribe(browser), subscribe(browser), subscribe(browser)]);
  const owner = await ownerOf(browser);
  expect(await readConsentHistory(ctx, tenant.id, owner!.id)).toHaveLength(1);
  await subscribe(browser, { wordingVersion: 'v2' });
  expect(await readConsentHistory(ctx, tenant.id, owner!.id)).toHaveLength(2);
  await runReadyJobs(ctx);
  expect(push.sent).toHaveLength(1);
});

test('an address or a user id without a valid signature identifies no contact', async () => {
  const victim = await findOrCreateByEmail(ctx, tenant.id, 'victim@example.com');
  const before = newBrowser();
  await subscribe(before, asAnna('victim'));
  const attacker = newBrowser();
  await subscribe(attacker, { email: 'victim@example.com', userId: 'victim' });
  expect(await ownerOf(attacker)).toMatchObject({ user_id: null, email: null });
  for (const signature of [sign('victim@example.com'), sign('somebody else'), 'a'.repeat(64), 'x']) {
    await expect(subscribe(attacker, { email: 'victim@example.com', signature })).rejects.toMatchObject({
      code: 'validation_failed',
    });
  }
  // A valid signature for one person proves nothing about the address sent with it.
  await subscribe(newBrowser(), { ...asAnna('mallory'), email: 'victim@example.com' });
  expect(await readConsents(ctx, tenant.id, victim)).toEqual([]);
  const signed = newBrowser();
  await subscribe(signed, { email: ' Victim@Example.com', signature: sign('email:victim@example.com') });
  expect(await ownerOf(signed)).toMatchObject({ id: victim });
});

test('a browser whose owner logs in and says yes is theirs; the nameless contact is part of them', async () => {
  const browser = newBrowser();
  await subscribe(browser);
  const nameless = await ownerOf(browser);
  await subscribe(browser, asAnna());
  const anna = await ownerOf(browser);
  expect(anna).toMatchObject({ user_id: 'anna' });
  expect(await pushStateOf(anna!.id)).toBe('granted');
  expect(await mergedInto(nameless!.id)).toBe(anna!.id);
});

test('an anonymous browser with push consent moves to the contact on a signed visit, with its consent', async () => {
  const browser = newBrowser();
  await subscribe(browser);
  const nameless = await ownerOf(browser);
  const saidAt = clock.now().toISOString();
  clock.advance(60_000);
  expect(await refresh(browser)).toEqual({ isSubscribed: true });
  expect(await ownerOf(browser)).toEqual(nameless);
  for (const _ of [1, 2]) expect(await refresh(browser, asAnna('late'))).toEqual({ isSubscribed: true });
  const owner = await ownerOf(browser);
  expect(owner).toMatchObject({ user_id: 'late' });
  expect(await pushStateOf(owner!.id)).toBe('granted');
  expect(await mergedInto(nameless!.id)).toBe(owner!.id);
  // Recorded once, with the wording that they saw and the time of the consent.
  expect(await readConsentHistory(ctx, tenant.id, owner!.id)).toMatchObject([
    { type: 'push', action: 'granted', method: 'signed_browser', wordingVersion: 'v1', wording: 'News by push?' },
  ]);
  const [{ evidence: kept }] = (await ctx.db.query(sql`
    select evidence from consent_evidence where contact_id = ${owner!.id}`)) as [{ evidence: object }];
  expect(kept).toMatchObject({ saidAt, saidAs: nameless!.id });
  await makeDelivery(owner!.id);
  push.sent.length = 0;
  await runReadyJobs(ctx);
  expect(endpointsOf()).toContain(browser.endpoint);
});

test('a forged signature moves nothing, and no address or user id does without one', async () => {
  const browser = newBrowser();
  await subscribe(browser);
  const nameless = await ownerOf(browser);
  for (const signature of [sign('somebody else'), 'a'.repeat(64)]) {
    await expect(refresh(browser, { userId: 'anna', signature })).rejects.toMatchObject({ code: 'validation_failed' });
  }
  await refresh(browser, { userId: 'anna', email: 'anna@example.com' });
  expect(await ownerOf(browser)).toEqual(nameless);
});

test('two people on one browser: it belongs to who logged in first after the yes, until the other says yes', async () => {
  const browser = newBrowser();
  await subscribe(browser);
  await refresh(browser, asAnna('first'));
  expect(await refresh(browser, asAnna('second'))).toEqual({ isSubscribed: true });
  expect(await ownerOf(browser)).toMatchObject({ user_id: 'first' });
  await subscribe(browser, asAnna('second'));
  expect(await ownerOf(browser)).toMatchObject({ user_id: 'second' });
  expect(await refresh(browser, asAnna('first'))).toEqual({ isSubscribed: true });
  expect(await ownerOf(browser)).toMatchObject({ user_id: 'second' });
});

test.each<[ConsentType]>([['push'], ['marketing']])(
  'who took back %s after the yes is not given it again by a log-in: the browser learns that it ended',
  async (type) => {
    const browser = newBrowser();
    await subscribe(browser);
    const nameless = await ownerOf(browser);
    const contactId = await findOrCreateByEmail(ctx, tenant.id, `no-${type}@example.com`);
    const signed = { email: `no-${type}@example.com`, signature: sign(`email:no-${type}@example.com`) };
    clock.advance(1_000);
    await record(contactId, type, 'revoked');
    expect(await refresh(browser, signed)).toEqual({ isSubscribed: false });
    expect(await ownerOf(browser)).toBeNull();
    expect(await pushStateOf(contactId)).not.toBe('granted');
    expect(await mergedInto(nameless!.id)).toBe(contactId);

    // A yes that is newer than their no is a new one.
    clock.advance(1_000);
    const other = newBrowser();
    await subscribe(other);
    expect(await refresh(other, signed)).toEqual({ isSubscribed: true });
    expect(await pushStateOf(contactId)).toBe('granted');
  },
);

test('a merge gives no push; a signed visit of the browser does, since it was their own yes', async () => {
  const browser = newBrowser();
  await subscribe(browser, asAnna('merging'));
  const before = await ownerOf(browser);
  const contactId = await findOrCreateByEmail(ctx, tenant.id, 'merging@example.com');
  await collect(ctx, tenant.server, [
    { id: 'merge', type: 'identified', userId: 'merging', email: 'merging@example.com', properties: {} },
  ]);
  await applyAll(ctx);
  expect(await ownerOf(browser)).toMatchObject({ id: before!.id, user_id: null });
  expect(await pushStateOf(contactId)).toBeNull();
  clock.advance(1_000);
  expect(await refresh(browser, asAnna('merging'))).toEqual({ isSubscribed: true });
  expect(await ownerOf(browser)).toMatchObject({ id: contactId, user_id: 'merging' });
  expect(await pushStateOf(contactId)).toBe('granted');
});

test('who only knows an endpoint says nothing for its owner', async () => {
  const browser = newBrowser();
  await subscribe(browser, asAnna('owner'));
  const owner = await ownerOf(browser);
  await subscribe(browser, { wordingVersion: 'v9' });
  expect(await ownerOf(browser)).toEqual(owner);
  expect(await readConsentHistory(ctx, tenant.id, owner!.id)).toHaveLength(1);
});

test.each<[string, Partial<Browser>, string]>([
  ['an endpoint of nobody we know', { endpoint: 'https://evil.test/x' }, 'endpoint'],
  ['a point beside the curve', { p256dh: Buffer.alloc(65, 4).toString('base64url') }, 'p256dh'],
  ['a compressed point', { p256dh: pair.getPublicKey(null, 'compressed').toString('base64url') }, 'p256dh'],
  ['a secret that is too short', { auth: randomBytes(15).toString('base64url') }, 'auth'],
])('%s is refused before anything is written', async (_, fault, path) => {
  const browser = { ...newBrowser(), ...fault };
  await expect(subscribe(browser)).rejects.toMatchObject({ errors: [{ path }] });
  await expect(refresh(browser)).rejects.toMatchObject({ errors: [{ path }] });
  expect(await ownerOf(browser)).toBeNull();
});

test('of too many browsers of one contact the one that was seen least lately goes', async () => {
  const browsers = Array.from({ length: maxSubscriptions + 1 }, newBrowser);
  for (const [index, browser] of browsers.entries()) {
    clock.advance(1_000);
    await subscribe(browser, asAnna('collector'));
    if (index === 1) {
      clock.advance(1_000);
      expect(await refresh(browsers[0]!)).toEqual({ isSubscribed: true });
    }
  }
  const kept = await Promise.all(browsers.map(ownerOf));
  expect(kept.map((owner) => owner !== null)).toEqual(browsers.map((_, index) => index !== 1));
});

test('a browser with a new endpoint keeps its subscription; a visit does not restore revoked consent', async () => {
  const browser = newBrowser();
  await subscribe(browser);
  const owner = await ownerOf(browser);
  const next = newBrowser();
  expect(await refresh({ ...next, previousEndpoint: browser.endpoint })).toEqual({
    isSubscribed: true,
  });
  expect([await ownerOf(next), await ownerOf(browser)]).toEqual([owner, null]);
  await record(owner!.id, 'push', 'revoked');
  expect(await refresh(next)).toEqual({ isSubscribed: false });
  expect(await refresh(newBrowser())).toEqual({ isSubscribed: false });
  expect(await pushStateOf(owner!.id)).toBe('revoked');
});

test('one shop knows nothing of the subscriptions of another', async () => {
  const other = await newTenant();
  const browser = newBrowser();
  await subscribe(browser);
  await unsubscribePush(ctx, other.id, browser.endpoint, evidence);
  expect(await refreshPush(ctx, { ...source, tenantId: other.id }, browser, evidence, mergeParticipants)).toEqual({
    isSubscribed: false,
  });
  expect(await ownerOf(browser)).not.toBeNull();
});

test('a message goes to all browsers of a contact, with the product’s data from the catalog', async () => {
  const browsers = [newBrowser(), newBrowser()];
  for (const browser of browsers) await subscribe(browser, asAnna('reader'));
  const owner = await ownerOf(browsers[0]!);
  await runReadyJobs(ctx);
  push.sent.length = 0;
  await makeDelivery(owner!.id);
  await runReadyJobs(ctx);
  expect(endpointsOf().toSorted()).toEqual(browsers.map(({ endpoint }) => endpoint).toSorted());
  expect(JSON.parse(push.sent[0]!.payload).notification.body).toBe('There is <b>news</b> & more');
  expect(await lastDelivery(owner!.id)).toMatchObject({ status: 'sent', channel: 'push' });
});

test('a push service that has no time is asked again for its browser alone; one that has given up a browser ends it', async () => {
  const [slow, gone, good] = [newBrowser(), newBrowser(), newBrowser()];
  for (const browser of [slow, gone, good]) await subscribe(browser, asAnna('waiting'));
  const owner = await ownerOf(slow);
  await runReadyJobs(ctx);
  push.sent.length = 0;
  await makeDelivery(owner!.id);
  const answers: Record<string, PushOutcome> = {
    [slow.endpoint]: { outcome: 'retry', reason: 'web-push: 429', retryAfter: 120_000 },
    [gone.endpoint]: { outcome: 'gone' },
    [good.endpoint]: { outcome: 'sent', vendorId: 'm1' },
  };
  push.answer = ({ to }) => answers[to.endpoint]!;
  expect(await runReadyJobs(ctx)).toEqual([{ outcome: 'retry', reason: 'web-push: 429', retryAfter: 120_000 }]);
  expect(await ownerOf(gone)).toBeNull();
  expect(await lastDelivery(owner!.id)).toMatchObject({ status: 'due' });
  clock.advance(120_000);
  answers[slow.endpoint] = { outcome: 'sent', vendorId: null };
  await runReadyJobs(ctx);
  expect(endpointsOf()).toEqual([good.endpoint, slow.endpoint]);
  expect(await lastDelivery(owner!.id)).toMatchObject({ status: 'sent' });
});

test.each<[PushOutcome, string, string]>([
  [{ outcome: 'gone' }, 'failed', 'no browser of the contact has its push subscription any more'],
  [{ outcome: 'failed', reason: 'web-push: 413' }, 'failed', 'web-push: 413'],
  [{ outcome: 'uncertain', reason: 'web-push: silence' }, 'uncertain', 'web-push: silence'],
])('%j at the only browser ends the delivery, and it is not tried again', async (answer, status, reason) => {
  const browser = newBrowser();
  await subscribe(browser);
  const owner = await ownerOf(browser);
  push.answer = () => answer;
  await runReadyJobs(ctx);
  expect(await lastDelivery(owner!.id)).toMatchObject({ status, reason });
  clock.advance(24 * 60 * 60 * 1_000);
  expect(await runReadyJobs(ctx)).toEqual([]);
});

test('a revocation between two browsers of one message stops the second', async () => {
  const browsers = [newBrowser(), newBrowser()];
  for (const browser of browsers) await subscribe(browser, asAnna('hasty'));
  const owner = await ownerOf(browsers[0]!);
  await runReadyJobs(ctx);
  push.sent.length = 0;
  await makeDelivery(owner!.id);
  push.answer = async () => {
    await record(owner!.id, 'push', 'revoked');
    return { outcome: 'sent', vendorId: null };
  };
  await runReadyJobs(ctx);
  expect(push.sent).toHaveLength(1);
});

const said = fc.array(
  fc.tuple(
    fc.constantFrom<ConsentType>('push', 'marketing', 'email'),
    fc.constantFrom<'granted' | 'revoked'>('granted', 'revoked'),
  ),
  { maxLength: 5 },
);

test('Feature: marketing-automation, Property 24: push goes only to contacts that have granted it', async () => {
  await fc.assert(
    fc.asyncProperty(
      said,
      fc.constantFrom<'marketing' | 'transactional'>('marketing', 'transactional'),
      async (entries, category) => {
        const contactId = await findOrCreateByEmail(ctx, tenant.id, `p24-${++made}@example.com`);
        for (const [type, action] of entries) {
          clock.advance(1_000);
          await record(contactId, type, action);
        }
        // A token that is there without consent, as a fault somewhere else would leave it, is not enough.
        const browser = newBrowser();
        await ctx.db.query(sql`
        insert into push_subscriptions (id, tenant_id, contact_id, endpoint, p256dh, auth, wording_version, client, created_at, seen_at)
        values (${ctx.ids.newId('psh')}, ${tenant.id}, ${contactId}, ${browser.endpoint}, ${browser.p256dh}, ${browser.auth},
          'v1', '{}', ${clock.now()}, ${clock.now()})`);
        push.sent.length = 0;
        await makeDelivery(contactId, category);
        await runReadyJobs(ctx);
        const lastOf = (wanted: ConsentType) => entries.findLastIndex(([type]) => type === wanted);
        const isGranted = entries[lastOf('push')]?.[1] === 'granted';
        const isStopped =
          category === 'marketing' &&
          entries[lastOf('marketing')]?.[1] === 'revoked' &&
          lastOf('marketing') > lastOf('push');
        expect(endpointsOf()).toEqual(isGranted && !isStopped ? [browser.endpoint] : []);
        const reason = isGranted ? (isStopped ? /marketing/ : null) : /not granted consent/;
        expect((await lastDelivery(contactId)).reason).toEqual(reason === null ? null : expect.stringMatching(reason));
      },
    ),
    {
      numRuns: runs(100),
      examples: [
        // The second no is newer than the yes to push, though the state did not change with it (seed 232381543).
        [
          [
            ['marketing', 'revoked'],
            ['push', 'granted'],
            ['marketing', 'revoked'],
          ],
          'marketing',
        ],
        [
          [
            ['push', 'granted'],
            ['marketing', 'revoked'],
            ['push', 'granted'],
          ],
          'marketing',
        ],
      ],
    },
  );
});

const step = fc.record({
  browser: fc.nat(2),
  act: fc.constantFrom<'subscribe' | 'unsubscribe' | 'refresh' | 'revoke' | 'fail'>(
    'subscribe',
    'unsubscribe',
    'refresh',
    'revoke',
    'fail',
  ),
});

test('Feature: marketing-automation, Property 25: the token goes in the transaction that revokes, or neither happens', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), fc.boolean(), async (steps, isSigned) => {
      const person = `p25-${++made}`;
      const browsers = [newBrowser(), newBrowser(), newBrowser()];
      const has = [false, false, false];
      let hasEver = false;
      for (const { browser: index, act } of steps) {
        const browser = browsers[index]!;
        const owner = await ownerOf(browser);
        const others = has.filter((one, at) => one && at !== index).length;
        if (act === 'subscribe') {
          await subscribe(browser, isSigned ? asAnna(person) : {});
          has[index] = hasEver = true;
        } else if (act === 'unsubscribe') {
          await unsubscribePush(ctx, tenant.id, browser.endpoint, evidence);
          has[index] = false;
          if (owner) expect(await pushStateOf(owner.id)).toBe(isSigned && others > 0 ? 'granted' : 'revoked');
        } else if (act === 'refresh') {
          expect(await refresh(browser)).toEqual({ isSubscribed: has[index] });
        } else if (act === 'revoke' && owner) {
          await record(owner.id, 'push', 'revoked');
          if (isSigned) has.fill(false);
          else has[index] = false;
        } else if (act === 'fail' && owner) {
          // The ledger can be written and the commit not come: then the token is there as before.
          await expect(
            failing(() => unsubscribePush(failingAtCommit(), tenant.id, browser.endpoint, evidence)),
          ).resolves.toBe(true);
        }
        for (const [at, one] of browsers.entries()) {
          const now = await ownerOf(one);
          expect(now !== null).toBe(has[at]);
          if (now) expect(await pushStateOf(now.id)).toBe('granted');
        }
      }
      fc.pre(hasEver);
    }),
    { numRuns: runs(100) },
  );
});

const failing = (work: () => Promise<unknown>) =>
  work().then(
    () => false,
    () => true,
  );

/** A context whose transactions do all their work and are lost before the commit. */
function failingAtCommit() {
  const transaction = <T>(work: (tx: Transaction) => Promise<T>) =>
    ctx.db.transaction(async (tx) => {
      await work(tx);
      throw new Error('lost');
    });
  return { ...ctx, db: { ...ctx.db, query: ctx.db.query.bind(ctx.db), transaction } as typeof ctx.db };
}
