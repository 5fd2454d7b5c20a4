import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { isSuppressed, readConsentHistory, readConsents, suppress, verifyLedger } from '../consent/index.ts';
import { listContacts, readContact, readTimeline } from '../contacts/index.ts';
import type { Id } from '../lib/index.ts';
import { makeToken } from '../links/index.ts';
import { deliver, readDeliveries } from '../messages/index.ts';
import { changeSettings, readOptIn } from '../tenants/index.ts';
import { applyAll, collect, createTestContext, runReadyJobs, runs, type TestTenant } from '../testing/index.ts';
import { blockAddress } from './block-address.ts';
import { confirmSubscription } from './confirm.ts';
import { subscribe } from './subscribe.ts';
import { unsubscribe } from './unsubscribe.ts';

const { ctx, clock, sender, newTenant } = await createTestContext();
const day = 24 * 60 * 60 * 1_000;
const hour = 60 * 60 * 1_000;
const evidence = { ipPrefix: '203.0.113.0/24', userAgent: 'Browser', origin: 'https://shop.test' };

beforeEach(() => {
  sender.sent.length = 0;
});

let made = 0;
const newAddress = () => `shopper${++made}@example.com`;
const signUp = (tenant: TestTenant, email: string, more: object = {}) =>
  subscribe(ctx, tenant.browser, { email, wordingVersion: 'v1', wording: 'Send me news.', ...more }, evidence);
/** Lets due mails go out and gives those to one address. */
async function mailsTo(address: string) {
  await runReadyJobs(ctx);
  return sender.sent.filter(({ to }) => to.address === address);
}
const tokenIn = (text: string, way: 'c' | 'u') => new RegExp(`https://beckon\\.test/${way}/([\\w.-]+)`).exec(text)![1]!;

async function contactOf(tenant: TestTenant, email: string) {
  const [contact] = await listContacts(ctx, tenant.id, { filters: [], search: email, limit: 1, before: null });
  return contact!;
}
const stateOf = async (tenant: TestTenant, contactId: Id<'ctc'>) =>
  Object.fromEntries((await readConsents(ctx, tenant.id, contactId)).map(({ type, state }) => [type, state]));

/** Signs up and confirms; gives the token of an unsubscribe link. */
async function join(tenant: TestTenant, email: string): Promise<string> {
  await signUp(tenant, email);
  const [confirmation] = (await mailsTo(email)).slice(-1);
  await confirmSubscription(ctx, tokenIn(confirmation!.text, 'c'), evidence);
  await mailsTo(email);
  return makeToken(ctx, 'unsubscribe', tenant.id, (await contactOf(tenant, email)).id);
}

test('a sign-up is pending until the link in the mail is used', async () => {
  const tenant = await newTenant();
  const email = newAddress();
  await signUp(tenant, email, { firstName: ' Anna ', language: 'de' });
  const contact = await contactOf(tenant, email);
  expect(contact).toMatchObject({ emailVerified: false, firstName: null });
  expect(await stateOf(tenant, contact.id)).toEqual({ email: 'requested' });

  const [confirmation, ...more] = await mailsTo(email);
  expect(more).toEqual([]);
  expect(confirmation).toMatchObject({ subject: expect.stringContaining('bestätigen'), headers: {} });
  expect(confirmation!.text).toContain('Guten Tag Anna');

  await confirmSubscription(ctx, tokenIn(confirmation!.text, 'c'), evidence);
  expect(await stateOf(tenant, contact.id)).toEqual({ email: 'granted', marketing: 'granted' });
  expect(await readContact(ctx, tenant.id, contact.id)).toMatchObject({
    emailVerified: true,
    firstName: 'Anna',
    language: 'de',
  });
  expect(
    (await readConsentHistory(ctx, tenant.id, contact.id)).map(({ action, type, method, wordingVersion }) => [
      action,
      type,
      method,
      wordingVersion,
    ]),
  ).toEqual([
    ['granted', 'marketing', 'double_opt_in', 'v1'],
    ['granted', 'email', 'double_opt_in', 'v1'],
    ['requested', 'email', 'form', 'v1'],
  ]);
  await applyAll(ctx);
  const timeline = await readTimeline(ctx, tenant.id, contact.id, { limit: 10, before: null });
  expect(timeline).toMatchObject([{ type: 'newsletter_confirmed', isTrusted: true }]);
});

