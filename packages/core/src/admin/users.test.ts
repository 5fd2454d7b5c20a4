import { type Permission, permissionsOfRole, type Role } from '@beckon/contract';
import { beforeEach, expect, test } from 'vitest';
import { type Caller, findUserLink, listUsers, saveUser } from '../access/index.ts';
import { listAudit } from '../audit/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { createTestContext } from '../testing/index.ts';
import { acceptUserLink, changeUserRole, createUserLink, inviteUser, removeUser } from './index.ts';

const { ctx, clock, newTenant } = await createTestContext();
let tenantId: Id<'ten'>;
let owner: Caller;
let ownerId: string;
let count = 0;

const as = (role: Role): Caller => ({
  tenantId,
  actor: { kind: 'user', id: 'usr_1', name: `${role}@shop.test` },
  permissions: new Set<Permission>(permissionsOfRole[role]),
});
const newAddress = () => `user${++count}@shop.test`;
const given = { name: 'Anna', passwordHash: 'hash' };

async function join(role: Role) {
  const { user, token } = await inviteUser(ctx, owner, { email: newAddress(), role });
  await acceptUserLink(ctx, token, given);
  return user;
}

async function untilWaiting(sessions: number): Promise<void> {
  const waiting = () =>
    ctx.db.query(sql`
      select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
  await expect.poll(async () => (await waiting()).length, { timeout: 10_000 }).toBe(sessions);
}

beforeEach(async () => {
  tenantId = (await newTenant()).id;
  owner = as('owner');
  const first = { tenantId, email: newAddress(), name: 'Olga', role: 'owner' as const, passwordHash: 'hash' };
  ownerId = await saveUser(ctx, first);
});

test('an invited user is active once the link was used', async () => {
  const { user, token } = await inviteUser(ctx, owner, { email: 'New@Shop.test', role: 'marketer' });
  expect(user).toMatchObject({ email: 'new@shop.test', role: 'marketer', status: 'invited', name: '' });
  expect(await findUserLink(ctx, token)).toMatchObject({
    status: 'good',
    purpose: 'invitation',
    email: 'new@shop.test',
  });
  expect(await acceptUserLink(ctx, token, given)).toMatchObject({ status: 'good' });
  const joined = (await listUsers(ctx, tenantId)).find(({ id }) => id === user.id);
  expect(joined).toMatchObject({ status: 'active', name: 'Anna', role: 'marketer' });
  clock.advance(1);
  const entries = await listAudit(ctx, tenantId, { limit: 10, before: null });
  expect(entries.map(({ summary }) => summary).sort()).toEqual([
    'new@shop.test accepted the invitation',
    'new@shop.test invited as marketer',
  ]);
  expect(entries.find(({ action }) => action === 'user.joined')!.actor).toEqual({
    kind: 'user',
    id: user.id,
    name: 'new@shop.test',
  });
});

test('a link works once, also when it is used twice at the same moment, and not after 7 days or a newer one', async () => {
  const { user, token } = await inviteUser(ctx, owner, { email: newAddress(), role: 'support' });
  // Both have come as far as the link before either can use it.
  const both = await ctx.db.transaction(async (tx) => {
    await tx.query(sql`select 1 from user_links for update`);
    const uses = [acceptUserLink(ctx, token, given), acceptUserLink(ctx, token, given)];
    await untilWaiting(2);
    return { uses };
  });
  expect((await Promise.all(both.uses)).map((link) => link!.status).sort()).toEqual(['good', 'used']);
  const reset = await createUserLink(ctx, owner, user.id);
  expect(await findUserLink(ctx, reset.token)).toMatchObject({ status: 'good', purpose: 'reset', name: 'Anna' });
  const newer = await createUserLink(ctx, owner, user.id);
  expect(await acceptUserLink(ctx, reset.token, given)).toMatchObject({ status: 'expired' });
  clock.advance(7 * 24 * 60 * 60 * 1_000);
  expect(await acceptUserLink(ctx, newer.token, given)).toMatchObject({ status: 'expired' });
  expect(await acceptUserLink(ctx, 'unknown', given)).toBeNull();
});

test('the database holds no link', async () => {
  const { token } = await inviteUser(ctx, owner, { email: newAddress(), role: 'support' });
  for (const table of ['user_links', 'audit_entries']) {
    const rows = await ctx.db.query(sql`select t::text from ${sql.trusted(table)} t`);
    expect(JSON.stringify(rows)).not.toContain(token);
  }
});

test('a new password ends the sessions of the user', async () => {
  const user = await join('analyst');
  await ctx.db.query(sql`
    insert into user_sessions (id, user_id, token, expires_at, created_at, updated_at)
    values (${user.id}, ${user.id}, ${user.id}, ${clock.now()}, ${clock.now()}, ${clock.now()})`);
  const { token } = await createUserLink(ctx, owner, user.id);
  await acceptUserLink(ctx, token, { name: 'Anna', passwordHash: 'another hash' });
  expect(await ctx.db.query(sql`select id from user_sessions where user_id = ${user.id}`)).toEqual([]);
  expect(await ctx.db.query(sql`select password from user_accounts where user_id = ${user.id}`)).toEqual([
    { password: 'another hash' },
  ]);
});

test('the last owner can be neither removed nor given another role; an invited one is no replacement', async () => {
  await inviteUser(ctx, owner, { email: newAddress(), role: 'owner' });
  await expect(removeUser(ctx, owner, ownerId)).rejects.toMatchObject({ code: 'conflict' });
  await expect(changeUserRole(ctx, owner, ownerId, 'admin')).rejects.toMatchObject({ code: 'conflict' });
  const second = await join('owner');
  await changeUserRole(ctx, owner, ownerId, 'admin');
  await expect(removeUser(ctx, owner, second.id)).rejects.toMatchObject({ code: 'conflict' });
});

test('two owners who remove each other at the same moment leave one of them', async () => {
  for (let round = 0; round < 5; round++) {
    const second = await join('owner');
    const results = await Promise.allSettled([removeUser(ctx, owner, ownerId), removeUser(ctx, owner, second.id)]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const [left] = (await listUsers(ctx, tenantId)).filter(({ role }) => role === 'owner');
    ownerId = left!.id;
  }
});

test('an admin reaches neither the role of owner nor an owner', async () => {
  const admin = as('admin');
  const denied = { code: 'permission_denied' };
  const helper = await join('support');
  expect(() => inviteUser(ctx, admin, { email: newAddress(), role: 'owner' })).toThrow('only an owner');
  await expect(changeUserRole(ctx, admin, helper.id, 'owner')).rejects.toMatchObject(denied);
  await expect(changeUserRole(ctx, admin, ownerId, 'support')).rejects.toMatchObject(denied);
  await expect(createUserLink(ctx, admin, ownerId)).rejects.toMatchObject(denied);
  await expect(removeUser(ctx, admin, ownerId)).rejects.toMatchObject(denied);
  expect(await changeUserRole(ctx, admin, helper.id, 'admin')).toMatchObject({ role: 'admin' });
  await removeUser(ctx, admin, helper.id);
});

test('an admin cannot get the account of an owner by a link from before the user became one', async () => {
  const admin = as('admin');
  const user = await join('admin');
  const invited = await inviteUser(ctx, admin, { email: newAddress(), role: 'support' });
  const reset = await createUserLink(ctx, admin, user.id);
  for (const { id } of [user, invited.user]) await changeUserRole(ctx, owner, id, 'owner');
  for (const { token } of [reset, invited]) {
    expect(await acceptUserLink(ctx, token, given)).toMatchObject({ status: 'expired' });
  }
});

test('an admin does nothing to a user who becomes owner at the same moment', async () => {
  const admin = as('admin');
  const attempts = [
    (id: string) => createUserLink(ctx, admin, id),
    (id: string) => changeUserRole(ctx, admin, id, 'support'),
    (id: string) => removeUser(ctx, admin, id),
  ];
  for (const attempt of attempts) {
    const user = await join('admin');
    const result = await ctx.db.transaction(async (tx) => {
      await tx.query(sql`select 1 from tenants where id = ${tenantId} for no key update`);
      await tx.query(sql`update users set role = 'owner' where id = ${user.id}`);
      const attempted = attempt(user.id).then(
        () => 'done',
        (error) => error.code,
      );
      await untilWaiting(1);
      return { attempted };
    });
    expect(await result.attempted).toBe('permission_denied');
  }
});

test('of two links that are created at the same moment one works', async () => {
  const user = await join('support');
  // Neither can store its link before both are under way.
  const { both } = await ctx.db.transaction(async (tx) => {
    await tx.query(sql`select 1 from users where id = ${user.id} for update`);
    const both = [createUserLink(ctx, owner, user.id), createUserLink(ctx, owner, user.id)];
    await untilWaiting(2);
    return { both };
  });
  const links = await Promise.all(both);
  const found = await Promise.all(links.map(({ token }) => findUserLink(ctx, token)));
  expect(found.filter((link) => link!.status === 'good')).toHaveLength(1);
});

test('an address is that of one user, and users of another shop are out of reach', async () => {
  const user = await join('support');
  await expect(inviteUser(ctx, owner, { email: user.email.toUpperCase(), role: 'support' })).rejects.toMatchObject({
    code: 'conflict',
  });
  const stranger = { ...owner, tenantId: (await newTenant()).id };
  const missing = { code: 'not_found' };
  await expect(removeUser(ctx, stranger, user.id)).rejects.toMatchObject(missing);
  await expect(changeUserRole(ctx, stranger, user.id, 'admin')).rejects.toMatchObject(missing);
  await expect(createUserLink(ctx, stranger, user.id)).rejects.toMatchObject(missing);
});
