import { expect, test } from 'vitest';
import {
  isSuppressed,
  readConsentHistory,
  readConsents,
  readSuppression,
  recordConsent,
  suppress,
  verifyLedger,
} from '../consent/index.ts';
import { readContact } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { deriveIdentityKey, type Id, keyedHash } from '../lib/index.ts';
import { makeBlockToken, makeBoundToken, makeToken } from '../links/index.ts';
import { deliver, passGate, readDueDelivery } from '../messages/index.ts';
import { blockAddress, confirmSubscription, subscribe, unsubscribe } from '../newsletter/index.ts';
import { findSourceByKey } from '../sources/index.ts';
import { applyAll, collect, createTestContext, runReadyJobs } from '../testing/index.ts';
import { putTopics, readTopics } from '../topics/index.ts';
import { confirmWaitlist, joinWaitlist } from '../waitlists/index.ts';
import { authorize, authorizeOwner } from './authorize.ts';
import { changeEmail, confirmEmailChange, joinsTwo } from './change-email.ts';
import { changePreferences } from './change-preferences.ts';
import { renewPreferencesLink, sendPreferencesLink } from './links.ts';
import { readPreferences } from './read-preferences.ts';
import { readReducedView } from './reduce.ts';

const { ctx, clock, sender, newTenant } = await createTestContext({ maxConnections: 8 });
const tenant = await newTenant();
const evidence = { ipPrefix: '203.0.113.0/24', userAgent: null, origin: null };
const hour = 60 * 60 * 1_000;
const day = 24 * hour;
const source = (await findSourceByKey(ctx, 'write', tenant.writeKey))!;

let made = 0;
/** A contact with an address, a user id and consent to mails. */
async function makeShopper({ isSubscribed = true } = {}) {
  const email = `shopper${++made}@example.com`;
  await collect(ctx, tenant.server, [{ id: email, type: 'contact_created', userId: `user-${made}`, email }]);
  await applyAll(ctx);
  if (isSubscribed) {
    await subscribe(ctx, source, { email, wordingVersion: 'v1', wording: 'News, please.' }, evidence);
    await confirmSubscription(ctx, tokenIn(await mailTo(email), 'c'), evidence);
  }
  const [row] = await ctx.db.query<{ id: Id<'ctc'> }>(
    sql`select id from contacts where tenant_id = ${tenant.id} and email = ${email}`,
  );
  return {
    id: row!.id,
    email,
    userId: `user-${made}`,
    token: makeBoundToken(ctx, 'preferences', tenant.id, row!.id, 0),
  };
}
/** A contact with only an address and the consents for it: no account, no orders. */
async function makeReader() {
  const reader = await makeShopper();
  await ctx.db.query(sql`update contacts set user_id = null where id = ${reader.id}`);
  return reader;
}
/** The text of the mails that go to an address now; of the last one, if none does. */
async function mailTo(address: string): Promise<string> {
  const before = sender.sent.length;
  await runReadyJobs(ctx);
  const isTheirs = ({ to }: { to: { address: string } }) => to.address === address;
  const texts = sender.sent
    .slice(before)
    .filter(isTheirs)
    .map(({ text }) => text);
  return texts.length > 0 ? texts.join('\n') : (sender.sent.findLast(isTheirs)?.text ?? '');
}
const tokenIn = (text: string, page: string) => new RegExp(`/${page}/([\\w.-]+)`).exec(text)![1]!;
const byToken = (token: string) => ({ source: null, token });
const look = async (token: string) => readPreferences(ctx, await authorize(ctx, byToken(token)));
const states = async (id: Id<'ctc'>) =>
  (await readConsents(ctx, tenant.id, id)).map(({ type, state }) => `${type} ${state}`);
const sign = (text: string) =>
  keyedHash(Buffer.from(deriveIdentityKey(ctx.secrets.identity, source.identityKeyIds[0]!)), text).toString('hex');