test('using the link again changes nothing', async () => {
  const tenant = await newTenant();
  const email = newAddress();
  await signUp(tenant, email);
  const [confirmation] = await mailsTo(email);
  const token = tokenIn(confirmation!.text, 'c');
  await Promise.all([1, 2, 3].map(() => confirmSubscription(ctx, token, evidence)));
  const { id } = await contactOf(tenant, email);
  expect(await readConsentHistory(ctx, tenant.id, id)).toHaveLength(3);
  await applyAll(ctx);
  const timeline = await readTimeline(ctx, tenant.id, id, { limit: 10, before: null });
  expect(timeline.map(({ type }) => type)).toEqual(['newsletter_confirmed']);
  // Not even after an unsubscribe: the link of then does not bring the consent back.
  await unsubscribe(ctx, makeToken(ctx, 'unsubscribe', tenant.id, id), 'link', evidence);
  await confirmSubscription(ctx, token, evidence);
  expect(await stateOf(tenant, id)).toEqual({ email: 'revoked', marketing: 'revoked' });
});

test('a link works for 30 days', async () => {
  const tenant = await newTenant();
  for (const [age, isGood] of [
    [30 * day, true],
    [30 * day + 1, false],
  ] as const) {
    const email = newAddress();
    await signUp(tenant, email);
    const [confirmation] = await mailsTo(email);
    clock.advance(age);
    const confirming = confirmSubscription(ctx, tokenIn(confirmation!.text, 'c'), evidence);
    if (isGood) await confirming;
    else await expect(confirming).rejects.toMatchObject({ code: 'token_invalid' });
  }
});

test('an address gets one confirmation in 24 hours and three in 30 days, however often it is entered', async () => {
  const tenant = await newTenant();
  const email = newAddress();
  const sentOn: number[] = [];
  for (let hours = 0; hours <= 31 * 24; hours += 6) {
    await Promise.all([signUp(tenant, email), signUp(tenant, email.toUpperCase())]);
    const before = sentOn.length;
    for (const _ of (await mailsTo(email)).slice(before)) sentOn.push(hours);
    clock.advance(6 * hour);
  }
  // On the 31st day the first two are older than 30 days.
  expect(sentOn).toEqual([0, 24, 48, 30 * 24, 31 * 24]);
});

test('all spellings of a mailbox are one address: for the confirmations it gets, and once it is stopped', async () => {
  const tenant = await newTenant();
  const name = `anna${++made}`;
  const spellings = [`${name}@gmail.com`, `${name}+shop@gmail.com`, `a.${name.slice(1)}@googlemail.com`];
  await Promise.all(spellings.map((email) => signUp(tenant, email)));
  const mails = async () => {
    await runReadyJobs(ctx);
    return sender.sent.filter(({ to }) => spellings.includes(to.address));
  };
  expect(await mails()).toHaveLength(1);
  await suppress(ctx, tenant.id, 'email', spellings[2]!, 'address_blocked');
  clock.advance(2 * day);
  await signUp(tenant, spellings[0]!);
  expect(await mails()).toHaveLength(1);
  // Where dots and tags may be another person's, they are.
  for (const email of [`${name}@shop.example`, `${name}+b@shop.example`])
    expect(await isSuppressed(ctx, tenant.id, 'email', email)).toBe(false);
});

test('a blocked address gets nothing, not even service messages, and no sign-up lifts the block', async () => {
  const tenant = await newTenant();
  const email = newAddress();
  await signUp(tenant, email);
  const [mail] = await mailsTo(email);
  const token = /https:\/\/beckon\.test\/n\/([\w.-]+)/.exec(mail!.text)![1]!;
  await blockAddress(ctx, token, evidence);
  await blockAddress(ctx, token, evidence);
  const { id } = await contactOf(tenant, email);
  expect(await stateOf(tenant, id)).toEqual({ email: 'revoked', marketing: 'revoked' });
  expect(await readConsentHistory(ctx, tenant.id, id)).toHaveLength(3);
  clock.advance(2 * day);
  await signUp(tenant, email);
  expect(await mailsTo(email)).toHaveLength(1);
  // Nor does the link that was out before.
  const confirming = confirmSubscription(ctx, tokenIn(mail!.text, 'c'), evidence);
  await expect(confirming).rejects.toMatchObject({ code: 'token_invalid' });
  expect(await stateOf(tenant, id)).toEqual({ email: 'revoked', marketing: 'revoked' });
  expect(await isSuppressed(ctx, tenant.id, 'email', email)).toBe(true);
  await expect(blockAddress(ctx, tokenIn(mail!.text, 'c'), evidence)).rejects.toMatchObject({ code: 'token_invalid' });
});

