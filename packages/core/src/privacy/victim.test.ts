import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSuppressed, readConsentHistory, readConsents } from '../consent/index.ts';
import { findOrCreateByEmail, readContact } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { deriveIdentityKey, keyedHash } from '../lib/index.ts';
import { makeBoundToken, makeToken } from '../links/index.ts';
import { confirmSubscription, subscribe } from '../newsletter/index.ts';
import {
  type Claim,
  changeEmail,
  changePreferences,
  confirmEmailChange,
  renewPreferencesLink,
  sendPreferencesLink,
} from '../preferences/index.ts';
import { findSourceByKey } from '../sources/index.ts';
import { applyAll, collect, createTestContext, runReadyJobs, runs } from '../testing/index.ts';
import { putTopics } from '../topics/index.ts';
import { exportOwnData } from './export.ts';
import { requestOwnErasure } from './request-erasure.ts';

const { ctx, clock, sender, newTenant } = await createTestContext();
const evidence = { ipPrefix: null, userAgent: null, origin: null };
const hour = 60 * 60 * 1_000;
const tenant = await newTenant();
const foreign = await newTenant();
const source = (await findSourceByKey(ctx, 'write', tenant.writeKey))!;
const foreignSource = (await findSourceByKey(ctx, 'write', foreign.writeKey))!;
await putTopics(ctx, tenant.id, [{ id: 'plants', name: 'Plants', description: '' }]);

let made = 0;
/** A shopper who has subscribed, set preferences, and waits for a product. */
async function makeShopper(name: string) {
  const email = `${name}${++made}@example.com`;
  const userId = `${name}-${made}`;
  await collect(ctx, tenant.server, [{ id: email, type: 'contact_created', userId, email }]);
  await applyAll(ctx);
  await subscribe(ctx, source, { email, wordingVersion: 'v1', wording: 'News.' }, evidence);
  await runReadyJobs(ctx);
  const mail = sender.sent.findLast(({ to }) => to.address === email)!.text;
  await confirmSubscription(ctx, /\/c\/([\w.-]+)/.exec(mail)![1]!, evidence);
  await runReadyJobs(ctx);
  const id = await findOrCreateByEmail(ctx, tenant.id, email);
  const entry = ctx.ids.newId('wle');
  const soon = new Date(clock.now().getTime() + 400 * hour);
  await ctx.db.query(sql`
    insert into waitlist_entries (id, tenant_id, contact_id, product_id, status, joined_at, expires_at)
    values (${entry}, ${tenant.id}, ${id}, 'mug', 'waiting', ${clock.now()}, ${soon})`);
  const token = () => makeBoundToken(ctx, 'preferences', tenant.id, id, 0);
  await changePreferences(ctx, { source, token: token() }, { topics: { plants: true } }, evidence);
  return { id, email, userId, entry, token };
}
type Shopper = Awaited<ReturnType<typeof makeShopper>>;

async function look({ id, email }: Shopper) {
  const [said] = await ctx.db.query(sql`
    select generation, frequency, paused_until, erased_at from contacts where id = ${id}`);
  return {
    said,
    contact: { ...(await readContact(ctx, tenant.id, id)), lastSeenAt: null },
    consents: await readConsents(ctx, tenant.id, id),
    history: await readConsentHistory(ctx, tenant.id, id),
    isSuppressed: await isSuppressed(ctx, tenant.id, 'email', email),
    topics: await ctx.db.query(sql`select topic_id, is_wanted from contact_topics where contact_id = ${id}`),
    waitlists: await ctx.db.query(sql`select product_id, status from waitlist_entries where contact_id = ${id}`),
  };
}

const sign = (text: string) =>
  keyedHash(Buffer.from(deriveIdentityKey(ctx.secrets.identity, source.identityKeyIds[0]!)), text).toString('hex');

