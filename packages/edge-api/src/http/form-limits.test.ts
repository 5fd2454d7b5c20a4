import { createECDH, randomBytes } from 'node:crypto';
import { endpoints } from '@beckon/contract';
import { runReadyJobs } from '@beckon/core/testing';
import { expect, test } from 'vitest';
import type { RateLimits } from '../deps.ts';
import { createTestApi } from '../testing/test-api.ts';
import { clientAddress } from './client-address.ts';

const agreed = { wordingVersion: 'v1', wording: 'News, please.' };
const keys = () => ({
  p256dh: createECDH('prime256v1').generateKeys().toString('base64url'),
  auth: randomBytes(16).toString('base64url'),
});

/** Every call that a form makes, as an attacker who floods would send it. */
const calls: [string, (number: number) => object][] = [
  ['/v1/subscribe', (number) => ({ email: `s${number}@example.com`, ...agreed })],
  ['/v1/waitlist', (number) => ({ email: `w${number}@example.com`, productId: 'mug', ...agreed })],
  ['/v1/push/subscribe', (number) => ({ endpoint: `https://push.test/${number}`, ...keys(), ...agreed })],
];
/** What people do about their own data. None of these has a right to what it names; a limit answers before that. */
const rights: [string, object][] = [
  [endpoints.sendPreferencesLink.path, { email: 'anna@example.com' }],
  [endpoints.unsubscribePush.path, { endpoint: 'https://push.test/1' }],
  [endpoints.readPreferences.path, { token: 'none' }],
  [
    endpoints.changePreferences.path,
    { token: 'none', change: { endLinks: true, wordingVersion: 'v1', wording: 'News' } },
  ],
  [endpoints.changeEmail.path, { token: 'none', newEmail: 'b@example.com' }],
  [endpoints.exportOwnData.path, { token: 'none' }],
  [endpoints.eraseOwnData.path, { token: 'none', confirm: 'erase' }],
];

/** An API behind `hops` proxies of ours; `socket` is who opened the connection. */
async function openApi(limits: Partial<RateLimits>, hops = 0) {
  const from = { socket: '203.0.113.7' };
  const api = await createTestApi({
    limits,
    clientAddress: (request) => clientAddress(from.socket, request.headers.get('x-forwarded-for'), hops),
  });
  let sent = 0;
  const send = (headers?: Record<string, string>, call = sent) => {
    const [path, body] = calls[call % calls.length]!;
    return api.post(path, body(++sent), headers);
  };
  return { ...api, from, send };
}

test('all calls of forms share the allowance of a network', async () => {
  const { send, clock } = await openApi({ formsPerNetwork: { perSecond: 0.5, burst: calls.length } });
  for (const _ of calls) expect((await send()).status).toBeLessThan(300);
  for (const [index] of calls.entries()) {
    const refused = await send({}, index);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '2']);
    expect(await refused.json()).toMatchObject({ code: 'rate_limited' });
  }
  clock.advance(2_000);
  expect((await send()).status).toBeLessThan(300);
  expect((await send()).status).toBe(429);
});

test('a flood of sign-ups leaves the way to one’s rights open, from the same network too', async () => {
  const api = await openApi({
    formsPerNetwork: { perSecond: 0.5, burst: 10 },
    formsPerTenant: { perSecond: 0.5, burst: 10 },
    lookupsPerNetwork: { perSecond: 0.5, burst: 50 },
    unchallengedPerNetwork: { perSecond: 0.5, burst: 10 },
    unchallengedPerTenant: { perSecond: 0.5, burst: 10 },
  });
  const flood: number[] = [];
  for (let call = 0; call < 60; call++) flood.push((await api.send()).status);
  expect(flood.slice(10)).toEqual(Array(50).fill(429));
  for (const [path, body] of rights) {
    const answer = await api.post(path, body);
    expect([200, 202, 403], `${path} ${answer.status}`).toContain(answer.status);
  }
  expect(
    (await api.app.request('/p/no-token', { method: 'POST', body: new URLSearchParams({ action: 'export' }) })).status,
  ).toBe(403);
  expect((await api.app.request('/u/no-token', { method: 'POST' })).status).toBe(403);
  expect((await api.send()).status).toBe(429);
});

test('the calls of rights share an allowance too', async () => {
  const { post } = await openApi({ formsPerNetwork: { perSecond: 0.5, burst: rights.length } });
  for (const [path, body] of rights) expect((await post(path, body)).status, path).not.toBe(429);
  for (const [path, body] of rights) expect((await post(path, body)).status, path).toBe(429);
});

