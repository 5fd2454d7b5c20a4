import { permissions, scopes } from '@beckon/contract';
import { expect, test } from 'vitest';
import type { Caller } from '../access/index.ts';
import { listAudit } from '../audit/index.ts';
import { findOrCreateByEmail } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { runErasure } from '../privacy/index.ts';
import { createTestContext } from '../testing/index.ts';
import {
  addApiKey,
  addSource,
  changeSettings,
  changeSource,
  eraseContact,
  putTopics,
  revokeKey,
  rotateKey,
} from './index.ts';

const { ctx, clock, newTenant } = await createTestContext();
const tenant = await newTenant();
const caller: Caller = {
  tenantId: tenant.id,
  actor: { kind: 'user', id: 'usr_1', name: 'owner@shop.test' },
  permissions: new Set(permissions),
};
const readAll = async () => JSON.stringify(await ctx.db.query(sql`select * from audit_entries`));
async function newest() {
  const [entry] = await listAudit(ctx, tenant.id, { limit: 1, before: null });
  clock.advance(1);
  return entry!;
}

test('the summary says in plain English what changed', async () => {
  const { source } = await addSource(ctx, caller, { name: 'Web shop', kind: 'browser' });
  expect((await newest()).summary).toBe('Browser source Web shop created');
  await changeSource(ctx, caller, source.id, { allowedOrigins: ['https://www.shop.test'] });
  expect(await newest()).toMatchObject({
    actor: { kind: 'user', name: 'owner@shop.test' },
    summary: 'Allowed origins of Web shop: added https://www.shop.test',
    before: { allowedOrigins: [] },
    after: { allowedOrigins: ['https://www.shop.test'] },
  });
  await changeSettings(ctx, caller, { weeklyCap: 5 });
  expect((await newest()).summary).toBe('Weekly cap of Shop 1: from 3 to 5');
  await putTopics(ctx, caller, [{ id: 'news', name: 'News', description: '' }]);
  expect((await newest()).summary).toBe('Topics of Shop 1: added News (news)');
});

test('no entry holds a key', async () => {
  const { value } = await addApiKey(ctx, caller, { name: 'Export', scopes: [...scopes] });
  const { source, secretKey } = await addSource(ctx, caller, { name: 'Till', kind: 'server' });
  const rotated = await rotateKey(ctx, caller, source.id, { kind: 'secret' });
  await revokeKey(ctx, caller, source.id, rotated.key.id);
  const entries = await readAll();
  for (const secret of [value, secretKey!, rotated.value!]) expect(entries).not.toContain(secret.slice(3));
});

test('a key cannot be given more than the caller has', async () => {
  const narrow = { ...caller, permissions: new Set(['keys.write'] as const) };
  expect(() => addApiKey(ctx, narrow, { name: 'More', scopes: ['contacts.read'] })).toThrow('contacts.read');
});

test('the entry of an erasure names the contact by its id alone', async () => {
  const contactId = await findOrCreateByEmail(ctx, tenant.id, 'anna@example.com');
  clock.advance(1);
  const erasure = await eraseContact(ctx, caller, contactId);
  await runErasure(ctx, tenant.id, erasure.id);
  expect(await newest()).toMatchObject({ target: { kind: 'contact', id: contactId } });
  expect(await readAll()).not.toContain('anna@');
});
