import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSuppressed, readConsents } from '../consent/index.ts';
import { readContact } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { makeToken, readToken } from '../links/index.ts';
import { changeSettings } from '../tenants/index.ts';
import { applyAll, collect, createTestContext, runReadyJobs, runs, type TestTenant } from '../testing/index.ts';
import { confirmSubscription } from './confirm.ts';
import { subscribe } from './subscribe.ts';
import { unsubscribe } from './unsubscribe.ts';

const { ctx, clock, sender, newTenant } = await createTestContext();
const evidence = { ipPrefix: null, userAgent: null, origin: null };
const hour = 60 * 60 * 1_000;

type Victim = { tenant: TestTenant; id: Id<'ctc'>; email: string; ownTokens: string[] };

/** A shopper as the attacker may find them: unknown to consent, granted, or gone. */
async function makeVictim(state: 'known' | 'granted' | 'revoked'): Promise<Victim> {
  const tenant = await newTenant();
  const email = `victim@${tenant.id.replace('_', '-')}.example.com`;
  await collect(ctx, tenant.server, [
    {
      id: 'a',
      type: 'contact_created',
      userId: 'victim',
      email,
      anonymousId: 'phone',
      properties: { firstName: 'Vic' },
    },
  ]);
  await applyAll(ctx);
  const [row] = await ctx.db.query<{ id: Id<'ctc'> }>(sql`select id from contacts where tenant_id = ${tenant.id}`);
  const victim = { tenant, id: row!.id, email, ownTokens: [] as string[] };
  if (state !== 'known') {
    const source = tenant.browser;
    await subscribe(ctx, source, { email, wordingVersion: 'v1', wording: 'News, please.' }, evidence);
    await runReadyJobs(ctx);
    const mail = sender.sent.findLast(({ to }) => to.address === email)!;
    const token = /\/c\/([\w.-]+)/.exec(mail.text)![1]!;
    await confirmSubscription(ctx, token, evidence);
    victim.ownTokens.push(token);
    if (state === 'revoked') {
      await unsubscribe(ctx, makeToken(ctx, 'unsubscribe', tenant.id, victim.id), 'link', evidence);
    }
    clock.advance(48 * hour);
    await applyAll(ctx);
  }
  return victim;
}

type Call =
  | { call: 'subscribe'; email: string; submissionId?: string }
  | { call: 'confirm'; token: string }
  | { call: 'unsubscribe'; token: string }
  | { call: 'collect'; event: object }
  | { call: 'wait'; hours: number };

/** One public call, with nothing but the write key and what an attacker can make up. */
async function act({ tenant }: Victim, given: Call): Promise<void> {
  const source = tenant.browser;
  if (given.call === 'subscribe') {
    const { call: _, ...request } = given;
    const full = {
      ...request,
      firstName: 'Mallory',
      language: 'xx',
      anonymousId: 'attacker',
      wordingVersion: 'x',
      wording: 'x',
    };
    await subscribe(ctx, source, full, evidence).catch(() => {});
  } else if (given.call === 'confirm') await confirmSubscription(ctx, given.token, evidence).catch(() => {});
  else if (given.call === 'unsubscribe') await unsubscribe(ctx, given.token, 'one_click', evidence).catch(() => {});
  else if (given.call === 'collect') await collect(ctx, tenant.browser, [given.event]);
  else clock.advance(given.hours * hour);
}

async function look({ tenant, id, email }: Victim) {
  return {
    consents: (await readConsents(ctx, tenant.id, id)).filter(({ state }) => state !== 'requested'),
    contact: { ...(await readContact(ctx, tenant.id, id)), lastSeenAt: null },
    isSuppressed: await isSuppressed(ctx, tenant.id, 'email', email),
    visitors: await ctx.db.query(sql`
      select v.anonymous_id from visitors v join visitor_links l on l.visitor_id = v.id
      where v.tenant_id = ${tenant.id} order by 1`),
    orders: await ctx.db.query(sql`select order_id from orders where tenant_id = ${tenant.id}`),
  };
}

