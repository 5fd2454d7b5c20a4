import { beforeEach, expect, test } from 'vitest';
import { isSuppressed, readConsentHistory, readConsents, readSuppression } from '../consent/index.ts';
import { contactsConsumer } from '../consumers/index.ts';
import { findOrCreateByEmail, listContacts, readContact } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { makeBlockToken, makeBoundToken, makeToken } from '../links/index.ts';
import { ConsumerRunner } from '../log/index.ts';
import { deliver, recordProviderEvents } from '../messages/index.ts';
import { blockAddress, confirmSubscription, subscribe, unsubscribe } from '../newsletter/index.ts';
import { changeEmail, changePreferences, confirmEmailChange, sendPreferencesLink } from '../preferences/index.ts';
import { findSourceByKey } from '../sources/index.ts';
import { changeSettings } from '../tenants/index.ts';
import {
  applyAll,
  collect,
  completeErasures,
  createTestContext,
  holdContact,
  runReadyJobs,
  untilWaiting,
} from '../testing/index.ts';
import { putTopics } from '../topics/index.ts';
import { requestErasure, requestOwnErasure } from './request-erasure.ts';

const { ctx, clock, sender, newTenant } = await createTestContext({ maxConnections: 24 });
const day = 24 * 60 * 60 * 1_000;
const evidence = { ipPrefix: null, userAgent: null, origin: null };
const tenant = await newTenant();
const source = (await findSourceByKey(ctx, 'write', tenant.writeKey))!;

beforeEach(() => {
  clock.advance(40 * day);
  sender.sent.length = 0;
});

let made = 0;
const newAddress = (name = 'shopper') => `${name}${++made}@example.com`;
const signUp = (email: string, more: object = {}) =>
  subscribe(ctx, source, { email, wordingVersion: 'v1', wording: 'News.', ...more }, evidence);
const mailsTo = async (address: string) => {
  await runReadyJobs(ctx);
  return sender.sent.filter(({ to }) => to.address === address);
};
const linkIn = async (address: string, way: string) =>
  new RegExp(`https://beckon\\.test/${way}/([\\w.-]+)`).exec((await mailsTo(address)).at(-1)!.text)![1]!;
const contactOf = async (email: string) =>
  (await listContacts(ctx, tenant.id, { filters: [], search: email, limit: 1, before: null }))[0];
const stateOf = async (id: Id<'ctc'>) =>
  Object.fromEntries((await readConsents(ctx, tenant.id, id)).map(({ type, state }) => [type, state]));
const granted = { email: 'granted', marketing: 'granted' };
const revoked = { email: 'revoked', marketing: 'revoked' };

async function outcomeOf(businessKey: string) {
  const [row] = await ctx.db.query(sql`select status, reason from deliveries where business_key = ${businessKey}`);
  return row;
}

async function join(email: string): Promise<Id<'ctc'>> {
  await signUp(email);
  await confirmSubscription(ctx, await linkIn(email, 'c'), evidence);
  await mailsTo(email);
  return (await contactOf(email))!.id;
}

/** Changes a contact's address, as its owner does. */
async function move(id: string, to: string): Promise<void> {
  const { generation } = (
    await ctx.db.query<{ generation: number }>(sql`select generation from contacts where id = ${id}`)
  )[0]!;
  const token = makeBoundToken(ctx, 'preferences', tenant.id, id, generation);
  await changeEmail(ctx, { source, token }, to, evidence);
  await confirmEmailChange(ctx, await linkIn(to, 'e'));
}

test('a confirmation link mailed to an address that the contact has left grants nothing and lifts nothing', async () => {
  const [old, fresh] = [newAddress('old'), newAddress('fresh')];
  const id = await join(old);
  clock.advance(2 * day);
  await signUp(old);
  const link = await linkIn(old, 'c');
  await move(id, fresh);
  await unsubscribe(ctx, makeToken(ctx, 'unsubscribe', tenant.id, id), 'link', evidence);
  await expect(confirmSubscription(ctx, link, evidence)).rejects.toMatchObject({ code: 'token_invalid' });
  expect(await stateOf(id)).toEqual(revoked);
  expect(await isSuppressed(ctx, tenant.id, 'email', fresh)).toBe(true);
});