/** What the gate says of one more marketing mail. */
async function ask(contactId: string, message = 'welcome') {
  const businessKey = `test ${++made}`;
  await deliver(ctx, { tenantId: tenant.id, contactId, message, businessKey });
  const [row] = await ctx.db.query<{ id: string }>(sql`select id from deliveries where business_key = ${businessKey}`);
  const delivery = (await readDueDelivery(ctx, tenant.id, row!.id))!;
  const [verdict] = await passGate(ctx, tenant.id, [{ delivery, hasOptOut: true }]);
  return 'reason' in verdict! ? verdict.reason : verdict!.verdict;
}

test('a link shows a contact’s preferences, and their consents with the wording', async () => {
  const anna = await makeShopper();
  const preferences = await look(anna.token);
  expect(preferences).toMatchObject({
    shop: 'Shop 1',
    email: 's…@example.com',
    isOwner: true,
    channels: {
      email: { isOn: true, canTurnOn: true },
      sms: { isOn: false, canTurnOn: false },
      push: { isOn: false, canTurnOn: false },
    },
    frequency: null,
    pausedUntil: null,
    waitlists: [],
  });
  expect(preferences.history.map(({ type, action, wording }) => `${action} ${type}: ${wording}`)).toEqual([
    'granted marketing: News, please.',
    'granted email: News, please.',
    'requested email: News, please.',
  ]);
});

test('the footer of a marketing mail links to the preferences and to unsubscribing', async () => {
  const anna = await makeShopper();
  await deliver(ctx, { tenantId: tenant.id, contactId: anna.id, message: 'welcome', businessKey: `first ${anna.id}` });
  const mail = await mailTo(anna.email);
  expect(mail).toContain('Your preferences');
  expect(await readReducedView(ctx, tokenIn(mail, 'p'))).toMatchObject({ email: 's…@example.com' });
});

test('a channel that is turned off stops at once, in the ledger and at the gate; turned on again it is granted', async () => {
  const anna = await makeShopper();
  const off = await changePreferences(ctx, byToken(anna.token), { channels: { email: false } }, evidence);
  expect(off.channels.email).toEqual({ isOn: false, canTurnOn: true });
  expect(await isSuppressed(ctx, tenant.id, 'email', anna.email)).toBe(true);
  expect(await ask(anna.id)).toBe('suppressed');

  const yes = { channels: { email: true }, wordingVersion: 'p1', wording: 'Yes, news.' };
  expect((await changePreferences(ctx, byToken(anna.token), yes, evidence)).channels.email!.isOn).toBe(true);
  expect(await isSuppressed(ctx, tenant.id, 'email', anna.email)).toBe(false);
  expect(await ask(anna.id)).toBe('dispatch');
  const [newest, before] = await readConsentHistory(ctx, tenant.id, anna.id);
  expect(newest).toMatchObject({ type: 'email', action: 'granted', source: 'preferences', method: 'link' });
  expect(newest).toMatchObject({ wordingVersion: 'p1', wording: 'Yes, news.' });
  expect(before).toMatchObject({ type: 'email', action: 'revoked', source: 'preferences', method: 'link' });
  expect((await verifyLedger(ctx, tenant.id)).fault).toBeNull();
});

test('an unchanged choice writes nothing into the ledger; a first refusal is written even without earlier consent', async () => {
  const anna = await makeShopper();
  const before = await readConsentHistory(ctx, tenant.id, anna.id);
  const say = () =>
    changePreferences(ctx, byToken(anna.token), { channels: { email: true, sms: false, push: false } }, evidence);
  await say();
  const after = await readConsentHistory(ctx, tenant.id, anna.id);
  expect(after.slice(0, 2).map(({ type, action }) => [type, action])).toEqual([
    ['push', 'revoked'],
    ['sms', 'revoked'],
  ]);
  expect(after.slice(2)).toEqual(before);
  await say();
  expect(await readConsentHistory(ctx, tenant.id, anna.id)).toEqual(after);
});