test('another network and another shop have an allowance of their own', async () => {
  const api = await openApi({ formsPerNetwork: { perSecond: 0.5, burst: 1 } });
  expect((await api.send()).status).toBe(202);
  expect((await api.send()).status).toBe(429);
  const other = await api.newTenant();
  const elsewhere = await api.app.request(`/v1/subscribe?key=${other.writeKey}`, {
    method: 'POST',
    body: JSON.stringify({ email: 'a@example.com', ...agreed, formToken: api.formToken(other.id) }),
  });
  expect(elsewhere.status).toBe(202);
  api.from.socket = '198.51.100.7';
  expect((await api.send()).status).toBeLessThan(300);
});

test.each<[string, number, (claim: string) => string]>([
  ['no proxy of ours in front', 0, (claim) => claim],
  ['one proxy', 1, (claim) => `${claim}, 203.0.113.9`],
  ['two proxies', 2, (claim) => `${claim}, 203.0.113.200, 10.0.0.2`],
])('with %s no forged X-Forwarded-For resets the allowance', async (_, hops, header) => {
  const { send } = await openApi({ formsPerNetwork: { perSecond: 0.01, burst: 3 } }, hops);
  const statuses = [];
  for (let number = 0; number < 12; number++) {
    const claims = [`198.51.${number}.7`, `2001:db8:${number}::1`, 'nonsense', '', `1.1.1.${number}, 9.9.${number}.9`];
    statuses.push((await send({ 'x-forwarded-for': header(claims[number % claims.length]!) })).status);
  }
  expect(statuses.filter((status) => status < 300)).toHaveLength(3);
  expect(statuses.slice(3)).toEqual(Array<number>(9).fill(429));
});

test('a shop has a brake of its own, whatever networks a flood comes from', async () => {
  const { send, from } = await openApi({ formsPerTenant: { perSecond: 0.25, burst: 4 } });
  const answers = [];
  for (let number = 0; number < 6; number++) {
    from.socket = `198.51.${number}.7`;
    answers.push(await send());
  }
  expect(answers.map(({ status }) => status >= 300)).toEqual([false, false, false, false, true, true]);
  expect([answers.at(-1)!.status, answers.at(-1)!.headers.get('retry-after')]).toEqual([429, '4']);
});

test('what a network sends beyond its own allowance does not brake the shop', async () => {
  const { send, from } = await openApi({
    formsPerNetwork: { perSecond: 0.01, burst: 2 },
    formsPerTenant: { perSecond: 0.01, burst: 4 },
  });
  for (let number = 0; number < 20; number++) await send();
  from.socket = '198.51.100.7';
  expect((await send()).status).toBeLessThan(300);
});

const mailing: typeof calls = [
  ...calls.slice(0, 2),
  [endpoints.sendPreferencesLink.path, (number) => ({ email: `p${number}@example.com` })],
];

test('a hundred requests at once for one address bring the mails of one day, however it is spelled', async () => {
  const generous = { perSecond: 1, burst: 10_000 };
  const { post, ctx, sender } = await openApi({ formsPerNetwork: generous });
  const spellings = ['anna@gmail.com', 'a.nna@gmail.com', 'anna+shop@gmail.com', 'ANNA@googlemail.com'];
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, number) => {
      const [path, body] = mailing[number % 3]!;
      const email = spellings[number % spellings.length];
      return post(path, { ...body(number), email, submissionId: `s${number}` });
    }),
  );
  // On a busy machine some time out waiting for a connection, with an error; all others get the same response.
  const told = await Promise.all(answers.map(async (answer) => `${answer.status} ${await answer.text()}`));
  expect(new Set(told.filter((text) => !text.startsWith('503')))).toEqual(new Set(['202 {"status":"pending"}']));
  while ((await runReadyJobs(ctx)).length > 0);
  // One sign-up, three waitlists, one link to the preferences.
  expect(sender.sent).toHaveLength(5);
});

test('a thousand requests for one mailbox over forty days bring the mails that it may get', async () => {
  const { post, ctx, sender, clock, from } = await openApi({});
  const spellings = ['anna@gmail.com', 'a.nna@gmail.com', 'anna+shop@gmail.com', 'ANNA@googlemail.com'];
  for (let day = 0; day < 40; day++) {
    // From everywhere, so that no limit by network helps.
    from.socket = `198.51.${day}.7`;
    await Promise.all(
      Array.from({ length: 25 }, (_, number) => {
        const [path, body] = mailing[number % 3]!;
        return post(path, { ...body(number), email: spellings[number % spellings.length] });
      }),
    );
    while ((await runReadyJobs(ctx)).length > 0);
    clock.advance(24 * 60 * 60 * 1_000);
  }
  // Of sign-ups and of links to the preferences three in thirty days, and again thirty days later; of waitlists six.
  expect(sender.sent).toHaveLength(2 * (3 + 3 + 6));
});