test('a confirmation that waits for the lock of its contact looks at the address again', async () => {
  const [old, fresh] = [newAddress('old'), newAddress('fresh')];
  const id = await join(old);
  clock.advance(2 * day);
  await signUp(old);
  const link = await linkIn(old, 'c');
  const token = makeBoundToken(ctx, 'preferences', tenant.id, id, 0);
  await changeEmail(ctx, { source, token }, fresh, evidence);
  const moving = await linkIn(fresh, 'e');
  const held = await holdContact(ctx, id);
  const moved = confirmEmailChange(ctx, moving);
  await untilWaiting(ctx, 1);
  const confirmed = confirmSubscription(ctx, link, evidence);
  await untilWaiting(ctx, 2);
  await held.letGo();
  await moved;
  await expect(confirmed).rejects.toMatchObject({ code: 'token_invalid' });
});

test('a link that ends while it asks for an erasure erases nothing', async () => {
  const id = await join(newAddress());
  const token = makeBoundToken(ctx, 'preferences', tenant.id, id, 0);
  const held = await holdContact(ctx, id, sql`update contacts set generation = generation + 1 where id = ${id}`);
  const erasing = requestOwnErasure(ctx, { source: null, token });
  await untilWaiting(ctx, 1);
  await held.letGo();
  await expect(erasing).rejects.toMatchObject({ code: 'token_invalid' });
  expect((await readContact(ctx, tenant.id, id))!.email).not.toBeNull();
});

test('a block link stops the address that it was mailed to, not the one that the contact has by now', async () => {
  const [old, fresh] = [newAddress('old'), newAddress('fresh')];
  const id = await join(old);
  clock.advance(2 * day);
  await signUp(old);
  const link = await linkIn(old, 'n');
  await move(id, fresh);
  await blockAddress(ctx, link, evidence);
  expect(await readSuppression(ctx, tenant.id, 'email', old)).toBe('address_blocked');
  expect(await readSuppression(ctx, tenant.id, 'email', fresh)).toBeNull();
  expect(await stateOf(id)).toEqual(granted);
});

test('pending sign-ups end when the address is blocked, left or merged', async () => {
  const [blocked, left, joined] = [newAddress('blocked'), newAddress('left'), newAddress('joined')];
  await signUp(blocked);
  const ofBlocked = await linkIn(blocked, 'c');
  await blockAddress(ctx, await linkIn(blocked, 'n'), evidence);
  const id = await join(left);
  clock.advance(2 * day);
  await signUp(left);
  const ofLeft = await linkIn(left, 'c');
  await signUp(joined);
  const ofJoined = await linkIn(joined, 'c');
  await move(id, joined);
  for (const link of [ofBlocked, ofLeft, ofJoined]) {
    await expect(confirmSubscription(ctx, link, evidence)).rejects.toMatchObject({ code: 'token_invalid' });
  }
  const states = await ctx.db.query(sql`select 1 from sign_ups where status = 'pending'`);
  expect(states).toEqual([]);
});

