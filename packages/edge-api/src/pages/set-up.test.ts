import { createSetUpLink } from '@beckon/core/access';
import { listAudit } from '@beckon/core/audit';
import { sql } from '@beckon/core/db';
import { readMessages } from '@beckon/core/messages';
import { findOwnSource } from '@beckon/core/sources';
import { listTenants, readSettings } from '@beckon/core/tenants';
import { createTestContext } from '@beckon/core/testing';
import { beforeEach, expect, test } from 'vitest';
import { createSignIn } from '../index.ts';
import { createTestApi } from '../testing/test-api.ts';

const baseUrl = 'https://admin.test';
const password = 'correct horse battery';
const form = {
  shop: 'Third Floor',
  siteUrl: 'https://www.third.example',
  currency: 'EUR',
  timezone: 'Europe/Berlin',
  name: 'Olga',
  email: 'olga@third.example',
  password,
};

/** An installation without a tenant. */
async function installed() {
  const { ctx, clock } = await createTestContext();
  const signIn = createSignIn(ctx, {
    baseUrl,
    secret: 'a secret of the tests, long enough',
    trustedOrigins: [baseUrl],
  });
  const { app } = await createTestApi({ ctx, signIn });
  return { ctx, clock, app };
}
let { ctx, clock, app } = await installed();
beforeEach(async () => {
  ({ ctx, clock, app } = await installed());
});

const newPath = async () => `/set-up/${await createSetUpLink(ctx)}`;
const post = (path: string, fields: Record<string, string>) =>
  app.request(path, { method: 'POST', body: new URLSearchParams(fields) });

test('the first shop is set up with its owner, who can sign in', async () => {
  const path = await newPath();
  expect((await app.request(path)).status).toBe(200);
  expect(await listTenants(ctx)).toEqual([]);
  const done = await post(path, form);
  expect([done.status, await done.text()]).toEqual([200, expect.stringContaining('href="../admin/"')]);
  const [tenant] = await listTenants(ctx);
  expect(await readSettings(ctx, tenant!.id)).toMatchObject({
    name: 'Third Floor',
    siteUrl: 'https://www.third.example',
    senderName: 'Third Floor',
    senderAddress: 'olga@third.example',
    postalAddress: '',
    currency: 'EUR',
    timezone: 'Europe/Berlin',
  });
  expect((await findOwnSource(ctx, tenant!.id)).kind).toBe('beckon');
  expect((await readMessages(ctx, tenant!.id)).length).toBeGreaterThan(0);
  const session = await app.request(`${baseUrl}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: baseUrl },
    body: JSON.stringify({ email: 'olga@third.example', password }),
  });
  expect(await session.json()).toMatchObject({ user: { role: 'owner', name: 'Olga', tenantId: tenant!.id } });
  const [entry] = await listAudit(ctx, tenant!.id, { limit: 10, before: null });
  expect(entry).toMatchObject({ action: 'tenant.created', actor: { kind: 'user', name: 'olga@third.example' } });
  expect(JSON.stringify(entry)).not.toContain(password);
});

test('errors are shown at their fields, and nothing is set up', async () => {
  const path = await newPath();
  for (const [field, value, fault] of [
    ['shop', '', 'Enter the name of the shop.'],
    ['siteUrl', 'third.example', 'Enter an address such as https://www.shop.example.'],
    ['currency', 'EURO', 'Choose a currency.'],
    ['timezone', 'Mars/Olympus', 'Choose a time zone.'],
    ['name', '', 'Enter your name.'],
    ['email', 'olga', 'Enter an address such as you@shop.example.'],
    ['password', 'short', 'Use at least 10 characters.'],
  ] as const) {
    const answer = await post(path, { ...form, [field]: value });
    expect(answer.status, field).toBe(400);
    const text = await answer.text();
    expect(text).toContain(fault);
    expect(text.match(/aria-invalid/g)).toHaveLength(1);
  }
  expect(await listTenants(ctx)).toEqual([]);
});

test('a link works once, for a day, and none is made or works once there is a shop', async () => {
  const [first, second] = [await newPath(), await newPath()];
  // Both have come as far as the links before either can use one.
  const both = await ctx.db.transaction(async (tx) => {
    await tx.query(sql`select 1 from set_up_links for update`);
    const posts = [post(first, form), post(second, { ...form, email: 'other@third.example' })];
    const waiting = () =>
      ctx.db.query(sql`
        select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
    await expect.poll(async () => (await waiting()).length, { timeout: 8_000 }).toBe(2);
    return { posts };
  });
  const answers = await Promise.all(both.posts);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 410]);
  expect(await listTenants(ctx)).toHaveLength(1);
  expect(await createSetUpLink(ctx)).toBeNull();
  for (const method of ['GET', 'POST']) {
    const late = await app.request(first, { method });
    expect([late.status, await late.text()]).toEqual([410, expect.stringContaining('Beckon is set up')]);
  }
});

test('a lapsed and an unknown link say so', async () => {
  const path = await newPath();
  clock.advance(24 * 60 * 60 * 1_000);
  const lapsed = await post(path, form);
  expect([lapsed.status, await lapsed.text()]).toEqual([410, expect.stringContaining('This link has expired')]);
  const unknown = await app.request('/set-up/unknown');
  expect([unknown.status, await unknown.text()]).toEqual([404, expect.stringContaining('This link does not work')]);
});