test.each(['someone@mailinator.com', 'someone@mail.mailinator.com', 'Someone@YOPMAIL.com'])(
  '%s, which ends after minutes, is refused',
  async (email) => {
    await expect(signUp(await newTenant(), email)).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'email', message: 'an e-mail address that lasts' }],
    });
  },
);

test('a second click on the form is the same sign-up', async () => {
  const tenant = await newTenant();
  const email = newAddress();
  await Promise.all([1, 2, 3].map(() => signUp(tenant, email, { submissionId: 'click' })));
  expect(await mailsTo(email)).toHaveLength(1);
  clock.advance(2 * day);
  await signUp(tenant, email, { submissionId: 'click' });
  expect(await mailsTo(email)).toHaveLength(1);
});

test.each(['', 'nobody', 'a@b', 'a b@example.com', 'a@example.com\nBcc: b@example.com'])(
  '%j is refused',
  async (email) => {
    await expect(signUp(await newTenant(), email)).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'email' }],
    });
  },
);

test('Feature: marketing-automation, Property 4: Unsubscribe → suppression, no further marketing (1.4)', async () => {
  const tenant = await newTenant();
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('one_click', 'link'), fc.integer({ min: 1, max: 3 }), async (method, times) => {
      const email = newAddress();
      const token = await join(tenant, email);
      const { id } = await contactOf(tenant, email);
      const before = (await readDeliveries(ctx, tenant.id, id)).length;
      // Marketing that waits already when the contact leaves.
      await deliver(ctx, { tenantId: tenant.id, contactId: id, message: 'welcome', businessKey: `news ${id}` });
      for (let time = 0; time < times; time++) await unsubscribe(ctx, token, method, evidence);
      expect(await isSuppressed(ctx, tenant.id, 'email', email)).toBe(true);
      expect(await stateOf(tenant, id)).toEqual({ email: 'revoked', marketing: 'revoked' });
      await deliver(ctx, { tenantId: tenant.id, contactId: id, message: 'welcome', businessKey: `more ${id}` });
      const mails = await mailsTo(email);
      const deliveries = await readDeliveries(ctx, tenant.id, id);
      expect(deliveries).toHaveLength(before + 2);
      expect(deliveries.filter(({ status }) => status === 'skipped')).toHaveLength(2);
      // The confirmation alone.
      expect(mails).toHaveLength(1);
      // Leaving again writes nothing: three entries of joining, two of leaving.
      expect(await readConsentHistory(ctx, tenant.id, id)).toHaveLength(5);
    }),
    { numRuns: runs(100) },
  );
  expect(await verifyLedger(ctx, tenant.id)).toMatchObject({ fault: null });
});

test('Feature: marketing-automation, Property 31: Unsubscribe processed ≤ 24 h (17.2)', async () => {
  const tenant = await newTenant();
  // It needs no time at all: the clock stands still between the call and its effect, however old the link is.
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 400 }), async (days) => {
      const email = newAddress();
      const token = await join(tenant, email);
      const { id } = await contactOf(tenant, email);
      clock.advance(days * day);
      const asked = clock.now().toISOString();
      await unsubscribe(ctx, token, 'link', evidence);
      expect(await isSuppressed(ctx, tenant.id, 'email', email)).toBe(true);
      const states = await readConsents(ctx, tenant.id, id);
      expect(states.map(({ state, since }) => [state, since])).toEqual([
        ['revoked', asked],
        ['revoked', asked],
      ]);
    }),
    { numRuns: runs(100) },
  );
});