test('with single opt-in a known mailbox is asked, however it is spelled, and none of its facts change', async () => {
  const single = await newTenant();
  const from = (await findSourceByKey(ctx, 'write', single.writeKey))!;
  await changeSettings(ctx, single.id, { optIn: 'single' });
  const name = `anna${++made}`;
  const try_ = async (email: string) => {
    await subscribe(ctx, from, { email, firstName: 'Mallory', wordingVersion: 'v', wording: 'w' }, evidence);
    const [contact] = await listContacts(ctx, single.id, { filters: [], search: email, limit: 1, before: null });
    if (!contact) return null;
    const states = await readConsents(ctx, single.id, contact.id);
    return [states.find(({ type }) => type === 'email')?.state ?? null, contact.firstName];
  };
  // Known by an order under another spelling, by a suppression, by a former address, as a pending contact.
  await collect(ctx, single.server, [{ id: 'a', type: 'contact_created', email: `${name}+vip@gmail.com` }]);
  await applyAll(ctx);
  expect(await try_(`${name}@googlemail.com`)).toEqual(['requested', null]);
  const blocked = newAddress('blocked');
  await blockAddress(ctx, makeBlockToken(ctx, single.id, 'ctc_none', blocked), evidence);
  expect(await try_(blocked)).toEqual(['requested', null]);
  const pending = newAddress('pending');
  await findOrCreateByEmail(ctx, single.id, pending);
  expect(await try_(pending)).toEqual(['requested', null]);
  // Unknown: counts at once, and is known from then on.
  const unknown = `${name}.new@gmail.com`;
  expect(await try_(unknown)).toEqual(['granted', 'Mallory']);
  // Two spellings are one mailbox: nothing more is granted or requested on the same day, and no contact is created.
  expect(await try_(unknown.replace('.', ''))).toBeNull();
});

test('two spellings of an unknown mailbox at once: one of them counts, the other is asked', async () => {
  const single = await newTenant();
  const from = (await findSourceByKey(ctx, 'write', single.writeKey))!;
  await changeSettings(ctx, single.id, { optIn: 'single' });
  for (let round = 0; round < 40; round++) {
    const name = `race${++made}`;
    await Promise.all(
      [`${name}@gmail.com`, `${name}+a@gmail.com`, `${name.slice(0, 2)}.${name.slice(2)}@gmail.com`].map((email) =>
        subscribe(ctx, from, { email, wordingVersion: 'v', wording: 'w' }, evidence),
      ),
    );
    const states = await ctx.db.query<{ state: string }>(sql`
      select s.state from consent_state s join contacts c on c.id = s.contact_id
      where c.tenant_id = ${single.id} and s.type = 'email' and c.email like ${`%${name.slice(2)}%`}`);
    expect(states.filter(({ state }) => state === 'granted')).toHaveLength(1);
  }
});

test('a sign-up that waits while its contact is erased makes a new contact, and nothing under the erased one', async () => {
  const email = newAddress();
  const id = await join(email);
  clock.advance(2 * day);
  const held = await holdContact(ctx, id);
  const erased = requestErasure(ctx, tenant.id, id, 'api_key');
  await untilWaiting(ctx, 1);
  const signed = signUp(email, { firstName: 'Anna' });
  await untilWaiting(ctx, 2);
  await held.letGo();
  await Promise.all([erased, signed]);
  const link = await linkIn(email, 'c');
  await completeErasures(ctx, clock);
  await confirmSubscription(ctx, link, evidence);
  const contact = await contactOf(email);
  expect(contact!.id).not.toBe(id);
  expect(contact!.firstName).toBe('Anna');
  expect(await stateOf(contact!.id)).toEqual(granted);
  const [left] = await ctx.db.query(sql`
    select first_name, email, (select count(*)::int from consent_evidence e where e.contact_id = c.id and evidence <> '{}')
      as evidence from contacts c where id = ${id}`);
  expect(left).toEqual({ first_name: null, email: null, evidence: 0 });
});

test('erasure and confirmation of one contact at once: either order, no error, nothing in between', async () => {
  for (let round = 0; round < 60; round++) {
    const email = newAddress();
    await signUp(email, { firstName: 'Anna' });
    const link = await linkIn(email, 'c');
    const { id } = (await contactOf(email))!;
    const [confirmed, erased] = await Promise.allSettled([
      confirmSubscription(ctx, link, evidence),
      requestErasure(ctx, tenant.id, id, 'api_key'),
    ]);
    expect(erased.status).toBe('fulfilled');
    if (confirmed.status === 'rejected') expect(confirmed.reason).toMatchObject({ code: 'token_invalid' });
    expect((await readConsents(ctx, tenant.id, id)).filter(({ state }) => state === 'granted')).toEqual([]);
    const [row] = await ctx.db.query(sql`select first_name, email from contacts where id = ${id}`);
    expect(row).toEqual({ first_name: null, email: null });
  }
  await completeErasures(ctx, clock);
}, 60_000);

