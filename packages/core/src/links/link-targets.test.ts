import { expect, test } from 'vitest';
import { findOrCreateByEmail } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { createTestContext } from '../testing/index.ts';
import { mailLinkId, makeMailToken, readMailLink, readMailToken, storeTargets } from './index.ts';
import { personData } from './person-data.ts';

const { ctx, clock, newTenant } = await createTestContext({ maxConnections: 6 });
const tenant = await newTenant();
const other = await newTenant();
const newContact = (name: string) => findOrCreateByEmail(ctx, tenant.id, `${name}@example.com`);
const [anna, ben] = [await newContact('anna'), await newContact('ben')];
const store = async (contactId: typeof anna, url: string, tenantId = tenant.id) =>
  (await storeTargets(ctx, tenantId, contactId, new Set([url]))).get(url)!;
const ownerOf = async (code: string) =>
  (
    await ctx.db.query<{ owner: string | null }>(sql`
      select contact_id as owner from link_targets where code = ${code}`)
  )[0]?.owner;

test('an address is stored once for a shop, and belongs to a contact as long as no other contact gets it', async () => {
  const url = 'https://shop.test/a';
  const code = await store(anna, url);
  expect(await store(anna, url)).toBe(code);
  expect(await ownerOf(code)).toBe(anna);
  expect(await store(ben, url)).toBe(code);
  expect(await ownerOf(code)).toBeNull();
  // Once it is no longer personal, it stays so.
  expect(await store(anna, url)).toBe(code);
  expect(await ownerOf(code)).toBeNull();
  expect(await store(anna, url, other.id)).not.toBe(code);
});

test('workers that store the same addresses at the same time get the same codes', async () => {
  const urls = Array.from({ length: 20 }, (_, n) => `https://shop.test/at-once/${n}`);
  const found = await Promise.all(
    Array.from({ length: 5 }, (_, n) =>
      storeTargets(ctx, tenant.id, n % 2 ? anna : ben, new Set(n % 2 ? urls : urls.toReversed())),
    ),
  );
  for (const url of urls) expect(new Set(found.map((codes) => codes.get(url))).size).toBe(1);
});

test('a personal address stays personal when its contact becomes part of another', async () => {
  const code = await store(anna, 'https://shop.test/hi?n=Anna');
  await ctx.db.transaction((tx) =>
    personData.merge!({ ...ctx, db: tx }, { tenantId: tenant.id, mergedId: anna, contactId: ben }),
  );
  expect(await ownerOf(code)).toBe(ben);
});

test('an address that several contacts get is marked as used once a day', async () => {
  const url = 'https://shop.test/often';
  await store(anna, url);
  const code = await store(ben, url);
  const usedAt = async () =>
    (await ctx.db.query<{ at: Date }>(sql`select used_at as at from link_targets where code = ${code}`))[0]!.at;
  const first = await usedAt();
  clock.advance(60 * 60_000);
  await store(anna, url);
  expect(await usedAt()).toEqual(first);
  clock.advance(24 * 60 * 60_000);
  await store(anna, url);
  expect(await usedAt()).toEqual(clock.now());
});

test('the id of a link says its delivery and address, and a change of its delivery makes it worthless', () => {
  const deliveryId = ctx.ids.newId('dlv');
  const token = makeMailToken(ctx, deliveryId);
  const code = '0123456789ab';
  expect(readMailToken(ctx, token)).toBe(deliveryId);
  expect(readMailLink(ctx, mailLinkId(token, code))).toEqual({ deliveryId, code, isHidden: false });
  expect(readMailLink(ctx, mailLinkId(token, code, { isHidden: true }))).toEqual({ deliveryId, code, isHidden: true });
  for (let at = 0; at < token.length; at++) {
    const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
    expect(readMailLink(ctx, mailLinkId(changed, code)), changed).toBeNull();
  }
  for (const wrong of [
    '',
    '.',
    '...',
    '....',
    token,
    `${token}.`,
    `${token}.${code}x`,
    `${token}.${code}.1`,
    `${token}.0123456789a%`,
  ]) {
    expect(readMailLink(ctx, wrong), wrong).toBeNull();
  }
});
