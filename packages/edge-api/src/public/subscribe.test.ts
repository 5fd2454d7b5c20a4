import { makeToken, suppress } from '@beckon/core/consent';
import { sql } from '@beckon/core/db';
import { runReadyJobs } from '@beckon/core/testing';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const api = await createTestApi({ limits: { subscribePerAddress: { perSecond: 1, burst: 10_000 } } });
const { app, ctx, sender, tenant, post, codeOf } = api;
const form = (email: string, more: object = {}) => ({ email, wordingVersion: 'v1', wording: 'News, please.', ...more });
const subscribe = (body: unknown, headers?: Record<string, string>) => post('/v1/subscribe', body, headers);

test('the answer is the same, byte for byte, whatever is known of the address', async () => {
  const join = async (email: string) => {
    await subscribe(form(email));
    await runReadyJobs(ctx);
    const mail = sender.sent.findLast(({ to }) => to.address === email)!;
    await app.request(new URL(/https:\/\/\S+\/c\/[\w.-]+/.exec(mail.text)![0]).pathname, { method: 'POST' });
  };
  await join('member@example.com');
  await join('left@example.com');
  const [left] = await ctx.db.query<{ id: string }>(sql`select id from contacts where email = 'left@example.com'`);
  await app.request(`/u/${makeToken(ctx, 'unsubscribe', tenant.id, left!.id)}`, { method: 'POST' });
  await suppress(ctx, tenant.id, 'email', 'stopped@example.com', 'never_again');

  const look = async (email: string, more: object = {}) => {
    const answer = await subscribe(form(email, more), { origin: 'https://shop.test' });
    return [answer.status, await answer.text(), JSON.stringify([...answer.headers])].join('\n');
  };
  const unknown = await look('unknown@example.com');
  for (const email of ['unknown', 'member', 'left', 'stopped', 'MEMBER']) {
    expect(await look(`${email}@example.com`), email).toBe(unknown);
  }
  expect(await look('robot@example.com', { website: 'https://spam.test' })).toBe(unknown);
  expect(unknown).toMatch(/^202\n\{"status":"pending"\}/);
});

test('the key may stand in the body', async () => {
  const answer = await app.request('/v1/subscribe', {
    method: 'POST',
    body: JSON.stringify(form('body.key@example.com', { key: tenant.writeKey })),
  });
  expect(answer.status).toBe(202);
});

test.each<[string, unknown, number, string]>([
  ['no address', form('nobody'), 400, 'validation_failed'],
  ['no consent text', { email: 'a@example.com' }, 400, 'validation_failed'],
  ['a number for a name', form('a@example.com', { firstName: 7 }), 400, 'validation_failed'],
  ['a NUL character', form('a@example.com', { firstName: 'a\0' }), 400, 'validation_failed'],
  ['half of a surrogate pair', form('a@example.com', { pageUrl: '\ud800' }), 400, 'validation_failed'],
  ['a key with a NUL character', form('a@example.com', { key: 'pk_\0' }), 400, 'validation_failed'],
  ['no JSON', 'email=a@example.com', 400, 'bad_json'],
  ['too much', JSON.stringify(form('a@example.com', { note: 'x'.repeat(20_000) })), 413, 'body_too_large'],
])('%s is refused with a readable problem', async (_, body, status, code) => {
  const answer = await subscribe(body);
  expect([answer.status, await codeOf(answer)]).toEqual([status, code]);
});

test('evidence holds the network, not the address, of who sent the form', async () => {
  await subscribe(form('evidence@example.com'), { 'user-agent': 'Browser/1', origin: 'https://shop.test' });
  const [row] = await ctx.db.query<{ evidence: object }>(sql`
    select s.evidence from sign_ups s join contacts c on c.id = s.contact_id where c.email = 'evidence@example.com'`);
  expect(row!.evidence).toMatchObject({
    ipPrefix: '203.0.113.0/24',
    userAgent: 'Browser/1',
    origin: 'https://shop.test',
    wording: 'News, please.',
  });
  expect(JSON.stringify(row)).not.toContain('203.0.113.7');
});

test('a flood of forms from one network is stopped', async () => {
  const limited = await createTestApi({ limits: { subscribePerAddress: { perSecond: 0.5, burst: 3 } } });
  const statuses = [];
  for (let number = 0; number < 5; number++) {
    statuses.push((await limited.post('/v1/subscribe', form(`p${number}@example.com`))).status);
  }
  expect(statuses).toEqual([202, 202, 202, 429, 429]);
  const refused = await limited.post('/v1/subscribe', form('p@example.com'));
  expect(refused.headers.get('retry-after')).toBe('2');
});
