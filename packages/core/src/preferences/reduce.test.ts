import { expect, test } from 'vitest';
import { isSuppressed, readConsentHistory } from '../consent/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { makeBoundToken } from '../links/index.ts';
import { deliver, passGate, readDueDelivery } from '../messages/index.ts';
import { confirmSubscription, subscribe } from '../newsletter/index.ts';
import type { Statement } from '../ports/index.ts';
import { findSourceByKey } from '../sources/index.ts';
import { createTestContext, runReadyJobs } from '../testing/index.ts';
import { putTopics } from '../topics/index.ts';
import { authorize, authorizeOwner } from './authorize.ts';
import { changeEmail } from './change-email.ts';
import { changePreferences } from './change-preferences.ts';
import { renewPreferencesLink } from './links.ts';
import { readPreferences } from './read-preferences.ts';
import { readReducedView, reducePreferences } from './reduce.ts';

const { ctx, clock, sender, newTenant } = await createTestContext();
const tenant = await newTenant();
const source = (await findSourceByKey(ctx, 'write', tenant.writeKey))!;
const evidence = { ipPrefix: '203.0.113.0/24', userAgent: null, origin: null };
const hour = 60 * 60 * 1_000;
const day = 24 * hour;

let made = 0;
/** A subscriber, with a link that was asked for and that of the footer of a mail. */
async function makeShopper() {
  const email = `shopper${++made}@example.com`;
  const mail = async () => {
    await runReadyJobs(ctx);
    return sender.sent.findLast(({ to }) => to.address === email)!.text;
  };
  const tokenIn = (text: string, page: string) => new RegExp(`/${page}/([\\w.-]+)`).exec(text)![1]!;
  await subscribe(ctx, source, { email, wordingVersion: 'v1', wording: 'News, please.' }, evidence);
  await confirmSubscription(ctx, tokenIn(await mail(), 'c'), evidence);
  const [row] = await ctx.db.query<{ id: Id<'ctc'> }>(sql`
    select id from contacts where tenant_id = ${tenant.id} and email = ${email}`);
  const id = row!.id;
  await deliver(ctx, { tenantId: tenant.id, contactId: id, message: 'welcome', businessKey: `first ${id}` });
  return { id, footer: tokenIn(await mail(), 'p'), asked: makeBoundToken(ctx, 'preferences', tenant.id, id, 0) };
}
const byToken = (token: string) => ({ source: null, token });
const look = async (token: string) => readPreferences(ctx, await authorize(ctx, byToken(token)));

/** What the gate says of one more marketing mail. */
async function ask(contactId: string) {
  const businessKey = `test ${++made}`;
  await deliver(ctx, { tenantId: tenant.id, contactId, message: 'welcome', businessKey });
  const [row] = await ctx.db.query<{ id: string }>(sql`select id from deliveries where business_key = ${businessKey}`);
  const delivery = (await readDueDelivery(ctx, tenant.id, row!.id))!;
  const [verdict] = await passGate(ctx, tenant.id, [{ delivery, hasOptOut: true }]);
  return 'reason' in verdict! ? verdict.reason : verdict!.verdict;
}

const nothing = { channels: [], topics: [], frequency: null, pausedUntil: null };

test('the link of a mail reduces for a year what its owner gets, and shows and turns on nothing', async () => {
  await putTopics(ctx, tenant.id, [{ id: 'lamps', name: 'Lamps', description: '' }]);
  const anna = await makeShopper();
  clock.advance(365 * day);
  const ownerSees = async () => look(makeBoundToken(ctx, 'preferences', tenant.id, anna.id, 0));
  const until = (days: number) => new Date(clock.now().getTime() + days * day).toISOString();

  await reducePreferences(
    ctx,
    anna.footer,
    { ...nothing, topics: ['lamps'], frequency: 'weekly', pausedUntil: until(30) },
    evidence,
  );
  expect(await ownerSees()).toMatchObject({
    channels: { email: { isOn: true } },
    topics: [{ id: 'lamps', isWanted: false }],
    frequency: 'weekly',
    pausedUntil: until(30),
  });
  // What is stricter already stays.
  await reducePreferences(ctx, anna.footer, { ...nothing, frequency: 'daily', pausedUntil: until(7) }, evidence);
  await reducePreferences(ctx, anna.footer, nothing, evidence);
  expect(await ownerSees()).toMatchObject({ frequency: 'weekly', pausedUntil: until(30) });
  expect(await ownerSees()).toMatchObject({ topics: [{ isWanted: false }] });

  await reducePreferences(ctx, anna.footer, { ...nothing, channels: ['email'] }, evidence);
  expect((await ownerSees()).channels.email!.isOn).toBe(false);
  expect(await ask(anna.id)).toBe('suppressed');
  expect((await readConsentHistory(ctx, tenant.id, anna.id))[0]).toMatchObject({ type: 'email', action: 'revoked' });

  for (const claim of [byToken(anna.footer), { ...byToken(anna.footer), source }]) {
    for (const call of [
      () => authorize(ctx, claim),
      () => changePreferences(ctx, claim, { channels: { email: true } }, evidence),
      () => changeEmail(ctx, claim, 'thief@example.com', evidence),
      () => authorizeOwner(ctx, claim),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: 'token_invalid' });
    }
  }
  clock.advance(2 * day);
  await expect(reducePreferences(ctx, anna.footer, nothing, evidence)).rejects.toMatchObject({ code: 'token_invalid' });
});