test('a new verified sign-up lifts an unsubscribe, and nothing graver', async () => {
  const tenant = await newTenant();
  const outcome = async (reason: 'complained' | 'bounced' | null) => {
    const email = newAddress();
    await unsubscribe(ctx, await join(tenant, email), 'link', evidence);
    if (reason) await suppress(ctx, tenant.id, 'email', email, reason);
    clock.advance(2 * day);
    await signUp(tenant, email);
    const { id } = await contactOf(tenant, email);
    const latest = (await mailsTo(email)).at(-1)!;
    const isAsked = latest.subject.includes('confirm');
    const stillOut = await isSuppressed(ctx, tenant.id, 'email', email);
    expect(stillOut).toBe(true);
    if (isAsked && reason === null) await confirmSubscription(ctx, tokenIn(latest.text, 'c'), evidence);
    return { isSuppressed: await isSuppressed(ctx, tenant.id, 'email', email), ...(await stateOf(tenant, id)) };
  };
  expect(await outcome(null)).toEqual({ isSuppressed: false, email: 'granted', marketing: 'granted' });
  expect(await outcome('complained')).toEqual({ isSuppressed: true, email: 'revoked', marketing: 'revoked' });
  expect(await outcome('bounced')).toEqual({ isSuppressed: true, email: 'revoked', marketing: 'revoked' });
});

test('tokens of another kind or shop do nothing', async () => {
  const [tenant, other] = [await newTenant(), await newTenant()];
  const email = newAddress();
  const leave = await join(tenant, email);
  const { id } = await contactOf(tenant, email);
  await expect(confirmSubscription(ctx, leave, evidence)).rejects.toMatchObject({ code: 'token_invalid' });
  const confirm = makeToken(ctx, 'confirm', tenant.id, id);
  await expect(unsubscribe(ctx, confirm, 'link', evidence)).rejects.toMatchObject({ code: 'token_invalid' });
  await unsubscribe(ctx, makeToken(ctx, 'unsubscribe', other.id, id), 'link', evidence);
  expect(await stateOf(tenant, id)).toEqual({ email: 'granted', marketing: 'granted' });
});

test('form input appears in no log line', async () => {
  const { ctx: own, log, newTenant: newOwn } = await createTestContext();
  const tenant = await newOwn();
  const email = 'canary.person@example.com';
  await subscribe(own, tenant.browser, { email, firstName: 'Canary', wordingVersion: 'v', wording: 'w' }, evidence);
  await runReadyJobs(own);
  await collect(own, tenant.server, [{ id: 'a', type: 'thing_done', email, properties: { note: 'Canary' } }]);
  await applyAll(own);
  expect(JSON.stringify(log.lines)).not.toMatch(/canary/i);
});

test('the form’s answers are stored on the contact after confirmation; an email link grants no consent for a phone', async () => {
  const tenant = await newTenant();
  const email = newAddress();
  const smsConsent = { wording: 'Text me offers.', wordingVersion: 'sms-1' };
  const answers = { phone: '+49 170 1234567', birthday: '1990-05-17', interests: ['garden', 'garden', 'light'] };
  await signUp(tenant, email, { ...answers, smsConsent });
  const contact = await contactOf(tenant, email);
  expect(await stateOf(tenant, contact.id)).toEqual({ email: 'requested', sms: 'requested' });
  expect(await readContact(ctx, tenant.id, contact.id)).toMatchObject({ phone: null, properties: {} });

  const [confirmation] = await mailsTo(email);
  await confirmSubscription(ctx, tokenIn(confirmation!.text, 'c'), evidence);
  expect(await stateOf(tenant, contact.id)).toEqual({ email: 'granted', marketing: 'granted', sms: 'requested' });
  expect(await readContact(ctx, tenant.id, contact.id)).toMatchObject({
    phone: '+491701234567',
    properties: { birthday: '1990-05-17', interests: ['garden', 'light'] },
  });
  const history = await readConsentHistory(ctx, tenant.id, contact.id);
  expect(history.filter(({ type }) => type === 'sms')).toMatchObject([
    { action: 'requested', wordingVersion: 'sms-1' },
  ]);
});

test('a phone without its ticked box asks for nothing, and one that is known stays', async () => {
  const tenant = await newTenant();
  const email = newAddress();
  await collect(ctx, tenant.server, [
    { id: 'e1', type: 'contact_updated', email, properties: { phone: '+49 30 1234567' } },
  ]);
  await applyAll(ctx);
  await signUp(tenant, email, { phone: '+49 170 1234567' });
  const [confirmation] = await mailsTo(email);
  await confirmSubscription(ctx, tokenIn(confirmation!.text, 'c'), evidence);
  const contact = await contactOf(tenant, email);
  expect(await stateOf(tenant, contact.id)).toEqual({ email: 'granted', marketing: 'granted' });
  expect(await readContact(ctx, tenant.id, contact.id)).toMatchObject({ phone: '+49301234567' });
});

