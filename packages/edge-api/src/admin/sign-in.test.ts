import { saveUser as savePassword } from '@beckon/core/access';
import { sql } from '@beckon/core/db';
import { createTestContext } from '@beckon/core/testing';
import { beforeEach, expect, test } from 'vitest';
import { createSignIn } from '../index.ts';
import { createTestApi } from '../testing/test-api.ts';

const { ctx, clock, newTenant } = await createTestContext();
const baseUrl = 'https://beckon.test';
let address = '203.0.113.7';
const signIn = createSignIn(ctx, {
  baseUrl,
  secret: 'a secret of the tests, long enough',
  trustedOrigins: [baseUrl],
});
const { app } = await createTestApi({ ctx, signIn, clientAddress: () => address });
const tenant = await newTenant();
const user = { tenantId: tenant.id, email: 'owner@shop.test', name: 'Olga', password: 'correct horse battery' };
const saveUser = async (password: string) =>
  savePassword(ctx, { ...user, role: 'owner', passwordHash: await signIn.hashPassword(password) });
await saveUser(user.password);

/** Tries are limited by address: each test comes from its own. */
let tests = 0;
beforeEach(() => {
  address = `203.0.113.${++tests}`;
});

const call = (path: string, body: object, headers: Record<string, string> = {}) =>
  app.request(`${baseUrl}/api/auth/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', origin: baseUrl, ...headers },
  });
const { email, password } = user;
const cookiesOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');

test('signing in with the right password creates a session that the API accepts', async () => {
  const answer = await call('sign-in/email', { email, password });
  expect(answer.status).toBe(200);
  const [cookie] = answer.headers.getSetCookie();
  expect(cookie).toMatch(/^__Secure-beckon\.session_token=/);
  expect(cookie).toMatch(/; HttpOnly/i);
  expect(cookie).toMatch(/; Secure/i);
  expect(cookie).toMatch(/; SameSite=Lax/i);
  const asked = await app.request('/api/v1/stats', { headers: { cookie: cookiesOf(answer) } });
  expect(asked.status).toBe(200);
});

test('a signed-out or unknown session is refused', async () => {
  const cookie = cookiesOf(await call('sign-in/email', { email, password }));
  expect((await call('sign-out', {}, { cookie })).status).toBe(200);
  expect((await app.request('/api/v1/stats', { headers: { cookie } })).status).toBe(401);
  const forged = cookie.replace(/=(.)/, (_, first: string) => `=${first === 'a' ? 'b' : 'a'}`);
  expect((await app.request('/api/v1/stats', { headers: { cookie: forged } })).status).toBe(401);
});

test('a wrong password and an unknown address get the same answer', async () => {
  const wrong = await call('sign-in/email', { email, password: 'wrong password' });
  const unknown = await call('sign-in/email', { email: 'nobody@shop.test', password: 'wrong password' });
  expect([wrong.status, await wrong.text()]).toEqual([401, await unknown.text()]);
  expect(unknown.status).toBe(401);
});

test('a user can neither sign up on their own nor choose a tenant', async () => {
  const answer = await call('sign-up/email', { email: 'new@shop.test', password, name: 'New', tenantId: tenant.id });
  expect(answer.status).toBeGreaterThanOrEqual(400);
  const cookie = cookiesOf(await call('sign-in/email', { email, password }));
  await call('update-user', { tenantId: 'ten_other', role: 'admin', name: 'Olga' }, { cookie });
  expect(await ctx.db.query(sql`select email, tenant_id from users`)).toEqual([{ email, tenant_id: tenant.id }]);
});

test('a session changes its user by no call of better-auth', async () => {
  const cookie = cookiesOf(await call('sign-in/email', { email, password }));
  const read = () =>
    ctx.db.query(sql`
    select u.name, u.email, u.image, a.password from users u join user_accounts a on a.user_id = u.id`);
  const before = await read();
  const answers = [
    await call('update-user', { name: 'x'.repeat(10_000), image: 'https://evil.test/' }, { cookie }),
    await call('change-password', { currentPassword: password, newPassword: 'another good password' }, { cookie }),
    await call('verify-password', { password: 'a guess' }, { cookie }),
    await call('request-password-reset', { email }, { cookie }),
    await call('delete-user', { password }, { cookie }),
    await app.request(`${baseUrl}/api/auth/list-sessions`, { headers: { cookie } }),
  ];
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
  expect(await read()).toEqual(before);
});

test('another site cannot sign a user in', async () => {
  const answer = await call('sign-in/email', { email, password }, { origin: 'https://evil.test', cookie: 'a=b' });
  expect(answer.status).toBe(403);
  expect(answer.headers.getSetCookie()).toEqual([]);
});

test('a user that is saved again keeps its id and gets the new password', async () => {
  await saveUser('another good password');
  expect((await call('sign-in/email', { email, password })).status).toBe(401);
  expect((await call('sign-in/email', { email, password: 'another good password' })).status).toBe(200);
  await saveUser(user.password);
  expect(await ctx.db.query(sql`select count(*)::int as count from users`)).toEqual([{ count: 1 }]);
});

/** Better-auth has limits of its own for a network: each try comes from the next one. */
const guess = async (network: number, account = email) => {
  address = `10.${network >> 8}.${network & 255}.1`;
  return (await call('sign-in/email', { email: account, password: 'a wrong guess' })).status;
};

test('guesses at one account are slowed down from all networks together, and its owner still gets in from another one', async () => {
  const statuses: number[] = [];
  // Each network stays within what better-auth lets it do, and spells the account in its own way.
  for (let network = 0; network < 40; network++) {
    for (const account of [email, email.toUpperCase(), ` ${email}`]) statuses.push(await guess(network, account));
  }
  // Fifty together, and one more of each network.
  expect(statuses.filter((status) => status !== 429).length).toBeLessThanOrEqual(90);
  // The owner, elsewhere, while the account is under attack.
  address = '192.0.2.50';
  expect((await call('sign-in/email', { email, password })).status).toBe(200);
  const refused = await call('sign-in/email', { email, password });
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '120']);
  // Other accounts are not touched, and in two minutes the attack is forgotten.
  expect(await guess(300, 'other@shop.test')).toBe(401);
  clock.advance(120_000);
  expect((await call('sign-in/email', { email, password })).status).toBe(200);
});

test('a password is kept as a hash, and guesses are limited by the address, whatever headers claim', async () => {
  const [account] = await ctx.db.query<{ password: string }>(sql`select password from user_accounts`);
  expect(account!.password).not.toContain(password);
  const statuses = [];
  for (let guess = 0; guess < 12; guess++) {
    const headers = { 'x-forwarded-for': `192.0.2.${guess}`, 'x-beckon-client-address': `192.0.2.${guess}` };
    statuses.push((await call('sign-in/email', { email, password: `guess number ${guess}` }, headers)).status);
  }
  expect(statuses).toContain(429);
});
