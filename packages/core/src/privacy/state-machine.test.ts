import { createECDH } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSuppressed, readConsents, verifyLedger } from '../consent/index.ts';
import { findContact, readContact } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { deriveIdentityKey, type Id, keyedHash } from '../lib/index.ts';
import { makeBoundToken, makeToken } from '../links/index.ts';
import { blockAddress, confirmSubscription, subscribe, unsubscribe } from '../newsletter/index.ts';
import { mergeParticipants } from '../persons/index.ts';
import {
  changeEmail,
  changePreferences,
  confirmEmailChange,
  renewPreferencesLink,
  sendPreferencesLink,
} from '../preferences/index.ts';
import { refreshPush, subscribePush, unsubscribePush } from '../push/index.ts';
import { findSourceByKey } from '../sources/index.ts';
import { changeSettings } from '../tenants/index.ts';
import { applyAll, collect, completeErasures, createTestContext, runReadyJobs, runs } from '../testing/index.ts';
import { putTopics } from '../topics/index.ts';
import { confirmWaitlist, joinWaitlist, keepWaiting, leaveWaitlist } from '../waitlists/index.ts';
import { exportOwnData } from './export.ts';
import { requestErasure, requestOwnErasure } from './request-erasure.ts';

/**
 * A shopper and strangers, over all public calls, and what a shop's server does in between. Strangers know the public
 * key and the shopper's address, user id and name, have their own mailboxes and browsers, and can use every link that
 * was mailed to them. Their calls arrive in any order and at the same time.
 */
const { ctx, clock, sender, newTenant } = await createTestContext({ maxConnections: 16 });
const hour = 60 * 60 * 1_000;
const evidence = { ipPrefix: null, userAgent: 'Browser', origin: null };
const pair = createECDH('prime256v1');
const point = pair.generateKeys().toString('base64url');

async function openShop(optIn: 'double' | 'single') {
  const tenant = await newTenant();
  const source = (await findSourceByKey(ctx, 'write', tenant.writeKey))!;
  await putTopics(ctx, tenant.id, [{ id: 'plants', name: 'Plants', description: '' }]);
  await changeSettings(ctx, tenant.id, { optIn });
  return { tenant, source };
}
type Shop = Awaited<ReturnType<typeof openShop>>;

const device = (name: string) => ({
  endpoint: `https://push.test/${name}`,
  p256dh: point,
  auth: Buffer.alloc(16).toString('base64url'),
});
const signed = ({ source }: Shop, subject: string) =>
  keyedHash(Buffer.from(deriveIdentityKey(ctx.secrets.identity, source.identityKeyIds[0]!)), subject).toString('hex');

/** All links of a kind in the mails to an address, newest last. */
const linksTo = (email: string, way: string) =>
  sender.sent
    .filter(({ to }) => to.address === email)
    .flatMap(({ text }) => [...text.matchAll(new RegExp(`https://beckon\\.test/${way}/([\\w.-]+)`, 'g'))])
    .map((match) => match[1]!);
const anyOf = (links: readonly string[], pick: number) => links[pick % Math.max(1, links.length)] ?? '';

type Person = { name: string; email: string; userId: string; browser: string };
let made = 0;
const newPerson = (name: string): Person => {
  const number = ++made;
  return {
    name: `${name}${number}`,
    email: `${name}${number}@example.com`,
    userId: `user-${name}${number}`,
    browser: `browser-${name}${number}`,
  };
};

/** A contact known to the shop: with a profile, a subscription, preferences and a browser that receives push. */
async function makeShopper(shop: Shop, name: string): Promise<Person & { id: Id<'ctc'> }> {
  const { tenant, source } = shop;
  const person = newPerson(name);
  const { email, userId, browser } = person;
  await collect(ctx, tenant.server, [
    {
      id: `${userId} 1`,
      type: 'contact_created',
      userId,
      email,
      anonymousId: browser,
      properties: { firstName: person.name },
    },
  ]);
  await applyAll(ctx);
  const form = { email, wordingVersion: 'v1', wording: 'News.', anonymousId: browser };
  await subscribe(ctx, source, form, evidence);
  await runReadyJobs(ctx);
  await confirmSubscription(ctx, linksTo(email, 'c').at(-1)!, evidence);
  await runReadyJobs(ctx);
  const { id } = (await findContact(ctx, tenant.id, { email }))!;
  await joinWaitlist(ctx, source, { ...form, productId: 'mug' }, evidence);
  const push = { ...device(browser), wordingVersion: 'v1', wording: 'Push?', userId, signature: signed(shop, userId) };
  await subscribePush(ctx, source, push, evidence, mergeParticipants);
  const token = makeBoundToken(ctx, 'preferences', tenant.id, id, 0);
  await changePreferences(ctx, { source, token }, { topics: { plants: false }, frequency: 'weekly' }, evidence);
  clock.advance(48 * hour);
  await applyAll(ctx);
  await runReadyJobs(ctx);
  return { ...person, id };
}