test('an unsubscribe can be undone only by its owner, a bounce or complaint not at all here', async () => {
  const anna = await makeShopper();
  await unsubscribe(ctx, makeToken(ctx, 'unsubscribe', tenant.id, anna.id), 'link', evidence);
  expect(await states(anna.id)).toEqual(['email revoked', 'marketing revoked']);
  await changePreferences(ctx, byToken(anna.token), { channels: { email: true } }, evidence);
  expect(await states(anna.id)).toEqual(['email granted', 'marketing granted']);

  await suppress(ctx, tenant.id, 'email', anna.email, 'complained');
  expect((await look(anna.token)).channels.email).toEqual({ isOn: false, canTurnOn: false });
  await expect(
    changePreferences(ctx, byToken(anna.token), { channels: { email: true } }, evidence),
  ).rejects.toMatchObject({ code: 'conflict' });
  expect(await isSuppressed(ctx, tenant.id, 'email', anna.email)).toBe(true);
});

test('SMS and push cannot be turned on by a link in a mail: it shows nothing about the phone', async () => {
  const anna = await makeShopper();
  for (const channel of ['sms', 'push']) {
    await expect(
      changePreferences(ctx, byToken(anna.token), { channels: { [channel]: true } }, evidence),
    ).rejects.toMatchObject({ code: 'conflict' });
  }
  expect(await states(anna.id)).toEqual(['email granted', 'marketing granted']);
});

test.each([
  ['daily', day],
  ['weekly', 7 * day],
  ['monthly', 30 * day],
] as const)('who wants at most one mail %s gets the next one when that time is over', async (frequency, span) => {
  const anna = await makeShopper();
  await changePreferences(ctx, byToken(anna.token), { frequency }, evidence);
  clock.advance(31 * day);
  expect(await ask(anna.id)).toBe('dispatch');
  clock.advance(span - 1_000);
  expect(await ask(anna.id)).toBe('frequency');
  expect(await ask(anna.id, 'newsletter_confirmation')).toBe('dispatch');
  clock.advance(1_000);
  expect(await Promise.all([ask(anna.id), ask(anna.id), ask(anna.id)])).toSatisfy(
    (verdicts: string[]) => verdicts.toSorted().join() === 'dispatch,frequency,frequency',
  );
});

test('a pause holds marketing back until it ends, and no longer than a year', async () => {
  const anna = await makeShopper();
  const pausedUntil = new Date(clock.now().getTime() + 3 * day).toISOString();
  expect((await changePreferences(ctx, byToken(anna.token), { pausedUntil }, evidence)).pausedUntil).toBe(pausedUntil);
  expect(await ask(anna.id)).toBe('paused');
  expect(await ask(anna.id, 'newsletter_confirmation')).toBe('dispatch');
  const tooLong = new Date(clock.now().getTime() + 400 * day).toISOString();
  await expect(changePreferences(ctx, byToken(anna.token), { pausedUntil: tooLong }, evidence)).rejects.toMatchObject({
    code: 'validation_failed',
  });
  clock.advance(3 * day);
  expect(await ask(anna.id)).toBe('dispatch');
});

test('messages about an unwanted topic are skipped; the choice is kept when topics change', async () => {
  const anna = await makeShopper();
  const topics = [
    { id: 'plants', name: 'Plants', description: 'What grows.' },
    { id: 'sales', name: 'Sales', description: '' },
  ];
  await putTopics(ctx, tenant.id, topics);
  const wants = { topics: { plants: false, sales: true } };
  const after = await changePreferences(ctx, byToken(anna.token), wants, evidence);
  expect(after.topics.map(({ id, isWanted }) => [id, isWanted])).toEqual([
    ['plants', false],
    ['sales', true],
  ]);
  await putTopics(ctx, tenant.id, topics.toReversed());
  expect(await readTopics(ctx, tenant.id)).toEqual(topics.toReversed());
  await ctx.db.query(sql`
    insert into messages (id, tenant_id, key, name, channel, category, topic_id, subject, body, updated_at)
    select id || k, tenant_id, k, name, channel, category, k, subject, body, updated_at
    from messages, (values ('plants'), ('sales')) t (k) where tenant_id = ${tenant.id} and key = 'welcome'`);
  expect(await ask(anna.id, 'plants')).toBe('topic_unwanted');
  expect(await ask(anna.id, 'sales')).toBe('dispatch');
  await expect(changePreferences(ctx, byToken(anna.token), { topics: { cars: true } }, evidence)).rejects.toMatchObject(
    { code: 'validation_failed' },
  );
});

