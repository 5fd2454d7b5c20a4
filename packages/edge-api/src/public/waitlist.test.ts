import { sql } from '@beckon/core/db';
import { advanceRuns, installFlows } from '@beckon/core/flows';
import { runReadyJobs } from '@beckon/core/testing';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const api = await createTestApi({ limits: { formsPerNetwork: { perSecond: 1, burst: 10_000 } } });
const { app, ctx, sender, tenant, post, codeOf } = api;

const call = (method: string, path: string, body?: unknown) =>
  app.request(path, {
    method,
    headers: { authorization: `Bearer ${tenant.secretKey}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const entryRequest = (email: string, more: object = {}) => ({
  email,
  productId: 'mug',
  wordingVersion: 'v1',
  wording: 'Tell me.',
  ...more,
});
const statusOf = async (email: string) =>
  (
    await ctx.db.query<{ status: string }>(sql`
      select w.status from waitlist_entries w join contacts c on c.id = w.contact_id where c.email = ${email}`)
  )[0]?.status;
const linkIn = (text: string) => new URL(/https:\/\/\S+\/w\/[\w.-]+/.exec(text)![0]).pathname;

test('from sold out to the mail, by the calls of the API', async () => {
  await installFlows(ctx, tenant.id);
  const product = { id: 'mug', title: 'Mug', url: 'https://shop.test/mug', quantity: 0 };
  expect(await (await call('PUT', '/api/v1/catalog/products', { products: [product] })).json()).toEqual({
    saved: 1,
    refused: 0,
    changed: 1,
    restocked: 0,
    results: [{ id: 'mug', result: 'saved' }],
  });
  const look = async () =>
    (
      await app.request(`/v1/stock?key=${tenant.writeKey}&productId=mug`, { headers: { origin: 'https://shop.test' } })
    ).json();
  expect(await look()).toEqual({ productId: 'mug', variantId: null, isSoldOut: true });

  await post('/v1/waitlist', entryRequest('anna@example.com'));
  await runReadyJobs(ctx);
  const confirm = linkIn(sender.sent.at(-1)!.text);
  for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']) {
    await app.request(confirm, { method });
    expect(await statusOf('anna@example.com'), method).toBe('pending');
  }
  expect(await (await app.request(confirm)).text()).toContain('Confirm alert');
  expect(await (await app.request(confirm, { method: 'POST' })).text()).toContain('Your alert is on');
  expect(await statusOf('anna@example.com')).toBe('waiting');

  const answer = await call('POST', '/api/v1/catalog/stock', { stock: [{ productId: 'mug', quantity: 3 }] });
  expect(await answer.json()).toMatchObject({ saved: 1, refused: 0, changed: 1, restocked: 1 });
  expect(await look()).toMatchObject({ isSoldOut: false });
  await runReadyJobs(ctx);
  await advanceRuns(ctx);
  await runReadyJobs(ctx);
  const mail = sender.sent.at(-1)!;
  expect(mail.subject).toBe('Back in stock: Mug');
  const leave = linkIn(mail.text);
  await app.request(leave);
  expect(await statusOf('anna@example.com')).toBe('notified');
  await app.request(leave, { method: 'POST' });
  expect(await statusOf('anna@example.com')).toBe('left');
});

test('the answer is the same, byte for byte, whatever is known of the address', async () => {
  const look = async (email: string, more: object = {}) => {
    const answer = await post('/v1/waitlist', entryRequest(email, more), { origin: 'https://shop.test' });
    return [answer.status, await answer.text(), JSON.stringify([...answer.headers])].join('\n');
  };
  const unknown = await look('unknown@example.com');
  for (const email of ['unknown@example.com', 'anna@example.com', 'ANNA@example.com'])
    expect(await look(email)).toBe(unknown);
  expect(await look('anna@example.com', { productId: 'never heard of' })).toBe(unknown);
});

test('the catalog is not for the public key', async () => {
  const answer = await app.request('/api/v1/catalog/stock', {
    method: 'POST',
    headers: { authorization: `Bearer ${tenant.writeKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ stock: [{ productId: 'mug', quantity: 0 }] }),
  });
  expect([answer.status, await codeOf(answer)]).toEqual([403, 'permission_denied']);
});
