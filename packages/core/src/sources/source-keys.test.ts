import { expect, test } from 'vitest';
import { readMigrations, splitStatements, sql } from '../db/index.ts';
import { sha256 } from '../lib/index.ts';
import { createTestContext } from '../testing/index.ts';
import { findSourceByKey } from './find-source.ts';
import { addSource, changeSource, listSources, readSource, revokeSource } from './manage-sources.ts';
import { revokeKey, rotateKey, showKey } from './source-keys.ts';
import { saveSource } from './sources.ts';

const { ctx, clock, newTenant } = await createTestContext();
const hour = 3_600_000;
const day = 24 * hour;

test('a browser source gets a write key and an identity key, a server source a secret key that is shown once', async () => {
  const { id } = await newTenant();
  const shop = await addSource(ctx, id, { name: 'Shop', kind: 'browser', allowedOrigins: ['https://shop.test'] });
  expect(shop.secretKey).toBeNull();
  expect(shop.source.keys.map(({ kind }) => kind).sort()).toEqual(['identity', 'write']);
  expect(await findSourceByKey(ctx, 'write', shop.source.writeKey!)).toMatchObject({
    id: shop.source.id,
    tenantId: id,
    kind: 'browser',
    allowedOrigins: ['https://shop.test'],
    allowedTypes: null,
  });

  const server = await addSource(ctx, id, { name: 'Server', kind: 'server' });
  expect(await findSourceByKey(ctx, 'secret', server.secretKey!)).toMatchObject({ id: server.source.id });
  const [key] = server.source.keys;
  expect(server.secretKey!.endsWith(key!.lastFour!)).toBe(true);
  expect(await showKey(ctx, id, server.source.id, key!.id)).toEqual({ key: expect.anything(), value: null });
  const stored = await ctx.db.query(sql`select row_to_json(k)::text as row from source_keys k`);
  expect(JSON.stringify(stored)).not.toContain(server.secretKey);
});

test('the old key is valid for the overlap, then refused; the new one is valid at once', async () => {
  const { id } = await newTenant();
  const { source, secretKey } = await addSource(ctx, id, { name: 'Server', kind: 'server' });
  const made = await rotateKey(ctx, id, source.id, { kind: 'secret', overlapSeconds: 24 * 3_600 });
  const find = async () =>
    Promise.all([secretKey!, made.value!].map(async (key) => (await findSourceByKey(ctx, 'secret', key)) !== null));
  expect(await find()).toEqual([true, true]);
  clock.advance(24 * hour - 1);
  expect(await find()).toEqual([true, true]);
  clock.advance(1);
  expect(await find()).toEqual([false, true]);
  expect((await readSource(ctx, id, source.id))!.keys.map((key) => key.id)).toEqual([made.key.id]);
});

test('the overlap is seven days by default, and a second rotation does not extend it', async () => {
  const { id } = await newTenant();
  const { source } = await addSource(ctx, id, { name: 'Shop', kind: 'browser' });
  const first = source.writeKey!;
  await rotateKey(ctx, id, source.id, { kind: 'write' });
  clock.advance(6 * day);
  const second = await rotateKey(ctx, id, source.id, { kind: 'write' });
  expect((await readSource(ctx, id, source.id))!.writeKey).toBe(second.value);
  clock.advance(day);
  expect(await findSourceByKey(ctx, 'write', first)).toBeNull();
});

test('without overlap the old key ends at once; keys of other kinds go on', async () => {
  const { id } = await newTenant();
  const { source } = await addSource(ctx, id, { name: 'Shop', kind: 'browser' });
  await rotateKey(ctx, id, source.id, { kind: 'identity', overlapSeconds: 0 });
  expect(await findSourceByKey(ctx, 'write', source.writeKey!)).toMatchObject({
    identityKeyIds: [expect.stringMatching(/^key_/)],
  });
  await rotateKey(ctx, id, source.id, { kind: 'write', overlapSeconds: 0 });
  expect(await findSourceByKey(ctx, 'write', source.writeKey!)).toBeNull();
});

