import type { User } from '@beckon/contract';
import { findUserLink } from '@beckon/core/access';
import { expect, test } from 'vitest';
import { createSignIn } from '../index.ts';
import { createTestApi } from '../testing/test-api.ts';

const baseUrl = 'https://admin.test';
const api = await createTestApi();
const { ctx, clock, tenant } = api;
const signIn = createSignIn(ctx, { baseUrl, secret: 'a secret of the tests, long enough', trustedOrigins: [baseUrl] });
const { app } = await createTestApi({ ctx, signIn });

type Invited = { user: User; link: string };
let count = 0;

async function invite(): Promise<Invited & { path: string; token: string }> {
  const answer = await api.app.request('/api/v1/users', {
    method: 'POST',
    headers: { cookie: `user=${tenant.id}`, 'content-type': 'application/json' },
    body: JSON.stringify({ email: `new${++count}@shop.test`, role: 'marketer' }),
  });
  const invited = (await answer.json()) as Invited;
  const path = new URL(invited.link).pathname;
  return { ...invited, path, token: path.split('/').at(-1)! };
}

const post = (path: string, fields: Record<string, string>) =>
  app.request(path, { method: 'POST', body: new URLSearchParams(fields) });
const password = 'correct horse battery';
const signInAs = (email: string) =>
  app.request(`${baseUrl}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: baseUrl },
    body: JSON.stringify({ email, password }),
  });

test('an invited user sets name and password, and signs in with them', async () => {
  const { user, link, path } = await invite();
  expect(link).toMatch(/^https:\/\/admin\.test\/account\/[0-9a-z]{26}$/);
  expect((await signInAs(user.email)).status).toBe(401);
  const done = await post(path, { name: 'Nora', password });
  expect(done.status).toBe(200);
  expect(await done.text()).toContain('href="../admin/"');
  const session = await signInAs(user.email);
  expect(await session.json()).toMatchObject({ user: { id: user.id, name: 'Nora', role: 'marketer' } });
});

test('looking at the page changes nothing, and its address is kept to itself', async () => {
  const { path, token, user } = await invite();
  const before = await findUserLink(ctx, token);
  const page = await app.request(path);
  const text = await page.text();
  expect(text).toContain(user.email);
  expect(text).toContain('autocomplete="new-password"');
  expect(text).not.toContain('?lang=');
  expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  expect(page.headers.get('x-robots-tag')).toBe('noindex');
  expect(page.headers.get('cache-control')).toBe('no-store');
  expect((await app.request(path, { method: 'HEAD' })).status).toBe(200);
  expect(await findUserLink(ctx, token)).toEqual(before);
});

test('an invalid form shows the error at the field, keeps the name, and does not use up the link', async () => {
  const { path } = await invite();
  for (const [fields, fault] of [
    [{ name: 'Nora', password: 'short' }, 'Use at least 10 characters.'],
    [{ name: 'Nora', password: 'x'.repeat(129) }, 'Use at most 128 characters.'],
    [{ name: ' ', password }, 'Enter your name.'],
    [{ name: 'Nora\u0000', password }, 'Use letters, digits and punctuation only.'],
    [{}, 'Choose a password.'],
  ] as const) {
    const answer = await post(path, fields);
    expect(answer.status).toBe(400);
    const text = await answer.text();
    expect(text).toContain(fault);
    expect(text).toContain('aria-invalid="true"');
    expect(text).not.toContain(password);
  }
  const refused = await post(path, { name: '<b>Nora</b>', password: 'short' });
  expect(await refused.text()).toContain('value="&lt;b&gt;Nora&lt;/b&gt;"');
  expect((await post(path, { name: 'Nora', password })).status).toBe(200);
});

test('a used, a lapsed and an unknown link say so', async () => {
  const { path } = await invite();
  await post(path, { name: 'Nora', password });
  for (const method of ['GET', 'POST']) {
    const used = await app.request(path, { method });
    expect([used.status, await used.text()]).toEqual([410, expect.stringContaining('This link has been used')]);
  }
  const lapsed = await invite();
  clock.advance(7 * 24 * 60 * 60 * 1_000);
  const answer = await post(lapsed.path, { name: 'Nora', password });
  expect([answer.status, await answer.text()]).toEqual([410, expect.stringContaining('This link has expired')]);
  const unknown = await app.request('/account/unknown');
  expect([unknown.status, await unknown.text()]).toEqual([404, expect.stringContaining('This link does not work')]);
  expect((await app.request('/account/%00')).status).toBe(404);
});