/** What a person has granted, refused and chosen: only the person may change it. */
async function look({ tenant }: Shop, { id, email, browser }: Person & { id: Id<'ctc'> }) {
  const [said] = await ctx.db.query(sql`
    select email, user_id, phone, properties, generation, frequency, paused_until, erased_at, merged_into
    from contacts where id = ${id}`);
  return {
    said,
    contact: { ...(await readContact(ctx, tenant.id, id)), lastSeenAt: null },
    consents: (await readConsents(ctx, tenant.id, id)).filter(({ state }) => state !== 'requested'),
    isSuppressed: await isSuppressed(ctx, tenant.id, 'email', email),
    topics: await ctx.db.query(sql`select topic_id, is_wanted from contact_topics where contact_id = ${id}`),
    waitlists: await ctx.db.query(sql`
      select id, product_id, status, joined_at, messages, expires_at from waitlist_entries
      where contact_id = ${id} and status <> 'pending' order by id`),
    push: await ctx.db.query(sql`
      select contact_id from push_subscriptions where tenant_id = ${tenant.id} and endpoint = ${device(browser).endpoint}`),
    browsers: await ctx.db.query(sql`
      select v.anonymous_id from visitor_periods p join visitors v on v.id = p.visitor_id where p.contact_id = ${id} order by 1`),
    orders: await ctx.db.query(sql`select order_id from orders where contact_id = ${id}`),
  };
}

type Call = (shop: Shop, stranger: Person, victim: Person & { id: Id<'ctc'> }, pick: number) => Promise<unknown>;

/** What a stranger can do. `pick` chooses among their links, spellings and browsers. */
const calls = {
  'sign up with her address': ({ source }, { browser, name }, { email }, pick) =>
    subscribe(
      ctx,
      source,
      {
        email: pick % 2 ? email.toUpperCase() : email,
        firstName: name,
        phone: '+49 170 1234567',
        anonymousId: browser,
        wordingVersion: 'x',
        wording: 'x',
        interests: ['plants'],
        smsConsent: { wordingVersion: 'x', wording: 'x' },
        ...(pick % 3 ? {} : { submissionId: `s${pick}` }),
      },
      evidence,
    ),
  'wait with her address': ({ source }, { browser }, { email }, pick) =>
    joinWaitlist(
      ctx,
      source,
      { email, productId: ['mug', 'bowl'][pick % 2]!, anonymousId: browser, wordingVersion: 'x', wording: 'x' },
      evidence,
    ),
  'ask for her link': ({ source }, _, { email }) => sendPreferencesLink(ctx, source, { email }, evidence),
  'claim to be her': ({ tenant }, { browser }, { email, userId }, pick) =>
    collect(ctx, tenant.browser, [
      {
        id: `claim ${pick} ${browser}`,
        type: ['identified', 'placed_order', 'contact_updated', 'unsubscribed', 'newsletter_confirmed'][pick % 5],
        email,
        userId,
        anonymousId: pick % 2 ? browser : 'shared',
        properties: { firstName: 'Mallory', orderId: `o${pick}`, total: 1, currency: 'USD', note: `for ${email}` },
      },
    ]),
  'sign up for themself': ({ source }, { email, browser }) =>
    subscribe(ctx, source, { email, wordingVersion: 'x', wording: 'x', anonymousId: browser }, evidence),
  'use a link of their own': (_, { email }, __, pick) => {
    const uses = [
      () => confirmSubscription(ctx, anyOf(linksTo(email, 'c'), pick), evidence),
      () => blockAddress(ctx, anyOf(linksTo(email, 'n'), pick), evidence),
      () => confirmEmailChange(ctx, anyOf(linksTo(email, 'e'), pick)),
      () => unsubscribe(ctx, anyOf(linksTo(email, 'u'), pick), 'link', evidence),
      () => confirmWaitlist(ctx, anyOf(linksTo(email, 'w'), pick)),
    ];
    return uses[pick % uses.length]!();
  },
  'forge a link': ({ tenant }, { email }, { id }, pick) => {
    const own = anyOf(linksTo(email, 'c'), pick) || makeToken(ctx, 'confirm', tenant.id, 'sgn_none');
    const [key, , mac] = own.split('.');
    const hers = makeToken(ctx, 'unsubscribe', tenant.id, id).split('.')[1];
    const forged = [key, hers, mac].join('.');
    const uses = [confirmSubscription, blockAddress];
    return pick % 3
      ? uses[pick % 2]!(ctx, forged, evidence)
      : Promise.all([keepWaiting(ctx, forged), leaveWaitlist(ctx, forged), unsubscribe(ctx, forged, 'link', evidence)]);
  },
  'use a claim without a signature': ({ source }, { email: own }, { userId, email }, pick) => {
    const claim = pick % 2 ? { source, userId, email } : { source, email, signature: '0'.repeat(64) };
    const uses = [
      () => changePreferences(ctx, claim, { channels: { email: false }, topics: { plants: true } }, evidence),
      () => changeEmail(ctx, claim, own, evidence),
      () => exportOwnData(ctx, claim),
      () => requestOwnErasure(ctx, claim),
    ];
    return uses[pick % uses.length]!();
  },
  'move to her address': async ({ tenant, source }, { email: own }, { email }) => {
    const contact = await findContact(ctx, tenant.id, { email: own });
    if (!contact) return;
    const token = makeBoundToken(ctx, 'preferences', tenant.id, contact.id, contact.generation);
    await changeEmail(ctx, { source, token }, email, evidence);
  },
  'subscribe a browser': ({ source }, { browser }, { userId }, pick) =>
    subscribePush(
      ctx,
      source,
      { ...device(browser), wordingVersion: 'x', wording: 'x', ...(pick % 2 ? {} : { userId }) },
      evidence,
      mergeParticipants,
    ),
  'refresh a browser': ({ source }, { browser }) =>
    refreshPush(ctx, source, device(browser), evidence, mergeParticipants),
  'end a browser': ({ tenant }, { browser }) => unsubscribePush(ctx, tenant.id, device(browser).endpoint, evidence),
  'renew an old link': (_, { email }, __, pick) => renewPreferencesLink(ctx, anyOf(linksTo(email, 'p'), pick)),
  'erase themself': async ({ tenant, source }, { email }) => {
    const contact = await findContact(ctx, tenant.id, { email });
    if (!contact) return;
    const token = makeBoundToken(ctx, 'preferences', tenant.id, contact.id, contact.generation);
    await requestOwnErasure(ctx, { source, token });
  },
} satisfies Record<string, Call>;