test('with single opt-in a sign-up counts at once, for an address without a contact', async () => {
  const tenant = await newTenant();
  expect(await readOptIn(ctx, tenant.id)).toBe('double');
  await changeSettings(ctx, tenant.id, { optIn: 'single' });
  const email = newAddress();
  await signUp(tenant, email, { firstName: 'Anna', language: 'de', interests: ['garden'] });
  const contact = await contactOf(tenant, email);
  expect(await stateOf(tenant, contact.id)).toEqual({ email: 'granted', marketing: 'granted' });
  // The address was never verified, and the proof says so.
  expect(await readContact(ctx, tenant.id, contact.id)).toMatchObject({
    emailVerified: false,
    firstName: 'Anna',
    properties: { interests: ['garden'] },
  });
  expect(await readConsentHistory(ctx, tenant.id, contact.id)).toMatchObject([
    { type: 'marketing', action: 'granted', method: 'single_opt_in', wordingVersion: 'v1', wording: 'Send me news.' },
    { type: 'email', action: 'granted', method: 'single_opt_in', wordingVersion: 'v1', wording: 'Send me news.' },
  ]);
  expect(await mailsTo(email)).toEqual([]);
  await applyAll(ctx);
  const timeline = await readTimeline(ctx, tenant.id, contact.id, { limit: 10, before: null });
  expect(timeline).toMatchObject([{ type: 'newsletter_confirmed', isTrusted: true }]);
});

test('with single opt-in an existing contact must confirm', async () => {
  const tenant = await newTenant();
  const left = newAddress();
  await unsubscribe(ctx, await join(tenant, left), 'link', evidence);
  await changeSettings(ctx, tenant.id, { optIn: 'single' });
  const [customer, buyer, stopped] = [newAddress(), newAddress(), newAddress()];
  const order = { orderId: 'o1', total: 1_000, currency: 'USD', items: [] };
  await collect(ctx, tenant.server, [
    { id: 'c', type: 'contact_created', userId: 'customer', email: customer, properties: {} },
    { id: 'o', type: 'placed_order', email: buyer, properties: order },
  ]);
  await applyAll(ctx);
  await suppress(ctx, tenant.id, 'email', stopped, 'unsubscribed');
  clock.advance(2 * day);
  sender.sent.length = 0;
  for (const email of [left, customer, buyer, stopped]) {
    await signUp(tenant, email);
    const states = await stateOf(tenant, (await contactOf(tenant, email)).id);
    expect(Object.values(states), email).not.toContain('granted');
    const [mail, ...more] = await mailsTo(email);
    expect([mail?.text, more]).toEqual([expect.stringContaining('/c/'), []]);
  }
});

test('E7: a phone number is read in the country of the shop; one that cannot be read stops no sign-up', async () => {
  for (const [country, given, phone, unreadPhone] of [
    ['DE', '0301234567', '+49301234567', undefined],
    ['US', '(415) 555-2671', '+14155552671', undefined],
    [null, '0301234567', null, '0301234567'],
    ['DE', 'call me', null, undefined],
  ] as const) {
    const tenant = await newTenant();
    await changeSettings(ctx, tenant.id, { country });
    const email = newAddress();
    const smsConsent = { wording: 'Text me.', wordingVersion: 'sms 1' };
    const { warnings } = await signUp(tenant, email, { phone: given, birthday: '1990-05-17', smsConsent });
    expect(warnings).toEqual(unreadPhone && ['phone_unreadable']);
    const [confirmation] = await mailsTo(email);
    await confirmSubscription(ctx, tokenIn(confirmation!.text, 'c'), evidence);
    const contact = await contactOf(tenant, email);
    const { properties, ...found } = (await readContact(ctx, tenant.id, contact.id))!;
    expect(found).toMatchObject({ phone, emailVerified: true });
    expect(properties).toEqual({ birthday: '1990-05-17', ...(unreadPhone && { unreadPhone }) });
    const states = await stateOf(tenant, contact.id);
    expect(states).toMatchObject({ email: 'granted', marketing: 'granted' });
    expect(states.sms).toBe(phone === null ? undefined : 'requested');
  }
});
