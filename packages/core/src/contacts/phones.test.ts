import { expect, test } from 'vitest';
import type { Caller } from '../access/index.ts';
import { changeSettings } from '../admin/index.ts';
import { readSuppression, recordOptOut } from '../consent/index.ts';
import { contactsConsumer } from '../consumers/index.ts';
import { sql } from '../db/index.ts';
import { type EventSource, rebuild } from '../log/index.ts';
import { findImportSource } from '../sources/index.ts';
import { applyAll, collect, createTestContext, runReadyJobs, type TestTenant } from '../testing/index.ts';
import { findOrCreateByEmail, learnFacts } from './claim-address.ts';

const { ctx, newTenant } = await createTestContext();
let made = 0;

type Shop = Omit<TestTenant, 'server'> & { server: EventSource };

/** A shop with a source that knows its country, as requests look it up. */
async function newShop(country: string | null): Promise<Shop> {
  const tenant = await newTenant();
  await setCountry(tenant, country);
  return { ...tenant, server: { ...tenant.server, country } };
}

const setCountry = ({ id }: Pick<TestTenant, 'id'>, country: string | null) => {
  const caller: Caller = {
    tenantId: id,
    actor: { kind: 'command', id: null, name: 'beckon tenants update' },
    permissions: new Set(),
  };
  return changeSettings(ctx, caller, { country });
};

type Profile = { phone: string | null; firstName: string | null; properties: Record<string, unknown> };

async function profileOf(tenant: Shop, email: string): Promise<Profile> {
  const [row] = await ctx.db.query<Profile>(sql`
    select phone, first_name as "firstName", properties from contacts
    where tenant_id = ${tenant.id} and email = ${email}`);
  return row!;
}

/** Says something about a contact by the API, and gives the warnings of the answer. */
async function say(tenant: Shop, email: string, properties: object, type = 'contact_updated') {
  const event = { id: `event ${++made}`, type, email, properties };
  const { results } = await collect(ctx, tenant.server, [event]);
  await applyAll(ctx);
  expect(results).toMatchObject([{ result: 'accepted' }]);
  return results[0]!.warnings ?? [];
}

test('E7: a number without country code is read in the country of the shop', async () => {
  const [german, american] = [await newShop('DE'), await newShop('US')];
  expect(await say(german, 'a@example.com', { phone: '0301234567' })).toEqual([]);
  expect(await profileOf(german, 'a@example.com')).toMatchObject({ phone: '+49301234567', properties: {} });
  expect(await say(american, 'a@example.com', { phone: '(415) 555-2671' }, 'identified')).toEqual([]);
  expect(await profileOf(american, 'a@example.com')).toMatchObject({ phone: '+14155552671' });
});

test('E7: without a country the profile is saved, the number stays empty with a warning, and is never guessed', async () => {
  const shop = await newShop(null);
  const warnings = await say(shop, 'a@example.com', { firstName: 'Anna', phone: '0301234567' }, 'contact_created');
  expect(warnings).toEqual([expect.stringMatching(/^phone: has no country code, and the shop has set no country/)]);
  expect(await profileOf(shop, 'a@example.com')).toMatchObject({
    phone: null,
    firstName: 'Anna',
    properties: { unreadPhone: '0301234567' },
  });
  // With its country code it needs none.
  expect(await say(shop, 'a@example.com', { phone: '0049 30 1234567' })).toEqual([]);
  expect(await profileOf(shop, 'a@example.com')).toMatchObject({ phone: '+49301234567', properties: {} });
});

test.each([
  ['1'],
  ['0170 1234567 or 0171 1234567'],
  [{ home: '0301234567' }],
  [['0301234567']],
  [true],
  ['9'.repeat(500)],
])('E7: the bad number %j loses nothing else of the profile', async (phone) => {
  const shop = await newShop('DE');
  const warnings = await say(shop, 'a@example.com', { firstName: 'Anna', plan: 'gold', phone });
  expect(warnings).toEqual([expect.stringMatching(/^phone: /)]);
  expect(await profileOf(shop, 'a@example.com')).toMatchObject({
    phone: null,
    firstName: 'Anna',
    properties: { plan: 'gold' },
  });
});

test('a number that cannot be read does not take the place of one that could; a blank says nothing', async () => {
  const shop = await newShop('DE');
  await say(shop, 'a@example.com', { phone: 301234567 });
  for (const blank of ['', ' ', 'n/a', null]) expect(await say(shop, 'a@example.com', { phone: blank })).toEqual([]);
  expect(await profileOf(shop, 'a@example.com')).toMatchObject({ phone: '+49301234567', properties: {} });
  await say(shop, 'a@example.com', { phone: '12' });
  expect(await profileOf(shop, 'a@example.com')).toMatchObject({
    phone: '+49301234567',
    properties: { unreadPhone: '12' },
  });
  // Both in one batch: the last counts.
  await collect(
    ctx,
    shop.server,
    ['13', '030 7654321'].map((phone) => ({
      id: `event ${++made}`,
      type: 'contact_updated',
      email: 'a@example.com',
      properties: { phone },
    })),
  );
  await applyAll(ctx);
  expect(await profileOf(shop, 'a@example.com')).toMatchObject({ phone: '+49307654321', properties: {} });
});