test('twenty unsubscribes at once write two entries', async () => {
  for (let round = 0; round < 20; round++) {
    const id = await join(newAddress());
    const before = (await readConsentHistory(ctx, tenant.id, id)).length;
    const token = makeToken(ctx, 'unsubscribe', tenant.id, id);
    await Promise.all(Array.from({ length: 20 }, () => unsubscribe(ctx, token, 'one_click', evidence)));
    expect((await readConsentHistory(ctx, tenant.id, id)).length).toBe(before + 2);
  }
}, 60_000);

test('blocking and confirming at once never ends with a consent', async () => {
  for (let round = 0; round < 60; round++) {
    const email = newAddress();
    await signUp(email);
    const [link, block] = [await linkIn(email, 'c'), await linkIn(email, 'n')];
    const { id } = (await contactOf(email))!;
    await Promise.allSettled([confirmSubscription(ctx, link, evidence), blockAddress(ctx, block, evidence)]);
    expect(await stateOf(id)).toEqual(revoked);
    expect(await readSuppression(ctx, tenant.id, 'email', email)).toBe('address_blocked');
  }
}, 60_000);

test('a preferences link can be had when a stranger has used up the sign-up forms', async () => {
  const email = newAddress();
  for (let times = 0; times < 5; times++) await signUp(email);
  await mailsTo(email);
  sender.sent.length = 0;
  await sendPreferencesLink(ctx, source, { email }, evidence);
  expect(await mailsTo(email)).toHaveLength(1);
});

test.each([
  'Win a phone: https://evil.test',
  'evil.test',
  'www evil',
  'a@b.test',
  'x'.repeat(41),
  'Anna\nBcc: x',
  '<b>',
])('a mail does not show the name %j', async (firstName) => {
  const email = newAddress();
  await signUp(email, { firstName });
  const [mail] = await mailsTo(email);
  expect(mail!.text).toMatch(/^Shop \d+\s+Confirm your email address\s+This email address was used/);
  await confirmSubscription(ctx, await linkIn(email, 'c'), evidence);
  expect((await contactOf(email))!.firstName).toBeNull();
});

test('a merge combines refusals: of topics, frequency and pause, the strictest applies', async () => {
  await putTopics(ctx, tenant.id, [
    { id: 'plants', name: 'Plants', description: '' },
    { id: 'pots', name: 'Pots', description: '' },
  ]);
  const [anna, other] = [await join(newAddress('anna')), newAddress('other')];
  const otherId = await join(other);
  const pausedUntil = new Date(clock.now().getTime() + 9 * day).toISOString();
  const claim = (id: string) => ({ source, token: makeBoundToken(ctx, 'preferences', tenant.id, id, 0) });
  await changePreferences(ctx, claim(anna), { topics: { plants: true, pots: true }, frequency: 'daily' }, evidence);
  await changePreferences(
    ctx,
    claim(otherId),
    { topics: { plants: false }, frequency: 'monthly', pausedUntil },
    evidence,
  );
  clock.advance(2 * day);
  await move(anna, other);
  const [row] = await ctx.db.query(sql`
    select frequency, paused_until, (select jsonb_object_agg(topic_id, is_wanted) from contact_topics
      where contact_id = c.id) as topics from contacts c where id = ${anna}`);
  expect(row).toEqual({
    frequency: 'monthly',
    paused_until: new Date(pausedUntil),
    topics: { plants: false, pots: true },
  });
});