test('a contact can leave their own waitlists, but no others', async () => {
  const [anna, ben] = [await makeShopper(), await makeShopper()];
  clock.advance(2 * day);
  for (const { email } of [anna, ben]) {
    await joinWaitlist(ctx, source, { email, productId: 'mug', wordingVersion: 'v1', wording: 'Tell me.' }, evidence);
    await confirmWaitlist(ctx, tokenIn(await mailTo(email), 'w'));
  }
  const tokens = [anna, ben].map(({ id }) => makeBoundToken(ctx, 'preferences', tenant.id, id, 0));
  const leaveWaitlists = [(await look(tokens[0]!)).waitlists[0]!.id, (await look(tokens[1]!)).waitlists[0]!.id];
  await changePreferences(ctx, byToken(tokens[0]!), { leaveWaitlists }, evidence);
  expect((await look(tokens[0]!)).waitlists).toEqual([]);
  expect((await look(tokens[1]!)).waitlists).toHaveLength(1);
});

test('a forged, expired, ended or foreign link is refused alike', async () => {
  const [anna, other] = [await makeShopper(), await newTenant()];
  const bound = (tenantId: string, subject: string, generation: number) =>
    makeBoundToken(ctx, 'preferences', tenantId, subject, generation);
  const strange = [
    bound(tenant.id, anna.id, 1),
    bound(other.id, anna.id, 0),
    bound(tenant.id, 'ctc_nobody', 0),
    makeBoundToken(ctx, 'change_email', tenant.id, anna.id, 0),
    makeToken(ctx, 'unsubscribe', tenant.id, anna.id),
    `${anna.token}A`,
    '',
  ];
  const refusal = { code: 'token_invalid', message: (await authorize(ctx, byToken('')).catch((e) => e)).message };
  for (const token of strange) {
    await expect(authorize(ctx, byToken(token)), token).rejects.toMatchObject(refusal);
    await expect(changePreferences(ctx, byToken(token), { frequency: 'daily' }, evidence)).rejects.toMatchObject(
      refusal,
    );
  }
  const foreign = (await findSourceByKey(ctx, 'write', other.writeKey))!;
  await expect(authorize(ctx, { source: foreign, token: anna.token })).rejects.toMatchObject(refusal);
  clock.advance(day);
  await expect(authorize(ctx, byToken(anna.token))).rejects.toMatchObject(refusal);
  const fresh = bound(tenant.id, anna.id, 0);
  await changePreferences(ctx, byToken(fresh), { endLinks: true }, evidence);
  await expect(authorize(ctx, byToken(fresh))).rejects.toMatchObject(refusal);
});

test('the shop’s server can sign the identity; this does not allow a change of address', async () => {
  const anna = await makeShopper();
  const claims = [
    { source, userId: anna.userId, signature: sign(anna.userId) },
    { source, email: anna.email.toUpperCase(), signature: sign(`email:${anna.email}`) },
  ];
  for (const claim of claims) {
    expect(await authorize(ctx, claim)).toEqual({ tenantId: tenant.id, contactId: anna.id, by: 'signature' });
    await expect(authorizeOwner(ctx, claim)).rejects.toMatchObject({ code: 'token_invalid' });
    await expect(changeEmail(ctx, claim, 'new@example.com', evidence)).rejects.toMatchObject({ code: 'token_invalid' });
  }
  const off = await changePreferences(ctx, claims[0]!, { channels: { email: false } }, evidence);
  expect([off.isOwner, off.channels.email!.isOn]).toEqual([false, false]);
  const on = await changePreferences(ctx, claims[0]!, { channels: { email: true } }, evidence);
  expect(on.channels.email!.isOn).toBe(true);
  expect((await readConsentHistory(ctx, tenant.id, anna.id))[0]).toMatchObject({ method: 'signed_identity' });
  for (const claim of [
    { source, userId: anna.userId, signature: sign('user-x') },
    { source, userId: anna.userId, signature: sign(`email:${anna.email}`) },
    { source, userId: `email:${anna.email}`, signature: sign(`email:${anna.email}`) },
    { source, userId: 'nobody', signature: sign('nobody') },
    { source, userId: anna.userId },
    { source: null, userId: anna.userId, signature: sign(anna.userId) },
    { source },
  ]) {
    await expect(authorize(ctx, claim)).rejects.toMatchObject({ code: 'token_invalid' });
  }
});

