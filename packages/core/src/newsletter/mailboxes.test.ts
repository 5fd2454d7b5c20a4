import { expect, test } from 'vitest';
import { readConsents, readSuppression, recordOptOut, suppress } from '../consent/index.ts';
import { projections } from '../consumers/index.ts';
import { findOrCreateByEmail, readMerges, undoMerge } from '../contacts/index.ts';
import { readMigrations, splitStatements, sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import { makeBlockToken, makeBoundToken, makeToken } from '../links/index.ts';
import { changeEmail, changePreferences, confirmEmailChange } from '../preferences/index.ts';
import { runRetention } from '../retention/index.ts';
import { findSourceByKey } from '../sources/index.ts';
import { applyAll, collect, createTestContext, runReadyJobs } from '../testing/index.ts';
import { blockAddress, unblockAddress } from './block-address.ts';
import { confirmSubscription } from './confirm.ts';
import { subscribe } from './subscribe.ts';
import { unsubscribe } from './unsubscribe.ts';

const { ctx, clock, sender, newTenant } = await createTestContext({ maxConnections: 12 });
const tenant = await newTenant();
const source = (await findSourceByKey(ctx, 'write', tenant.writeKey))!;
const evidence = { ipPrefix: null, userAgent: null, origin: null };
const day = 24 * 60 * 60 * 1_000;
const signUp = (email: string) => subscribe(ctx, source, { email, wordingVersion: 'v1', wording: 'News.' }, evidence);
const linkIn = async (address: string, way: string) => {
  await runReadyJobs(ctx);
  const mail = sender.sent.findLast(({ to }) => to.address === address)!;
  return new RegExp(`https://beckon\\.test/${way}/([\\w.-]+)`).exec(mail.text)![1]!;
};
const idOf = async (email: string) =>
  (
    await ctx.db.query<{ id: Id<'ctc'> }>(
      sql`select id from contacts where tenant_id = ${tenant.id} and email = ${email}`,
    )
  )[0]!.id;

test('made-up spellings of one mailbox do not stay as contacts for ever', async () => {
  for (let spelling = 0; spelling < 5; spelling++) await signUp(`anna+${spelling}@gmail.com`);
  await runReadyJobs(ctx);
  for (let days = 0; days < 4; days++) {
    clock.advance(40 * day);
    await runRetention(ctx, projections, 1_000);
  }
  const left = await ctx.db.query(sql`select email from contacts where tenant_id = ${tenant.id}`);
  expect(left).toEqual([]);
});

test('lifting a block leaves the stop from before it', async () => {
  const email = 'stopped@shop.test';
  await signUp(email);
  await confirmSubscription(ctx, await linkIn(email, 'c'), evidence);
  const id = await idOf(email);
  await unsubscribe(ctx, makeToken(ctx, 'unsubscribe', tenant.id, id), 'link', evidence);
  const block = makeBlockToken(ctx, tenant.id, id, email);
  await blockAddress(ctx, block, evidence);
  await unblockAddress(ctx, block);
  expect(await readSuppression(ctx, tenant.id, 'email', email)).toBe('unsubscribed');
});

test('an imported opt-out ends the consent of the mailbox, however it is spelled', async () => {
  const email = 'a.nna.opt@gmail.com';
  await signUp(email);
  await confirmSubscription(ctx, await linkIn(email, 'c'), evidence);
  await recordOptOut(ctx, tenant.id, { email: 'annaopt@gmail.com', reason: 'unsubscribed' });
  const states = await readConsents(ctx, tenant.id, await idOf(email));
  expect(states.map(({ type, state }) => `${type} ${state}`)).toEqual(['email revoked', 'marketing revoked']);
});

test('two people who swap their addresses at once: one order or the other, no fault, no address twice', async () => {
  for (let round = 0; round < 15; round++) {
    clock.advance(40 * day);
    const [one, two] = [`one${round}@swap.test`, `two${round}@swap.test`];
    const ids = [await findOrCreateByEmail(ctx, tenant.id, one), await findOrCreateByEmail(ctx, tenant.id, two)];
    const claim = (id: string) => ({ source, token: makeBoundToken(ctx, 'preferences', tenant.id, id, 0) });
    await Promise.all([
      changeEmail(ctx, claim(ids[0]!), two, evidence),
      changeEmail(ctx, claim(ids[1]!), one, evidence),
    ]);
    const links = [await linkIn(two, 'e'), await linkIn(one, 'e')];
    const outcomes = await Promise.allSettled(links.map((link) => confirmEmailChange(ctx, link)));
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(DomainError);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const rows = await ctx.db.query<{ email: string | null; merged: boolean }>(sql`
      select email, merged_into is not null as merged from contacts where id in (${ids[0]}, ${ids[1]})`);
    expect(rows.filter(({ merged }) => merged)).toHaveLength(1);
  }
});

async function say(type: string, person: object): Promise<void> {
  await collect(ctx, tenant.server, [{ id: ctx.ids.newUuid(), type, ...person, properties: {} }]);
  await applyAll(ctx);
}

/** A contact that has learned a pace and a pause from another one, which became part of it. */
async function learnPace(name: string): Promise<{ id: Id<'ctc'>; mergeId: Id<'mrg'>; pausedUntil: Date }> {
  const [userId, email] = [`user of ${name}`, `${name}@shop.test`];
  const pausedUntil = new Date(clock.now().getTime() + 300 * day);
  await say('contact_created', { userId });
  await say('contact_created', { email });
  await ctx.db.query(sql`
    update contacts set paused_until = ${pausedUntil}, frequency = 'monthly'
    where tenant_id = ${tenant.id} and user_id = ${userId}`);
  const id = await idOf(email);
  await say('identified', { userId, email });
  const [merge] = await readMerges(ctx, tenant.id, id);
  return { id, mergeId: merge!.id, pausedUntil };
}

async function paceOf(id: string) {
  const [row] = await ctx.db.query(sql`select paused_until, frequency from contacts where id = ${id}`);
  return row;
}

test('a merge taken back gives back the pause that only the other one had asked for', async () => {
  const { id, mergeId } = await learnPace('frida');
  await undoMerge(ctx, tenant.id, id, mergeId);
  expect(await paceOf(id)).toEqual({ paused_until: null, frequency: null });
});

test('undoing a merge keeps a frequency or pause chosen since', async () => {
  const chosen = async (name: string, choose: (pausedUntil: string) => object) => {
    const { id, mergeId, pausedUntil } = await learnPace(name);
    clock.advance(day);
    const token = makeBoundToken(ctx, 'preferences', tenant.id, id, 0);
    await changePreferences(ctx, { source, token }, choose(pausedUntil.toISOString()), evidence);
    await undoMerge(ctx, tenant.id, id, mergeId);
    return { pausedUntil, pace: await paceOf(id) };
  };
  const often = await chosen('greta', () => ({ frequency: 'monthly' }));
  expect(often.pace).toEqual({ paused_until: null, frequency: 'monthly' });
  const until = await chosen('hanna', (pausedUntil) => ({ pausedUntil }));
  expect(until.pace).toEqual({ paused_until: until.pausedUntil, frequency: null });
});

test('an entry stored as "never again" blocks the address, and links in mails already sent keep working', async () => {
  const email = 'renamed@shop.test';
  await signUp(email);
  await ctx.db.query(sql`
    update deliveries set variables = variables - 'block_url' || jsonb_build_object('never_url', variables -> 'block_url')
    where tenant_id = ${tenant.id} and variables ? 'block_url'`);
  for (const table of ['messages', 'message_translations']) {
    await ctx.db.query(
      sql.trusted(
        `update ${table} set body = replace(body, 'block_url', 'never_url') where tenant_id = '${tenant.id}'`,
      ),
    );
  }
  await suppress(ctx, tenant.id, 'email', 'old@shop.test', 'never_again' as 'address_blocked');
  const { text } = (await readMigrations()).find(({ name }) => name.endsWith('rename_never_again.sql'))!;
  for (const statement of splitStatements(text)) await ctx.db.query(sql.trusted(statement));
  await blockAddress(ctx, await linkIn(email, 'n'), evidence);
  expect(await readSuppression(ctx, tenant.id, 'email', email)).toBe('address_blocked');
  expect(await readSuppression(ctx, tenant.id, 'email', 'old@shop.test')).toBe('address_blocked');
});