const calls = fc.array(
  fc.oneof(
    fc.record({
      call: fc.constant('subscribe'),
      who: fc.constantFrom('victim', 'VICTIM', 'other'),
      submissionId: fc.option(fc.constantFrom('s1', 's2'), { nil: undefined }),
    }),
    fc.record({
      call: fc.constantFrom('confirm', 'unsubscribe'),
      token: fc.constantFrom('own', 'swapped', 'flipped', 'forged', 'empty'),
    }),
    fc.record({
      call: fc.constant('collect'),
      type: fc.constantFrom(
        'identified',
        'placed_order',
        'contact_updated',
        'newsletter_confirmed',
        'contact_created',
        'unsubscribed',
      ),
      person: fc.constantFrom('email', 'userId', 'anonymousId', 'all'),
    }),
    fc.record({ call: fc.constant('wait'), hours: fc.integer({ min: 1, max: 40 }) }),
  ),
  { minLength: 1, maxLength: 12 },
);

function concrete(victim: Victim, given: Record<string, unknown>, number: number): Call {
  const { tenant, id, email, ownTokens } = victim;
  if (given.call === 'subscribe') {
    const addresses: Record<string, string> = {
      victim: email,
      VICTIM: email.toUpperCase(),
      other: `other${number}@example.com`,
    };
    const submissionId = given.submissionId as string | undefined;
    return { call: 'subscribe', email: addresses[given.who as string]!, ...(submissionId ? { submissionId } : {}) };
  }
  if (given.call === 'collect') {
    const persons: Record<string, object> = {
      email: { email },
      userId: { userId: 'victim' },
      anonymousId: { anonymousId: 'phone' },
      all: { email, userId: 'victim', anonymousId: 'attacker' },
    };
    const properties = { firstName: 'Mallory', orderId: `${number}`, total: 1, currency: 'USD' };
    return {
      call: 'collect',
      event: { id: `${number}`, type: given.type, ...persons[given.person as string], properties },
    };
  }
  if (given.call === 'wait') return { call: 'wait', hours: given.hours as number };
  // An attacker knows tokens of their own mails, and of the victim's only those that do not fit.
  const mine = makeToken(ctx, 'unsubscribe', tenant.id, 'ctc_attacker');
  const good = makeToken(ctx, given.call as 'confirm' | 'unsubscribe', tenant.id, id);
  const tokens: Record<string, string> = {
    own: given.call === 'confirm' ? (ownTokens[0] ?? mine) : mine,
    swapped: makeToken(ctx, given.call === 'confirm' ? 'unsubscribe' : 'confirm', tenant.id, id),
    flipped: good.slice(0, -1) + (good.endsWith('A') ? 'B' : 'A'),
    forged: [good.split('.')[0], good.split('.')[1], mine.split('.')[2]].join('.'),
    empty: '',
  };
  return { call: given.call, token: tokens[given.token as string]! } as Call;
}

test.each([
  ['known', 'double'],
  ['granted', 'double'],
  ['revoked', 'double'],
  ['known', 'single'],
  ['granted', 'single'],
  ['revoked', 'single'],
] as const)(
  'no series of public calls changes what a victim whose consent is %s has said, with %s opt-in',
  async (state, optIn) => {
    await fc.assert(
      fc.asyncProperty(calls, async (series) => {
        const victim = await makeVictim(state);
        await changeSettings(ctx, victim.tenant.id, { optIn });
        const before = await look(victim);
        for (const [number, given] of series.entries()) {
          await act(victim, concrete(victim, given, number));
          await runReadyJobs(ctx);
        }
        await applyAll(ctx);
        expect(await look(victim)).toEqual(before);
        // Whatever was tried, the victim got no marketing and at most the confirmations that one address may get.
        const mails = sender.sent.filter(({ to }) => to.address === victim.email);
        expect(mails.filter(({ subject }) => subject.includes('confirm')).length).toBeLessThanOrEqual(
          (state === 'known' ? 0 : 1) + 3,
        );
        for (const { text } of mails) expect(text).not.toContain('undefined');
        sender.sent.length = 0;
      }),
      { numRuns: runs(40) },
    );
  },
);

test('the token in a confirmation names no address', async () => {
  const victim = await makeVictim('granted');
  const { subject } = readToken(ctx, 'confirm', victim.ownTokens[0]!)!;
  expect(subject).toMatch(/^sgn_/);
  expect(Buffer.from(victim.ownTokens[0]!.split('.')[1]!, 'base64url').toString()).not.toContain('victim');
});