test('a signature grants nothing for an unconfirmed address', async () => {
  const anna = await makeShopper({ isSubscribed: false });
  const claim = { source, userId: anna.userId, signature: sign(anna.userId) };
  await expect(changePreferences(ctx, claim, { channels: { email: true } }, evidence)).rejects.toMatchObject({
    code: 'conflict',
  });
  expect(await states(anna.id)).toEqual([]);
  await changePreferences(ctx, byToken(anna.token), { channels: { email: true } }, evidence);
  expect(await states(anna.id)).toEqual(['email granted', 'marketing granted']);
  expect((await readContact(ctx, tenant.id, anna.id))!.emailVerified).toBe(true);
});

test('a requested link is sent by mail, within the limits of confirmations', async () => {
  const anna = await makeShopper({ isSubscribed: false });
  const request = { email: ` ${anna.email.toUpperCase()}` };
  await mailTo(anna.email);
  sender.sent.length = 0;
  for (let times = 0; times < 3; times++) await sendPreferencesLink(ctx, source, request, evidence);
  const token = tokenIn(await mailTo(anna.email), 'p');
  expect(sender.sent).toHaveLength(1);
  expect(await authorizeOwner(ctx, byToken(token))).toMatchObject({ contactId: anna.id });
  // A form that another person fills in uses none of this allowance, and this uses none of that one's.
  await subscribe(ctx, source, { email: anna.email, wordingVersion: 'v1', wording: 'News.' }, evidence);
  await mailTo(anna.email);
  expect(sender.sent).toHaveLength(2);
  sender.sent.length = 1;
  await expect(sendPreferencesLink(ctx, source, { email: 'none' }, evidence)).rejects.toMatchObject({
    code: 'validation_failed',
  });
  await mailTo(anna.email);
  expect(sender.sent).toHaveLength(1);
});

test('a link that has ended brings a fresh one, once an hour; what never was ours brings nothing', async () => {
  const anna = await makeShopper({ isSubscribed: false });
  clock.advance(3 * day);
  await mailTo(anna.email);
  sender.sent.length = 0;
  for (const token of [
    anna.token,
    anna.token,
    `${anna.token}A`,
    makeToken(ctx, 'unsubscribe', tenant.id, anna.id),
    '',
  ]) {
    await renewPreferencesLink(ctx, token);
  }
  const fresh = tokenIn(await mailTo(anna.email), 'p');
  expect(sender.sent).toHaveLength(1);
  expect(await authorize(ctx, byToken(fresh))).toMatchObject({ contactId: anna.id });
  clock.advance(hour);
  await renewPreferencesLink(ctx, anna.token);
  await mailTo(anna.email);
  expect(sender.sent).toHaveLength(2);
});

test('an address changes when the new one says so, and the links to the old one end', async () => {
  const anna = await makeShopper();
  clock.advance(hour / 2);
  await changeEmail(ctx, byToken(anna.token), 'Moved@Example.com', evidence);
  const token = tokenIn(await mailTo('moved@example.com'), 'e');
  expect((await readContact(ctx, tenant.id, anna.id))!.email).toBe(anna.email);
  await confirmEmailChange(ctx, token);
  await confirmEmailChange(ctx, token);
  expect(await readContact(ctx, tenant.id, anna.id)).toMatchObject({ email: 'moved@example.com', emailVerified: true });
  await expect(authorize(ctx, byToken(anna.token))).rejects.toMatchObject({ code: 'token_invalid' });
  expect(await ask(anna.id)).toBe('dispatch');
});