test('imported contacts are read as those of the API', async () => {
  const shop = await newShop('DE');
  const source = await findImportSource(ctx, shop.id);
  expect(source.country).toBe('DE');
  await collect(ctx, source, [
    { id: 'row 1', type: 'contact_updated', email: 'a@example.com', properties: { phone: '030 1234567' } },
  ]);
  await applyAll(ctx);
  expect(await profileOf(shop, 'a@example.com')).toMatchObject({ phone: '+49301234567' });
});

test('when a shop sets its country, numbers that could not be read are read again, and those of before too', async () => {
  const shop = await newShop(null);
  await say(shop, 'a@example.com', { phone: '0301234567' });
  await say(shop, 'b@example.com', { phone: '12' });
  await say(shop, 'c@example.com', { phone: '+1 415 555 2671' });
  await say(shop, 'd@example.com', { firstName: 'Dora' });
  await ctx.db.query(sql`
    update contacts set phone = '030 / 7654321' where tenant_id = ${shop.id} and email = 'd@example.com'`);
  await setCountry(shop, 'DE');
  await runReadyJobs(ctx);
  expect(await profileOf(shop, 'a@example.com')).toMatchObject({ phone: '+49301234567', properties: {} });
  expect(await profileOf(shop, 'b@example.com')).toMatchObject({ phone: null, properties: { unreadPhone: '12' } });
  expect(await profileOf(shop, 'c@example.com')).toMatchObject({ phone: '+14155552671' });
  expect(await profileOf(shop, 'd@example.com')).toMatchObject({ phone: '+49307654321' });
});

test('a number stays as it was read when the shop moves to another country, also after a rebuild', async () => {
  const shop = await newShop('DE');
  await say(shop, 'a@example.com', { phone: '06641234567' });
  expect(await profileOf(shop, 'a@example.com')).toMatchObject({ phone: '+496641234567' });
  await setCountry(shop, 'AT');
  await runReadyJobs(ctx);
  await rebuild(ctx, contactsConsumer);
  expect(await profileOf(shop, 'a@example.com')).toMatchObject({ phone: '+496641234567' });
});

test('a form that cannot be read leaves the number of a contact alone; one that can ends an unread one', async () => {
  const shop = await newShop(null);
  const noted = (phone: string) => ({ firstName: null, language: null, phone });
  const id = await findOrCreateByEmail(ctx, shop.id, 'a@example.com');
  await learnFacts(ctx, shop.id, id, noted('0170 7654321'));
  expect(await profileOf(shop, 'a@example.com')).toMatchObject({ properties: { unreadPhone: '0170 7654321' } });
  await learnFacts(ctx, shop.id, id, noted('+49 30 1234567'));
  await learnFacts(ctx, shop.id, id, noted('0170 7654321'));
  await setCountry(shop, 'DE');
  await runReadyJobs(ctx);
  expect(await profileOf(shop, 'a@example.com')).toMatchObject({ phone: '+49301234567', properties: {} });
});

test('a long text in place of a number is cut, whatever characters it has, and nothing else is lost', async () => {
  const shop = await newShop('DE');
  const phone = `1${'x'.repeat(58)}😀 and more`;
  await say(shop, 'a@example.com', { phone, firstName: 'Anna' });
  expect(await profileOf(shop, 'a@example.com')).toMatchObject({ phone: null, firstName: 'Anna' });
});

test('contacts with unread numbers are found by their index', async () => {
  const shop = await newShop(null);
  await ctx.db.query(sql`
    insert into contacts (id, tenant_id, phone, created_at)
    select 'ctc_unread' || n, ${shop.id}, '+49170' || n, ${ctx.clock.now()} from generate_series(1, 3000) n`);
  await ctx.db.query(sql`analyze contacts`);
  const plan = await ctx.db.query(sql`
    explain select c.id from contacts c where c.tenant_id = ${shop.id} and c.id > ''
      and (c.properties ? 'unreadPhone' or c.phone !~ '^\\+[1-9][0-9]+$') order by c.id limit 500`);
  expect(JSON.stringify(plan)).toContain('contacts_with_unread_phone');
});

test('an opt-out with a number without country code stops the number that is meant; one that cannot be read is refused', async () => {
  const [shop, without] = [await newShop('DE'), await newShop(null)];
  expect(await recordOptOut(ctx, shop.id, { phone: '030 1234567', reason: 'unsubscribed' })).toBe(true);
  expect(await readSuppression(ctx, shop.id, 'sms', '+49301234567')).toBe('unsubscribed');
  expect(await recordOptOut(ctx, without.id, { phone: '030 1234567', reason: 'unsubscribed' })).toBe(false);
});