const step = fc.record({
  call: fc.constantFrom(...(Object.keys(calls) as (keyof typeof calls)[])),
  stranger: fc.nat({ max: 1 }),
  pick: fc.nat({ max: 60 }),
});
/** Batches whose calls arrive at the same time, hours apart from each other. */
const batches = fc.array(
  fc.record({ steps: fc.array(step, { minLength: 1, maxLength: 5 }), hours: fc.nat({ max: 30 }) }),
  {
    minLength: 1,
    maxLength: 5,
  },
);

type Step = { call: keyof typeof calls; stranger: number; pick: number };

const act = (shop: Shop, strangers: Person[], victim: Person & { id: Id<'ctc'> }, steps: readonly Step[]) =>
  steps.map(({ call, stranger, pick }) =>
    Promise.resolve()
      .then((): Promise<unknown> => calls[call](shop, strangers[stranger]!, victim, pick))
      .catch((error: { code?: string }) => {
        // Refused, as expected; any other error is a bug.
        expect(['token_invalid', 'validation_failed', 'conflict', 'not_found'], String(error)).toContain(error.code);
      }),
  );

test.each(['double', 'single'] as const)(
  'the state machine of all public calls, with %s opt-in: no stranger changes what another person has said',
  async (optIn) => {
    const shop = await openShop(optIn);
    await fc.assert(
      fc.asyncProperty(batches, async (given) => {
        sender.sent.length = 0;
        const victim = await makeShopper(shop, 'victim');
        const strangers = [newPerson('mallory'), newPerson('trudy')];
        const before = await look(shop, victim);
        for (const { steps, hours } of given) {
          await Promise.all(act(shop, strangers, victim, steps));
          clock.advance(hours * hour);
          await runReadyJobs(ctx);
        }
        await applyAll(ctx);
        expect(await look(shop, victim)).toEqual(before);
      }),
      { numRuns: runs(40) },
    );
    expect((await verifyLedger(ctx, shop.tenant.id)).fault).toBeNull();
    await completeErasures(ctx, clock);
  },
  runs(120_000),
);