test('the link in a mail shows only what any reader of the mail may know about its owner', async () => {
  const anna = await makeShopper();
  const statements: string[] = [];
  const query = (statement: Statement) => {
    statements.push(statement.text);
    return ctx.db.query(statement);
  };
  const view = await readReducedView({ ...ctx, db: { ...ctx.db, query } as typeof ctx.db }, anna.footer);
  expect(view).toEqual({ shop: expect.any(String), email: 's…@example.com', topics: expect.any(Array) });
  const tables = statements.flatMap((text) =>
    [...text.matchAll(/\b(?:from|join) "?([a-z_]+)/g)].map(([, name]) => name),
  );
  expect(new Set(tables)).toEqual(new Set(['contacts', 'tenants', 'topics']));
});

test('a link that was asked for opens everything for an hour, and goes on reducing for a year', async () => {
  const anna = await makeShopper();
  clock.advance(hour - 1);
  expect((await look(anna.asked)).isOwner).toBe(true);
  clock.advance(1);
  await expect(look(anna.asked)).rejects.toMatchObject({ code: 'token_invalid' });
  clock.advance(365 * day);
  await reducePreferences(ctx, anna.asked, { ...nothing, channels: ['email'] }, evidence);
  expect(await ask(anna.id)).toBe('suppressed');
  clock.advance(2 * day);
  await expect(readReducedView(ctx, anna.asked)).rejects.toMatchObject({ code: 'token_invalid' });
});

test.each<[string, (id: string) => Promise<unknown>]>([
  [
    'moves',
    (id) =>
      ctx.db.query(sql`update contacts set email = 'moved-' || email, generation = generation + 1 where id = ${id}`),
  ],
  [
    'is merged',
    async (id) => {
      const other = await makeShopper();
      await ctx.db.query(sql`
        update contacts set merged_into = ${other.id}, user_id = null, email = null, mailbox_hash = null where id = ${id}`);
    },
  ],
])('a link ends for reducing too, when its owner %s', async (_, change) => {
  const anna = await makeShopper();
  await change(anna.id);
  await expect(reducePreferences(ctx, anna.footer, nothing, evidence)).rejects.toMatchObject({ code: 'token_invalid' });
  await expect(look(anna.asked)).rejects.toMatchObject({ code: 'token_invalid' });
});

test('a link ends for reducing too, when its owner ends all links', async () => {
  const anna = await makeShopper();
  await changePreferences(ctx, byToken(anna.asked), { endLinks: true }, evidence);
  for (const token of [anna.footer, anna.asked, `${anna.footer}A`, '']) {
    await expect(reducePreferences(ctx, token, nothing, evidence)).rejects.toMatchObject({ code: 'token_invalid' });
  }
});

test('refusing SMS revokes the consent but suppresses no number, since its owner is not proven', async () => {
  const anna = await makeShopper();
  await ctx.db.query(sql`update contacts set phone = '+49 170 1234567' where id = ${anna.id}`);
  await reducePreferences(ctx, anna.footer, { ...nothing, channels: ['sms'] }, evidence);
  expect((await readConsentHistory(ctx, tenant.id, anna.id))[0]).toMatchObject({ type: 'sms', action: 'revoked' });
  expect(await isSuppressed(ctx, tenant.id, 'sms', '+49 170 1234567')).toBe(false);
});

test('nothing that stays as it is refuses the rest: a pause beyond a year, a topic that is gone', async () => {
  const anna = await makeShopper();
  const nextYear = new Date(clock.now().getTime() + 400 * day);
  await ctx.db.query(sql`update contacts set paused_until = ${nextYear} where id = ${anna.id}`);
  await reducePreferences(ctx, anna.footer, { ...nothing, channels: ['email'], topics: ['gone'] }, evidence);
  expect(await ask(anna.id)).toBe('suppressed');
  expect((await ctx.db.query(sql`select paused_until as at from contacts where id = ${anna.id}`))[0]).toEqual({
    at: nextYear,
  });
});

test('a link that would work for longer than links do opens nothing', async () => {
  const anna = await makeShopper();
  const ahead = { ...ctx, clock: { now: () => new Date(clock.now().getTime() + 23 * hour) } };
  const token = makeBoundToken(ahead, 'preferences', tenant.id, anna.id, 0);
  await expect(look(token)).rejects.toMatchObject({ code: 'token_invalid' });
  const skewed = { ...ctx, clock: { now: () => new Date(clock.now().getTime() + 60_000) } };
  expect((await look(makeBoundToken(skewed, 'preferences', tenant.id, anna.id, 0))).isOwner).toBe(true);
});

test('a mail that was passed on brings its owner three fresh links a day and ten in thirty days', async () => {
  const anna = await makeShopper();
  const renewals = async (days: number) => {
    sender.sent.length = 0;
    for (let hours = 0; hours < 24 * days; hours++) {
      await renewPreferencesLink(ctx, anna.footer);
      await runReadyJobs(ctx);
      clock.advance(hour);
    }
    return sender.sent.length;
  };
  expect(await renewals(1)).toBe(3);
  expect(await renewals(9)).toBe(7);
  clock.advance(30 * day);
  expect(await renewals(1)).toBe(3);
});