test.each([
  ['an account', sql`user_id = 'u_17'`],
  ['orders', sql`order_count = 1`],
])('an address that has %s of its own is taken away from nobody', async (_, has) => {
  const [anna, ben] = [await makeShopper(), await makeReader()];
  clock.advance(2 * day);
  await ctx.db.query(sql`update contacts set ${has} where id = ${ben.id}`);
  const token = makeBoundToken(ctx, 'preferences', tenant.id, anna.id, 0);
  await changeEmail(ctx, byToken(token), ben.email, evidence);
  const taken = tokenIn(await mailTo(ben.email), 'e');
  await expect(confirmEmailChange(ctx, taken)).rejects.toMatchObject({ code: 'conflict' });
  expect((await readContact(ctx, tenant.id, ben.id))!.email).toBe(ben.email);
});

test('an address with its own contact is merged once both addresses are confirmed: refusals stay, consents are not transferred', async () => {
  const [anna, other] = [await makeShopper(), await makeReader()];
  clock.advance(2 * day);
  const wait = (contactId: string, productId: string) =>
    ctx.db.query(sql`
      insert into waitlist_entries (id, tenant_id, contact_id, product_id, status, joined_at, expires_at)
      values (${ctx.ids.newId('wle')}, ${tenant.id}, ${contactId}, ${productId}, 'waiting', ${clock.now()},
        ${new Date(clock.now().getTime() + 99 * day)})`);
  for (const [who, product] of [
    [anna, 'lamp'],
    [other, 'lamp'],
    [other, 'mug'],
  ] as const)
    await wait(who.id, product);
  await putTopics(ctx, tenant.id, [
    { id: 'plants', name: 'Plants', description: '' },
    { id: 'light', name: 'Light', description: '' },
  ]);
  const said = makeBoundToken(ctx, 'preferences', tenant.id, other.id, 0);
  await changePreferences(ctx, byToken(said), { topics: { plants: false, light: true } }, evidence);
  const mine = () => makeBoundToken(ctx, 'preferences', tenant.id, anna.id, 0);
  await changePreferences(ctx, byToken(mine()), { topics: { light: false }, channels: { email: false } }, evidence);

  await changeEmail(ctx, byToken(mine()), other.email, evidence);
  const token = tokenIn(await mailTo(other.email), 'e');
  expect(await joinsTwo(ctx, token)).toBe(true);
  await confirmEmailChange(ctx, token);
  expect(await joinsTwo(ctx, token)).toBe(false);

  expect(await readContact(ctx, tenant.id, anna.id)).toMatchObject({ email: other.email, emailVerified: true });
  const { channels, topics, waitlists } = await readPreferences(ctx, {
    tenantId: tenant.id,
    contactId: anna.id,
    by: 'token',
  });
  // The other one had said yes to e-mail; she has said no.
  expect(channels.email!.isOn).toBe(false);
  expect(await ask(anna.id)).not.toBe('dispatch');
  expect(topics.map(({ id, isWanted }) => [id, isWanted])).toEqual([
    ['plants', false],
    ['light', false],
  ]);
  expect(waitlists.map(({ productId }) => productId).toSorted()).toEqual(['lamp', 'mug']);
  await expect(authorize(ctx, byToken(said))).rejects.toMatchObject({ code: 'token_invalid' });
});

test('revocations of the merged address apply, and unsubscribe links in its mails keep working', async () => {
  const [anna, other] = [await makeShopper(), await makeReader()];
  clock.advance(2 * day);
  const token = makeBoundToken(ctx, 'preferences', tenant.id, anna.id, 0);
  await changeEmail(ctx, byToken(token), other.email, evidence);
  await confirmEmailChange(ctx, tokenIn(await mailTo(other.email), 'e'));
  expect(await ask(anna.id)).toBe('dispatch');
  clock.advance(1_000);
  await unsubscribe(ctx, makeToken(ctx, 'unsubscribe', tenant.id, other.id), 'one_click', evidence);
  expect(await isSuppressed(ctx, tenant.id, 'email', other.email)).toBe(true);
  expect(await ask(anna.id)).not.toBe('dispatch');
  await blockAddress(ctx, makeBlockToken(ctx, tenant.id, other.id, other.email), evidence);
  expect(await readSuppression(ctx, tenant.id, 'email', other.email)).toBe('address_blocked');
});