test('a key that ends keeps its end when it is rotated again, and a script cannot heap keys up', async () => {
  const { id } = await newTenant();
  const { source } = await addSource(ctx, id, { name: 'Server', kind: 'server' });
  for (let made = 0; made < 4; made++) await rotateKey(ctx, id, source.id, { kind: 'secret' });
  await expect(rotateKey(ctx, id, source.id, { kind: 'secret' })).rejects.toMatchObject({ code: 'validation_failed' });
  await rotateKey(ctx, id, source.id, { kind: 'secret', overlapSeconds: 0 });
  expect((await readSource(ctx, id, source.id))!.keys).toHaveLength(1);
});

test('an identity key can be shown again, and is the same after a restart with the same secret', async () => {
  const { id } = await newTenant();
  const { source } = await addSource(ctx, id, { name: 'Shop', kind: 'browser' });
  const key = source.keys.find(({ kind }) => kind === 'identity')!;
  const shown = await showKey(ctx, id, source.id, key.id);
  expect(shown.value).toMatch(/^ik_[\w-]{43}$/);
  expect(await showKey(ctx, id, source.id, key.id)).toEqual(shown);
  const stored = await ctx.db.query(sql`select row_to_json(k)::text as row from source_keys k`);
  expect(JSON.stringify(stored)).not.toContain(shown.value);
  expect(
    await showKey({ ...ctx, secrets: { ...ctx.secrets, identity: Buffer.alloc(32) } }, id, source.id, key.id),
  ).not.toEqual(shown);
});

test('use is noted, seldom', async () => {
  const { id } = await newTenant();
  const { source, secretKey } = await addSource(ctx, id, { name: 'Server', kind: 'server' });
  const lastUsed = async () => (await readSource(ctx, id, source.id))!.keys[0]!.lastUsedAt;
  expect(await lastUsed()).toBeNull();
  const first = clock.now().toISOString();
  await findSourceByKey(ctx, 'secret', secretKey!);
  clock.advance(60_000);
  await findSourceByKey(ctx, 'secret', secretKey!);
  expect(await lastUsed()).toBe(first);
  clock.advance(5 * 60_000);
  await findSourceByKey(ctx, 'secret', secretKey!);
  expect(await lastUsed()).toBe(clock.now().toISOString());
});

test('a revoked key and a revoked source are refused', async () => {
  const { id } = await newTenant();
  const { source, secretKey } = await addSource(ctx, id, { name: 'Server', kind: 'server' });
  const { key, value } = await rotateKey(ctx, id, source.id, { kind: 'secret' });
  await revokeKey(ctx, id, source.id, key.id);
  expect(await findSourceByKey(ctx, 'secret', value!)).toBeNull();
  expect(await findSourceByKey(ctx, 'secret', secretKey!)).not.toBeNull();
  await revokeSource(ctx, id, source.id);
  expect(await findSourceByKey(ctx, 'secret', secretKey!)).toBeNull();
  expect((await listSources(ctx, id)).map(({ name }) => name)).not.toContain(source.name + source.id);
  await expect(revokeSource(ctx, id, source.id)).rejects.toMatchObject({ code: 'not_found' });
});

test('no tenant reaches the sources of another', async () => {
  const [mine, theirs] = [await newTenant(), await newTenant()];
  const { source } = await addSource(ctx, theirs.id, { name: 'Shop', kind: 'browser' });
  const notFound = { code: 'not_found' };
  await expect(rotateKey(ctx, mine.id, source.id, { kind: 'write' })).rejects.toMatchObject(notFound);
  await expect(revokeSource(ctx, mine.id, source.id)).rejects.toMatchObject(notFound);
  await expect(changeSource(ctx, mine.id, source.id, { name: 'Mine' })).rejects.toMatchObject(notFound);
  await expect(revokeKey(ctx, mine.id, source.id, source.keys[0]!.id)).rejects.toMatchObject(notFound);
  await expect(showKey(ctx, mine.id, source.id, source.keys[0]!.id)).rejects.toMatchObject(notFound);
  expect(await readSource(ctx, mine.id, source.id)).toBeNull();
});

