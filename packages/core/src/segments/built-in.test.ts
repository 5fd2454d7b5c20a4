import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readConsents, recordConsent } from '../consent/index.ts';
import { listContacts } from '../contacts/index.ts';
import { makeBlockToken, makeToken } from '../links/index.ts';
import { listSegments } from '../metrics/index.ts';
import { blockAddress, confirmSubscription, subscribe, unsubscribe } from '../newsletter/index.ts';
import { requestErasure } from '../privacy/index.ts';
import { changeSettings } from '../tenants/index.ts';
import { applyAll, collect, createTestContext, runReadyJobs, runs, type TestTenant } from '../testing/index.ts';
import { segmentRule } from './built-in.ts';
import { readSegmentsOf } from './kept-members.ts';

const { ctx, clock, sender, newTenant } = await createTestContext();
const evidence = { ipPrefix: '203.0.113.0/24', userAgent: 'Browser', origin: 'https://shop.test' };
const twoDays = 2 * 24 * 60 * 60 * 1_000;

const signUp = (tenant: TestTenant, email: string) =>
  subscribe(ctx, tenant.browser, { email, wordingVersion: 'v1', wording: 'Send me news.' }, evidence);

const all = { filters: [], search: null, limit: 50, before: null };
const findId = async (tenant: TestTenant, email: string) =>
  (await listContacts(ctx, tenant.id, { ...all, search: email }))[0]?.id;
const idOf = async (tenant: TestTenant, email: string) => (await findId(tenant, email))!;
const members = async (tenant: TestTenant) =>
  (await listContacts(ctx, tenant.id, { ...all, within: segmentRule(tenant.id, 'newsletter') }))
    .map(({ email }) => email)
    .sort();

/** Uses the link of the newest confirmation mail to an address. */
async function confirm(email: string): Promise<void> {
  await runReadyJobs(ctx);
  const mail = sender.sent.filter(({ to, text }) => to.address === email && text.includes('/c/')).at(-1);
  if (mail) await confirmSubscription(ctx, /\/c\/([\w.-]+)/.exec(mail.text)![1]!, evidence).catch(() => {});
}

const addresses = ['anna@example.com', 'bea@example.com'];
const step = fc.record({
  who: fc.constantFrom(...addresses),
  what: fc.oneof(
    { weight: 3, arbitrary: fc.constant('sign up') },
    { weight: 4, arbitrary: fc.constant('confirm') },
    { weight: 4, arbitrary: fc.constantFrom('unsubscribe', 'marketing off', 'e-mail off', 'block address', 'erase') },
  ),
});

test('Feature: marketing-automation, Property 3: Newsletter subscribe → newsletter segment at once (1.3)', async () => {
  let joined = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 16, size: 'max' }), async (steps) => {
      const tenant = await newTenant();
      sender.sent.length = 0;
      const inIt = new Set<string>();
      const isPending = new Set<string>();
      const isStopped = new Set<string>();
      for (const { who, what } of steps) {
        clock.advance(twoDays);
        if (what === 'sign up') {
          const before = sender.sent.length;
          await signUp(tenant, who);
          await runReadyJobs(ctx);
          // A link that is out stays good; a new one comes where the limits allow.
          if (sender.sent.slice(before).some(({ to }) => to.address === who)) isPending.add(who);
        } else {
          // After an erasure a form beyond the limits makes no contact.
          const id = await findId(tenant, who);
          if (id === undefined) continue;
          if (what === 'confirm') {
            await confirm(who);
            if (isPending.delete(who) && !isStopped.has(who)) {
              inIt.add(who);
              joined++;
            }
          } else {
            inIt.delete(who);
            if (what === 'unsubscribe')
              await unsubscribe(ctx, makeToken(ctx, 'unsubscribe', tenant.id, id), 'link', evidence);
            else if (what === 'block address') {
              await blockAddress(ctx, makeBlockToken(ctx, tenant.id, id, who), evidence);
              isStopped.add(who);
            } else if (what === 'erase') {
              await requestErasure(ctx, tenant.id, id, 'command');
              isPending.delete(who);
            } else {
              const type = what === 'e-mail off' ? ('email' as const) : ('marketing' as const);
              const entry = {
                contactId: id,
                type,
                source: 'shop',
                method: 'secret_key',
                wordingVersion: null,
                evidence,
              };
              await ctx.db.transaction((tx) =>
                recordConsent({ ...ctx, db: tx }, tenant.id, [{ ...entry, action: 'revoked' }]),
              );
            }
          }
        }
        // Immediately, without a worker: a new subscriber is in it, and one who has just left is not.
        expect(await members(tenant)).toEqual([...inIt].sort());
      }
      expect(await listSegments(ctx, tenant.id, 'active')).toMatchObject([
        { id: 'newsletter', contactCount: { value: inIt.size } },
      ]);
      for (const email of inIt)
        expect(await readSegmentsOf(ctx, tenant.id, await idOf(tenant, email))).toEqual([
          { id: 'newsletter', name: 'Newsletter' },
        ]);
    }),
    { numRuns: runs(100) },
  );
  // It would also hold if no shopper had ever joined.
  expect(joined).toBeGreaterThan(50);
});

test('what a contact revoked before it was merged into a member counts, as it does for the gate', async () => {
  const tenant = await newTenant();
  const grant = async (contactId: string, type: 'email' | 'marketing', action: 'granted' | 'revoked') => {
    const entry = { contactId, type, action, source: 'shop', method: 'secret_key', wordingVersion: null, evidence };
    await ctx.db.transaction((tx) => recordConsent({ ...ctx, db: tx }, tenant.id, [entry]));
    clock.advance(1_000);
  };
  const [type, other] = ['email', 'marketing'] as const;
  const cases = [
    { merged: null, isMember: true },
    { merged: type, isMember: false },
    { merged: other, isMember: false },
  ];
  for (const [number, { merged, isMember }] of cases.entries()) {
    const [userId, email] = [`user${number}`, `member${number}@example.com`];
    await collect(ctx, tenant.server, [{ id: `u${number}`, type: 'custom_thing', userId }]);
    await collect(ctx, tenant.server, [{ id: `e${number}`, type: 'custom_thing', email }]);
    await applyAll(ctx);
    const id = await idOf(tenant, email);
    for (const each of [type, other]) await grant(id, each, 'granted');
    if (merged) await grant(await idOf(tenant, userId), merged, 'revoked');
    await collect(ctx, tenant.server, [{ id: `b${number}`, type: 'custom_thing', userId, email }]);
    await applyAll(ctx);
    expect((await readSegmentsOf(ctx, tenant.id, id)).length === 1, `${merged}`).toBe(isMember);
    const granted = (await readConsents(ctx, tenant.id, id)).filter(({ state }) => state === 'granted');
    expect(granted.length === 2).toBe(isMember);
    // Granted again, later than it was revoked: in the segment again.
    if (merged) await grant(id, merged, 'granted');
    expect(await readSegmentsOf(ctx, tenant.id, id)).toHaveLength(1);
  }
});

test('with single opt-in who subscribes is in it with the same commit', async () => {
  const tenant = await newTenant();
  await changeSettings(ctx, tenant.id, { optIn: 'single' });
  await signUp(tenant, 'anna@example.com');
  expect(await members(tenant)).toEqual(['anna@example.com']);
});
