import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { SenderDomain } from '@beckon/contract';
import { expect, test } from 'vitest';
import { changeSettings, checkSenderDomain, rotateDkimKey } from '../admin/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { createTestContext } from '../testing/index.ts';
import { readDkimSignature, readSenderDomain, recheckSenderDomains } from './index.ts';

const { ctx, clock, dns, newTenant } = await createTestContext({ maxConnections: 6 });
const callerOf = (tenantId: Id<'ten'>) => ({
  tenantId,
  actor: { kind: 'command' as const, id: null, name: 'test' },
  permissions: new Set<never>(),
});
const check = (tenantId: Id<'ten'>) => checkSenderDomain(ctx, callerOf(tenantId));
const signature = (tenantId: Id<'ten'>) => readDkimSignature(ctx, tenantId, 'Hello@Shop.test');
const dkimOf = ({ records }: SenderDomain) => records.filter(({ purpose }) => purpose === 'dkim');

/** Enters the DKIM records that are wanted, as the shop would. */
function publish(domain: SenderDomain): void {
  for (const { name, value } of dkimOf(domain)) dns.txt.set(name, [value!]);
}

test('the first check makes a key; mails are signed once its record is found', async () => {
  const { id } = await newTenant();
  expect(await readSenderDomain(ctx, id)).toMatchObject({ domain: 'shop.test', signsWith: null, checkedAt: null });
  const first = await check(id);
  expect(dkimOf(first)).toMatchObject([
    { type: 'TXT', state: 'missing', value: expect.stringMatching(/^v=DKIM1; k=rsa; p=MII/) },
  ]);
  expect(await signature(id)).toBeNull();
  publish(first);
  const second = await check(id);
  expect(dkimOf(second)).toMatchObject([{ state: 'ok', fix: null }]);
  expect(await readSenderDomain(ctx, id)).toEqual(second);
  const { selector, domain, privateKey } = (await signature(id))!;
  expect([selector, domain]).toEqual([second.signsWith, 'shop.test']);
  const key = createPublicKey(createPrivateKey(privateKey)).export({ type: 'spki', format: 'der' });
  expect(dkimOf(second)[0]!.value).toContain(key.toString('base64'));
});

test('a record that is gone or changed ends signing; a server that does not answer changes nothing', async () => {
  const { id } = await newTenant();
  const first = await check(id);
  publish(first);
  await check(id);
  const { name } = dkimOf(first)[0]!;
  dns.away.add(name);
  expect(dkimOf(await check(id))).toMatchObject([{ state: 'unavailable' }]);
  expect(await signature(id)).not.toBeNull();
  dns.away.delete(name);
  dns.txt.set(name, ['v=DKIM1; p=other']);
  await check(id);
  expect(await signature(id)).toBeNull();
});

test('a day later the records are looked up again, once', async () => {
  const { id } = await newTenant();
  const first = await check(id);
  publish(first);
  await check(id);
  await recheckSenderDomains(ctx);
  dns.txt.delete(dkimOf(first)[0]!.name);
  expect(await recheckSenderDomains(ctx)).toBe(0);
  expect(await signature(id)).not.toBeNull();
  clock.advance(24 * 60 * 60_000);
  const counts = await Promise.all([recheckSenderDomains(ctx), recheckSenderDomains(ctx)]);
  expect(counts.toSorted()[0]).toBe(0);
  expect(await signature(id)).toBeNull();
  publish(first);
  clock.advance(24 * 60 * 60_000);
  await recheckSenderDomains(ctx);
  expect(await signature(id)).not.toBeNull();
});

test('a new key takes over when its record is found, and the old one signs until then', async () => {
  const { id } = await newTenant();
  publish(await check(id));
  const { signsWith: old } = await check(id);
  const rotated = await rotateDkimKey(ctx, callerOf(id));
  expect(dkimOf(rotated)).toMatchObject([{ state: null }, { state: 'ok' }]);
  await expect(rotateDkimKey(ctx, callerOf(id))).rejects.toMatchObject({ code: 'conflict' });
  expect((await check(id)).signsWith).toBe(old);
  publish(rotated);
  const after = await check(id);
  expect(after.signsWith).not.toBe(old);
  expect(dkimOf(after)).toMatchObject([{ state: 'ok' }]);
  expect((await signature(id))!.selector).toBe(after.signsWith);
  const rows = await ctx.db.query(sql`select 1 from dkim_keys where tenant_id = ${id}`);
  expect(rows).toHaveLength(1);
});

test('checks at the same time make one key', async () => {
  const { id } = await newTenant();
  await Promise.all([check(id), check(id), check(id)]);
  expect(dkimOf(await readSenderDomain(ctx, id))).toHaveLength(1);
});

test('two shops with one domain have keys of their own, and a new domain another one', async () => {
  const [one, other] = [await newTenant(), await newTenant()];
  const names = [await check(one.id), await check(other.id)].map((domain) => dkimOf(domain)[0]!.name);
  expect(new Set(names).size).toBe(2);
  await changeSettings(ctx, callerOf(one.id), { senderAddress: 'hello@news.test' });
  expect(await readSenderDomain(ctx, one.id)).toMatchObject({ domain: 'news.test', checkedAt: null });
  expect(dkimOf(await check(one.id))[0]!.name).toMatch(/\._domainkey\.news\.test$/);
});

test('the private key is stored sealed, and anything can be in DNS', async () => {
  const { id } = await newTenant();
  publish(await check(id));
  dns.txt.set('_dmarc.shop.test', [`v=DMARC1; p=none; x=\0\ud800${'y'.repeat(70_000)}`]);
  await check(id);
  dns.txt.delete('_dmarc.shop.test');
  const { privateKey } = (await signature(id))!;
  const [row] = await ctx.db.query<{ sealed: Buffer }>(sql`
    select private_key as sealed from dkim_keys where tenant_id = ${id}`);
  const secret = Buffer.from(privateKey.replaceAll(/-----.*?-----|\s/g, ''), 'base64');
  expect(row!.sealed.includes(secret.subarray(100, 140))).toBe(false);
});