/** What an attacker can claim who knows the victim's names and ids, and has an account and mails of their own. */
const claims = {
  own: (mallory: Shopper) => ({ source, token: mallory.token() }),
  'own by signature': ({ userId }: Shopper) => ({ source, userId, signature: sign(userId) }),
  'own signature, other user': (mallory: Shopper, { userId }: Shopper) => ({
    source,
    userId,
    signature: sign(mallory.userId),
  }),
  'own signature, other address': (mallory: Shopper, { email }: Shopper) => ({
    source,
    email,
    signature: sign(mallory.userId),
  }),
  'a name alone': (_: Shopper, { userId, email }: Shopper) => ({ source, userId, email }),
  'no signature': (_: Shopper, { email }: Shopper) => ({ source, email, signature: '' }),
  'own MAC, other contact': (mallory: Shopper, victim: Shopper) => {
    const [key, , mac] = mallory.token().split('.');
    return { source, token: [key, victim.token().split('.')[1], mac].join('.') };
  },
  flipped: (_: Shopper, victim: Shopper) => ({
    source,
    token: victim.token().replace(/.$/, (c) => (c === 'A' ? 'B' : 'A')),
  }),
  'another purpose': (_: Shopper, { id }: Shopper) => ({ source, token: makeToken(ctx, 'unsubscribe', tenant.id, id) }),
  expired: (_: Shopper, { id }: Shopper) => {
    const past = { ...ctx, clock: { now: () => new Date(clock.now().getTime() - 24 * hour) } };
    return { source, token: makeBoundToken(past, 'preferences', tenant.id, id, 0) };
  },
  'another generation': (_: Shopper, { id }: Shopper) => ({
    source,
    token: makeBoundToken(ctx, 'preferences', tenant.id, id, 1),
  }),
  'another shop': (_: Shopper, { id }: Shopper) => ({
    source: foreignSource,
    token: makeBoundToken(ctx, 'preferences', foreign.id, id, 0),
  }),
} satisfies Record<string, (mallory: Shopper, victim: Shopper) => Claim>;

const calls = {
  change: (claim, _, victim) =>
    changePreferences(
      ctx,
      claim,
      {
        channels: { email: false },
        topics: { plants: false },
        frequency: 'monthly',
        pausedUntil: new Date(clock.now().getTime() + hour).toISOString(),
        leaveWaitlists: [victim.entry],
        endLinks: true,
      },
      evidence,
    ),
  grant: (claim) => changePreferences(ctx, claim, { channels: { email: true, sms: true, push: true } }, evidence),
  move: (claim) => changeEmail(ctx, claim, `elsewhere${made}@example.com`, evidence),
  'take the address': (claim, _, victim) => changeEmail(ctx, claim, victim.email, evidence),
  confirm: (claim) => confirmEmailChange(ctx, claim.token ?? ''),
  export: (claim) => exportOwnData(ctx, claim),
  erase: (claim) => requestOwnErasure(ctx, claim),
  renew: (claim) => renewPreferencesLink(ctx, claim.token ?? ''),
  link: (_, __, victim) => sendPreferencesLink(ctx, source, { email: victim.email.toUpperCase() }, evidence),
  wait: async () => clock.advance(7 * hour),
} satisfies Record<string, (claim: Claim, mallory: Shopper, victim: Shopper) => Promise<unknown>>;

const series = fc.array(
  fc.record({
    call: fc.constantFrom(...(Object.keys(calls) as (keyof typeof calls)[])),
    claim: fc.constantFrom(...(Object.keys(claims) as (keyof typeof claims)[])),
  }),
  { minLength: 1, maxLength: 12 },
);

test('no series of public calls changes, moves, shows or erases another person’s data', async () => {
  await fc.assert(
    fc.asyncProperty(series, async (given) => {
      const [mallory, victim] = [await makeShopper('mallory'), await makeShopper('victim')];
      clock.advance(48 * hour);
      const before = await look(victim);
      sender.sent.length = 0;
      for (const { call, claim } of given) {
        const answer = await calls[call](claims[claim](mallory, victim), mallory, victim).catch(() => null);
        expect(JSON.stringify(answer ?? null)).not.toContain(victim.id);
        expect(JSON.stringify(answer ?? null)).not.toContain(victim.email);
        await runReadyJobs(ctx);
      }
      await applyAll(ctx);
      expect(await look(victim)).toEqual(before);
      // Confirmations are limited: an old link is replaced by a fresh one at most once an hour.
      const mails = sender.sent.filter(({ to }) => to.address === victim.email);
      const waits = given.filter(({ call }) => call === 'wait').length;
      expect(mails.length).toBeLessThanOrEqual(3 + 1 + waits);
    }),
    { numRuns: runs(100) },
  );
}, 90_000);