test('a merge of a merged contact is flat: the export shows it, an erasure takes it, the database refuses a chain', async () => {
  const email = newAddress('flat');
  const userId = `flat-${made}`;
  await collect(ctx, tenant.server, [{ id: userId, type: 'thing_done', userId }]);
  await applyAll(ctx);
  const byUser = (await listContacts(ctx, tenant.id, { filters: [], search: userId, limit: 1, before: null }))[0]!.id;
  // A contact without address and user id that was merged into it, as a push subscription creates one.
  const nameless = ctx.ids.newId('ctc');
  await ctx.db.query(sql`
    insert into contacts (id, tenant_id, created_at, merged_into) values (${nameless}, ${tenant.id}, ${clock.now()}, ${byUser})`);
  await ctx.db.query(sql`
    insert into consent_evidence (id, tenant_id, contact_id, evidence, recorded_at)
    values (${ctx.ids.newId('cev')}, ${tenant.id}, ${nameless}, '{"userAgent":"canary-flat"}', ${clock.now()})`);
  await collect(ctx, tenant.server, [{ id: `b ${userId}`, type: 'thing_done', email }]);
  await applyAll(ctx);
  await collect(ctx, tenant.server, [{ id: `c ${userId}`, type: 'thing_done', userId, email }]);
  await applyAll(ctx);
  const { id } = (await contactOf(email))!;
  const into = await ctx.db.query(sql`select merged_into from contacts where id in (${nameless}, ${byUser})`);
  expect(into).toEqual([{ merged_into: id }, { merged_into: id }]);
  await expect(ctx.db.query(sql`update contacts set merged_into = ${byUser} where id = ${id}`)).rejects.toThrow(
    'merges do not form chains',
  );
  await requestErasure(ctx, tenant.id, byUser, 'api_key');
  await completeErasures(ctx, clock);
  const left = await ctx.db.query(sql`
    select erased_at is not null as gone from contacts where id in (${nameless}, ${byUser}, ${id})`);
  expect(left).toEqual([{ gone: true }, { gone: true }, { gone: true }]);
  expect(await ctx.db.query(sql`select 1 from consent_evidence where evidence::text like '%canary-flat%'`)).toEqual([]);
});

test('consumers that resolved a contact before it was merged or erased write nothing to it', async () => {
  const email = newAddress('late');
  await collect(ctx, tenant.server, [{ id: email, type: 'contact_created', email }]);
  await applyAll(ctx);
  const { id } = (await contactOf(email))!;
  await collect(ctx, tenant.server, [
    { id: `late ${made}`, type: 'contact_updated', email, properties: { firstName: 'Late' } },
  ]);
  const held = await holdContact(ctx, id);
  const runner = new ConsumerRunner(ctx, contactsConsumer, { holder: 'late' });
  await runner.heartbeat();
  const erased = requestErasure(ctx, tenant.id, id, 'api_key');
  await untilWaiting(ctx, 1);
  const turned = runner.turn();
  await untilWaiting(ctx, 2);
  await held.letGo();
  await Promise.all([erased, turned]);
  await runner.release();
  await completeErasures(ctx, clock);
  expect(await ctx.db.query(sql`select first_name, email from contacts where id = ${id}`)).toEqual([
    { first_name: null, email: null },
  ]);
  expect(await contactOf(email)).toBeUndefined();
});

