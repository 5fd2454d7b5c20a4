import { expect, test } from 'vitest';
import { findOrCreateByEmail } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { makeBlockToken } from '../links/index.ts';
import { blockAddress, isBlocked, unblockAddress } from '../newsletter/index.ts';
import { createTestContext } from '../testing/index.ts';
import { readConsentHistory, recordConsent } from './ledger.ts';
import { recordOptOut } from './opt-outs.ts';
import { readConsents } from './state.ts';
import { isSuppressed, readSuppression, suppress } from './suppression.ts';
import { judgeWording, readWordings, registerWordings } from './wordings.ts';

const { ctx, newTenant } = await createTestContext();
const evidence = { ipPrefix: null, userAgent: null, origin: null };

test('an imported opt-out stops the address and ends the consents of its contact, once', async () => {
  const tenant = await newTenant();
  const email = 'leaves@example.com';
  const contactId = await findOrCreateByEmail(ctx, tenant.id, email);
  const entry = { contactId, action: 'granted', source: 'shop', method: 'secret_key', wordingVersion: null } as const;
  await ctx.db.transaction((tx) =>
    recordConsent(
      { ...ctx, db: tx },
      tenant.id,
      (['email', 'marketing'] as const).map((type) => ({ ...entry, type, evidence: {} })),
    ),
  );
  for (let times = 0; times < 2; times++) {
    expect(await recordOptOut(ctx, tenant.id, { email: ` ${email.toUpperCase()}`, reason: 'unsubscribed' })).toBe(true);
  }
  expect(await isSuppressed(ctx, tenant.id, 'email', email)).toBe(true);
  expect((await readConsents(ctx, tenant.id, contactId)).map(({ state }) => state)).toEqual(['revoked', 'revoked']);
  expect(await readConsentHistory(ctx, tenant.id, contactId)).toHaveLength(4);
});

test('an imported complaint of an unknown address is kept, and no later unsubscribe makes it milder', async () => {
  const tenant = await newTenant();
  await recordOptOut(ctx, tenant.id, { email: 'angry@example.com', reason: 'complained' });
  await recordOptOut(ctx, tenant.id, { email: 'angry@example.com', reason: 'unsubscribed' });
  expect(await readSuppression(ctx, tenant.id, 'email', 'angry@example.com')).toBe('complained');
  expect(await recordOptOut(ctx, tenant.id, { email: 'none', reason: 'bounced' })).toBe(false);
  await recordOptOut(ctx, tenant.id, { phone: '+49301234567', reason: 'unsubscribed' });
  expect(await isSuppressed(ctx, tenant.id, 'sms', '+49301234567')).toBe(true);
});

test('an imported opt-out of a phone ends the SMS consent of its contact, in any spelling, with or without an address', async () => {
  const tenant = await newTenant();
  const contactId = await findOrCreateByEmail(ctx, tenant.id, 'texts@example.com');
  const grant = () =>
    ctx.db.transaction((tx) =>
      recordConsent({ ...ctx, db: tx }, tenant.id, [
        {
          contactId,
          type: 'sms',
          action: 'granted',
          source: 'shop',
          method: 'secret_key',
          wordingVersion: null,
          evidence: {},
        },
      ]),
    );
  const sms = async () => (await readConsents(ctx, tenant.id, contactId)).find(({ type }) => type === 'sms')?.state;
  await ctx.db.query(sql`update contacts set phone = '+49 (170) 222-2222' where id = ${contactId}`);
  for (const optOut of [{ phone: '+491702222222' }, { phone: '0049 170 2222222', email: 'other@example.com' }]) {
    await grant();
    expect(await sms()).toBe('granted');
    await recordOptOut(ctx, tenant.id, { ...optOut, reason: 'unsubscribed' });
    expect(await sms()).toBe('revoked');
  }
  expect(await isSuppressed(ctx, tenant.id, 'sms', '+49 170 2222222')).toBe(true);
  expect(await isSuppressed(ctx, tenant.id, 'sms', '+49 170 2222223')).toBe(false);
  expect(await isSuppressed(ctx, tenant.id, 'email', 'other@example.com')).toBe(true);
});

test('a block is lifted by the link that was mailed to the address, grants nothing, and leaves a complaint', async () => {
  const tenant = await newTenant();
  const email = 'back@example.com';
  const contactId = await findOrCreateByEmail(ctx, tenant.id, email);
  const link = makeBlockToken(ctx, tenant.id, contactId, email);
  await blockAddress(ctx, link, evidence);
  expect(await isBlocked(ctx, link)).toBe(true);
  await expect(unblockAddress(ctx, `${link}x`)).rejects.toMatchObject({ code: 'token_invalid' });
  await unblockAddress(ctx, link);
  expect(await isBlocked(ctx, link)).toBe(false);
  expect((await readConsents(ctx, tenant.id, contactId)).map(({ state }) => state)).toEqual(['revoked', 'revoked']);
  await suppress(ctx, tenant.id, 'email', email, 'complained');
  await unblockAddress(ctx, link);
  expect(await readSuppression(ctx, tenant.id, 'email', email)).toBe('complained');
});

test('a wording is registered once and for all; another text under its version is only claimed', async () => {
  const [tenant, other] = [await newTenant(), await newTenant()];
  await registerWordings(ctx, tenant.id, [
    { version: 'v1', text: 'News, please.' },
    { version: 'v1', text: 'Neuigkeiten, bitte.' },
  ]);
  await registerWordings(ctx, tenant.id, [{ version: 'v1', text: 'News, please.' }]);
  expect(await readWordings(ctx, tenant.id)).toHaveLength(2);
  const judge = (id: Id<'ten'>, version: string, text: string) =>
    judgeWording(ctx, id, version, text).then(({ wordingStatus }) => wordingStatus);
  expect(await judge(tenant.id, 'v1', 'Neuigkeiten, bitte.')).toBe('registered');
  expect(await judge(tenant.id, 'v1', 'News, please. And my soul.')).toBe('claimed');
  expect(await judge(tenant.id, 'v2', 'News, please.')).toBe('claimed');
  expect(await judge(other.id, 'v1', 'News, please.')).toBe('claimed');
});