test('a source has the keys and origins of its kind only', async () => {
  const tenant = await newTenant();
  const refused = { code: 'validation_failed' };
  await expect(rotateKey(ctx, tenant.id, tenant.server.id, { kind: 'write' })).rejects.toMatchObject(refused);
  await expect(rotateKey(ctx, tenant.id, tenant.browser.id, { kind: 'secret' })).rejects.toMatchObject(refused);
  await expect(rotateKey(ctx, tenant.id, tenant.own.id, { kind: 'secret' })).rejects.toMatchObject(refused);
  const origins = { allowedOrigins: ['https://shop.test'] };
  await expect(addSource(ctx, tenant.id, { name: 'S', kind: 'server', ...origins })).rejects.toMatchObject(refused);
  await expect(changeSource(ctx, tenant.id, tenant.server.id, origins)).rejects.toMatchObject(refused);
});

test('a change affects only the given fields', async () => {
  const { id } = await newTenant();
  const { source } = await addSource(ctx, id, { name: 'Shop', kind: 'browser', allowedOrigins: ['https://a.test'] });
  expect(await changeSource(ctx, id, source.id, { allowedTypes: ['page_viewed'] })).toMatchObject({
    name: 'Shop',
    allowedOrigins: ['https://a.test'],
    allowedTypes: ['page_viewed'],
  });
  const origins = ['https://b.test', 'https://b.test'];
  expect(await changeSource(ctx, id, source.id, { name: 'Web', allowedOrigins: origins })).toMatchObject({
    name: 'Web',
    allowedOrigins: ['https://b.test'],
    allowedTypes: ['page_viewed'],
  });
  expect(await changeSource(ctx, id, source.id, { allowedTypes: null })).toMatchObject({ allowedTypes: null });
});

test('a restart of the demo keeps changes to its keys and name', async () => {
  const tenant = await newTenant();
  const given = { ...tenant.browser, name: 'Storefront', writeKey: tenant.writeKey };
  await changeSource(ctx, tenant.id, tenant.browser.id, { name: 'My shop' });
  const before = (await readSource(ctx, tenant.id, tenant.browser.id))!;
  for (const key of before.keys) await revokeKey(ctx, tenant.id, before.id, key.id);
  await saveSource(ctx, given);
  expect(await readSource(ctx, tenant.id, tenant.browser.id)).toMatchObject({ name: 'My shop', keys: [] });
  expect(await findSourceByKey(ctx, 'write', tenant.writeKey)).toBeNull();
});

test('the keys of an installation from before are moved', async () => {
  const tenant = await newTenant();
  await ctx.db.query(sql`delete from source_keys where tenant_id = ${tenant.id}`);
  // As the table was then.
  await ctx.db.query(sql`alter table sources add column write_key text, add column secret_key_hash bytea`);
  await ctx.db.query(sql`
    update sources set write_key = case kind when 'browser' then ${tenant.writeKey} end,
      secret_key_hash = case kind when 'server' then ${sha256(tenant.secretKey)}::bytea end
    where tenant_id = ${tenant.id}`);
  const migration = (await readMigrations()).find(({ name }) => name.endsWith('create_source_keys.sql'))!;
  for (const statement of splitStatements(migration.text)) {
    if (/^insert/m.test(statement)) {
      await ctx.db.query(sql.trusted(statement.replace(/;$/, ` and tenant_id = '${tenant.id}'`)));
    }
  }
  expect(await findSourceByKey(ctx, 'write', tenant.writeKey)).toMatchObject({ id: tenant.browser.id });
  expect(await findSourceByKey(ctx, 'secret', tenant.secretKey)).toMatchObject({ id: tenant.server.id });
  const browser = await readSource(ctx, tenant.id, tenant.browser.id);
  expect(browser!.keys.map(({ kind }) => kind).sort()).toEqual(['identity', 'write']);
  for (const { id } of browser!.keys) expect(id).toMatch(/^key_[0-9a-z]{26}$/);
});