test('the gate judges the address as it is under the lock, and a message is rendered for the one it goes to', async () => {
  const [old, fresh] = [newAddress('old'), newAddress('fresh')];
  const id = await join(old);
  await deliver(ctx, { tenantId: tenant.id, contactId: id, message: 'welcome', businessKey: `gate ${id}` });
  await blockAddress(ctx, makeBlockToken(ctx, tenant.id, 'ctc_none', fresh), evidence);
  sender.sent.length = 0;
  const held = await holdContact(ctx, id);
  const sending = runReadyJobs(ctx);
  await untilWaiting(ctx, 1);
  // Moved to a blocked address while the gate waits.
  await held.letGo();
  await sending;
  expect((await mailsTo(old)).length + (await mailsTo(fresh)).length).toBe(1);

  await deliver(ctx, { tenantId: tenant.id, contactId: id, message: 'welcome', businessKey: `gate 2 ${id}` });
  clock.advance(8 * day);
  sender.sent.length = 0;
  const locked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const moving = ctx.db.transaction(async (tx) => {
    await tx.query(sql`update contacts set email = ${fresh} where id = ${id}`);
    locked.resolve();
    await released.promise;
  });
  await locked.promise;
  const again = runReadyJobs(ctx);
  await untilWaiting(ctx, 1);
  released.resolve();
  await moving;
  await again;
  expect(sender.sent).toEqual([]);
  expect(await outcomeOf(`gate 2 ${id}`)).toEqual({ status: 'skipped', reason: 'suppressed' });
});

test('the weekly cap counts the messages to a merged contact', async () => {
  const email = newAddress('cap');
  const id = await join(email);
  const merged = ctx.ids.newId('ctc');
  await ctx.db.query(sql`
    insert into contacts (id, tenant_id, created_at, merged_into) values (${merged}, ${tenant.id}, ${clock.now()}, ${id})`);
  await ctx.db.query(sql`
    insert into deliveries (id, tenant_id, contact_id, message_id, channel, category, business_key, variables, status,
      created_at, dispatched_at)
    select 'dlv_' || ${merged} || n, ${tenant.id}, ${merged}, m.id, 'email', 'marketing', ${merged} || n, '{}', 'sent',
      ${clock.now()}, ${clock.now()}
    from messages m, generate_series(1, 3) n where m.tenant_id = ${tenant.id} and m.key = 'welcome'`);
  await deliver(ctx, { tenantId: tenant.id, contactId: id, message: 'welcome', businessKey: `cap ${id}` });
  await runReadyJobs(ctx);
  expect(await outcomeOf(`cap ${id}`)).toEqual({ status: 'due', reason: 'weekly_cap' });
});

test('the unsubscribe link of a merged contact takes the lock that the gate takes, and counts for the whole person', async () => {
  const [email, other] = [newAddress('survivor'), newAddress('merged')];
  const id = await join(email);
  const otherId = await join(other);
  clock.advance(2 * day);
  await move(id, other);
  const held = await holdContact(ctx, id);
  const leaving = unsubscribe(ctx, makeToken(ctx, 'unsubscribe', tenant.id, otherId), 'one_click', evidence);
  await untilWaiting(ctx, 1);
  await held.letGo();
  await leaving;
  expect(await stateOf(id)).toEqual(revoked);
  expect((await readContact(ctx, tenant.id, id))!.email).toBe(other);
});

test.each(['before', 'after'])('what a platform reports %s an erasure leaves no address', async (when) => {
  const email = newAddress();
  const id = await join(email);
  const [sent] = await ctx.db.query<{ id: Id<'dlv'> }>(sql`
    select id from deliveries where contact_id = ${id} and status = 'sent' limit 1`);
  const detail = `550 5.1.1 <${email}> is unknown`;
  const report = { id: 'report', deliveryId: sent!.id, kind: 'bounced', bounce: 'hard', detail } as const;
  if (when === 'before') expect(await recordProviderEvents(ctx, tenant.id, [report])).toEqual(['recorded']);
  await requestErasure(ctx, tenant.id, id, 'api_key');
  await completeErasures(ctx, clock);
  if (when === 'after') expect(await recordProviderEvents(ctx, tenant.id, [report])).toEqual(['recorded']);
  expect(
    await ctx.db.query(sql`
      select reason as said from deliveries where contact_id = ${id} and reason like '%@%' union all
      select detail from provider_events where delivery_id = ${sent!.id} and detail is not null`),
  ).toEqual([]);
});