test('an address change carries a stop along', async () => {
  const anna = await makeShopper();
  clock.advance(2 * day);
  const token = () => makeBoundToken(ctx, 'preferences', tenant.id, anna.id, 0);

  await changePreferences(ctx, byToken(token()), { channels: { email: false } }, evidence);
  await changeEmail(ctx, byToken(token()), 'elsewhere@example.com', evidence);
  await confirmEmailChange(ctx, tokenIn(await mailTo('elsewhere@example.com'), 'e'));
  expect(await isSuppressed(ctx, tenant.id, 'email', 'elsewhere@example.com')).toBe(true);
});

test('a confirmation of a new address works for a day, and not after the links were ended', async () => {
  const anna = await makeShopper();
  const requestChange = async (address: string) => {
    const token = makeBoundToken(ctx, 'preferences', tenant.id, anna.id, 0);
    await changeEmail(ctx, byToken(token), address, evidence);
    return tokenIn(await mailTo(address), 'e');
  };
  const late = await requestChange('late@example.com');
  clock.advance(day);
  await expect(confirmEmailChange(ctx, late)).rejects.toMatchObject({ code: 'token_invalid' });
  const ended = await requestChange('ended@example.com');
  const token = makeBoundToken(ctx, 'preferences', tenant.id, anna.id, 0);
  await changePreferences(ctx, byToken(token), { endLinks: true }, evidence);
  await expect(confirmEmailChange(ctx, ended)).rejects.toMatchObject({ code: 'token_invalid' });
  expect((await readContact(ctx, tenant.id, anna.id))!.email).toBe(anna.email);
});

test('browsers that get push messages are listed without their address; the last one to go ends the consent', async () => {
  const [anna, ben] = [await makeShopper(), await makeShopper()];
  const add = async (contactId: string, name: string) => {
    const id = ctx.ids.newId('psh');
    await ctx.db.query(sql`
      insert into push_subscriptions (id, tenant_id, contact_id, endpoint, p256dh, auth, wording_version, client,
        created_at, seen_at)
      values (${id}, ${tenant.id}, ${contactId}, ${`https://push.test/${id}`}, 'p', 'a', 'v1',
        ${JSON.stringify({ browser: name, os: 'Linux' })}::text::jsonb, ${clock.now()}, ${clock.now()})`);
    return id;
  };
  const entry = { source: 'push', method: 'browser', wordingVersion: 'v1', evidence: {} };
  await ctx.db.transaction((tx) =>
    recordConsent({ ...ctx, db: tx }, tenant.id, [{ ...entry, contactId: anna.id, type: 'push', action: 'granted' }]),
  );
  const [laptop, phone, other] = [await add(anna.id, 'Firefox'), await add(anna.id, 'Chrome'), await add(ben.id, 'X')];
  const before = await look(anna.token);
  expect(before.channels.push).toEqual({ isOn: true, canTurnOn: false });
  expect(before.pushDevices.map(({ browser, system }) => [browser, system])).toEqual([
    ['Firefox', 'Linux'],
    ['Chrome', 'Linux'],
  ]);
  expect(JSON.stringify(before)).not.toContain('push.test');
  await changePreferences(ctx, byToken(anna.token), { removePushDevices: [laptop, other] }, evidence);
  expect(await states(anna.id)).toEqual(['email granted', 'marketing granted', 'push granted']);
  const after = await changePreferences(ctx, byToken(anna.token), { removePushDevices: [phone] }, evidence);
  expect([after.pushDevices, after.channels.push!.isOn]).toEqual([[], false]);
  expect(await states(anna.id)).toEqual(['email granted', 'marketing granted', 'push revoked']);
  expect((await look(ben.token)).pushDevices).toHaveLength(1);
  await changePreferences(ctx, byToken(ben.token), { channels: { push: false } }, evidence);
  expect((await look(ben.token)).channels.push!.isOn).toBe(false);
});
