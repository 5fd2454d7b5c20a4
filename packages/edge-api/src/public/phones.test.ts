import { sql } from '@beckon/core/db';
import { applyAll } from '@beckon/core/testing';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const { app, ctx, tenant, clock } = await createTestApi();
await ctx.db.query(sql`update tenants set country = 'DE' where id = ${tenant.id}`);

const phoneOf = async (email: string) => {
  await applyAll(ctx);
  const [row] = await ctx.db.query<{ phone: string | null; firstName: string | null; unread: string | null }>(sql`
    select phone, first_name as "firstName", properties ->> 'unreadPhone' as unread from contacts
    where tenant_id = ${tenant.id} and email = ${email}`);
  return row;
};

const post = (path: string, body: object, authorization: string) =>
  app.request(path, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

test('E7: the API for servers reads numbers in the country of the shop, and warns of those that it cannot read', async () => {
  const events = [
    { id: 'p1', type: 'contact_updated', email: 'a@example.com', properties: { phone: '0301234567' } },
    { id: 'p2', type: 'contact_updated', email: 'b@example.com', properties: { firstName: 'Bo', phone: '0' } },
  ];
  const answer = await post('/api/v1/events', { events }, `Bearer ${tenant.secretKey}`);
  expect(await answer.json()).toMatchObject({
    accepted: 2,
    results: [
      { id: 'p1', result: 'accepted' },
      { id: 'p2', warnings: [expect.stringContaining('no number of the country of the shop (DE)')] },
    ],
  });
  expect(await phoneOf('a@example.com')).toMatchObject({ phone: '+49301234567', unread: null });
  expect(await phoneOf('b@example.com')).toEqual({ phone: null, firstName: 'Bo', unread: '0' });
});

test('E7: the Segment API does the same', async () => {
  const basic = `Basic ${btoa(`${tenant.secretKey}:`)}`;
  const identify = (email: string, phone: unknown) =>
    post('/v1/identify', { userId: email, traits: { email, firstName: 'Cy', phone }, sentAt: clock.now() }, basic);
  for (const phone of ['030/1234567', '1'.repeat(300), { home: '030' }]) {
    const email = `${typeof phone}${String(phone).length}@example.com`;
    expect((await identify(email, phone)).status).toBe(200);
    const read = phone === '030/1234567' ? '+49301234567' : null;
    expect(await phoneOf(email)).toMatchObject({ phone: read, firstName: 'Cy' });
  }
});