/** What the person does at the same time as strangers act: it holds in the end, whatever happened in between. */
const ownActs = {
  unsubscribe: {
    run: ({ tenant }: Shop, { id }: { id: string }) =>
      unsubscribe(ctx, makeToken(ctx, 'unsubscribe', tenant.id, id), 'one_click', evidence),
    holds: { email: 'revoked', marketing: 'revoked', push: 'granted' },
  },
  block: {
    run: (_: Shop, { email }: Person) => blockAddress(ctx, linksTo(email, 'n').at(0)!, evidence),
    holds: { email: 'revoked', marketing: 'revoked', push: 'granted' },
  },
  'end push': {
    run: ({ tenant }: Shop, { browser }: Person) => unsubscribePush(ctx, tenant.id, device(browser).endpoint, evidence),
    holds: { email: 'granted', marketing: 'granted', push: 'revoked' },
  },
};

test(
  'what a person revokes while strangers act stays revoked, and nothing else of theirs changes',
  async () => {
    const shop = await openShop('double');
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...(Object.keys(ownActs) as (keyof typeof ownActs)[])),
        fc.array(step, { minLength: 1, maxLength: 6 }),
        fc.array(step, { maxLength: 4 }),
        async (own, during, after) => {
          sender.sent.length = 0;
          const victim = await makeShopper(shop, 'victim');
          const strangers = [newPerson('mallory'), newPerson('trudy')];
          const { run, holds } = ownActs[own];
          await Promise.all([run(shop, victim), ...act(shop, strangers, victim, during)]);
          clock.advance(30 * hour);
          await runReadyJobs(ctx);
          await Promise.all(act(shop, strangers, victim, after));
          await applyAll(ctx);
          const states = await readConsents(ctx, shop.tenant.id, victim.id);
          const said = Object.fromEntries(states.map(({ type, state }) => [type, state]));
          expect(said).toMatchObject(holds);
        },
      ),
      { numRuns: runs(40) },
    );
    await completeErasures(ctx, clock);
  },
  runs(120_000),
);

async function findTraces(canaries: readonly string[]): Promise<string[]> {
  const tables = await ctx.db.query<{ name: string }>(sql`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`);
  const found: string[] = [];
  for (const { name } of tables) {
    for (const canary of canaries) {
      const hex = Buffer.from(canary).toString('hex');
      const [row] = await ctx.db.query<{ count: number }>(sql`
        select count(*)::int as count from ${sql.trusted(name)} t
        where strpos(lower(t::text), ${canary}) > 0 or strpos(t::text, ${hex}) > 0`);
      if (row!.count > 0) found.push(`${canary} in ${name}`);
    }
  }
  return found;
}

test(
  'a person who is erased while strangers act and consumers run leaves no trace, and no one is granted without an act of theirs',
  async () => {
    const shop = await openShop('double');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 6 }), fc.boolean(), async (during, isLinked) => {
        sender.sent.length = 0;
        const victim = await makeShopper(shop, 'victim');
        const strangers = [newPerson('mallory'), newPerson('trudy')];
        // In progress while the erasure is requested.
        await collect(ctx, shop.tenant.server, [
          {
            id: `late ${victim.name}`,
            type: 'contact_updated',
            ...(isLinked ? { userId: victim.userId } : { email: victim.email }),
            anonymousId: victim.browser,
            properties: { lastName: victim.name },
          },
        ]);
        await Promise.all([
          requestErasure(ctx, shop.tenant.id, victim.id, 'api_key'),
          applyAll(ctx),
          ...act(shop, strangers, victim, during),
        ]);
        await completeErasures(ctx, clock);
        await runReadyJobs(ctx);
        // Strangers who entered the address or claimed the user id afterwards created a new contact with nothing else
        // in it.
        expect(await findTraces([victim.browser, victim.name])).toEqual(
          (await findTraces([victim.email])).map((place) => place.replace(victim.email, victim.name)),
        );
        const granted = await ctx.db.query<{ email: string | null }>(sql`
        select c.email from consent_state s join contacts c on c.id = s.contact_id
        where s.tenant_id = ${shop.tenant.id} and s.state = 'granted' and s.type in ('email', 'marketing')`);
        const owners = new Set(strangers.map(({ email }) => email));
        expect(granted.filter(({ email }) => email === victim.email)).toEqual([]);
        for (const { email } of granted) if (email?.includes(victim.name)) expect(owners).toContain(email);
      }),
      { numRuns: runs(25) },
    );
  },
  runs(120_000),
);
