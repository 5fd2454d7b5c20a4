import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestClock } from '@beckon/core/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ids } from '../system.ts';
import { forgetTexts, openPhone, type Phone } from './phone.ts';
import { phoneRoutes } from './phone-routes.ts';

const tenantId = 'ten_06d9r7zv7w7h3e1k5m2n4p6q8s';
const number = '+4915112345678';
let dir: string;
let phone: Phone;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'phone-'));
  phone = await openPhone(dir, { clock: new TestClock(), ids });
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const send = (text: string, to = number) => phone.senderOf(tenantId).send({ vendorKey: 'a', to, text });
type Receive = Parameters<typeof phoneRoutes>[0]['receive'];
const open = (receive: Receive = async () => 'other') => phoneRoutes({ phone, mayRead: async () => true, receive });

test('a text is shown as on a phone, with a link to follow, its segments, and nothing that it could inject', async () => {
  await send('<b>20% off</b>\nOpt out: https://beckon.test/s/abc');
  const page = await (await open().request(`/phone/${tenantId}/${encodeURIComponent(number)}`)).text();
  expect(page).toContain('&lt;b&gt;20% off');
  expect(page).toContain('<a href="https://beckon.test/s/abc" target="_blank" rel="noreferrer">');
  expect(page).toContain('1 segment, GSM-7');
  expect(await (await open().request('/phone')).text()).toContain(number);
});

test('the form answers as the shopper would, and the phone tells what was understood', async () => {
  await send('20% off');
  const received: unknown[] = [];
  const app = open(async (...given) => {
    received.push(given);
    return 'stop';
  });
  const path = `/phone/${tenantId}/${encodeURIComponent(number)}`;
  const answer = (headers = {}) =>
    app.request(path, { method: 'POST', body: new URLSearchParams({ text: 'Stop!' }), headers });
  expect((await answer({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await answer()).headers.get('location')).toBe(path);
  expect(received).toEqual([[tenantId, { from: number, to: '+15550100', text: 'Stop!' }]]);
  expect(await (await app.request(path)).text()).toContain('Understood as STOP');
  const listed = await app.request('/phone', { headers: { accept: 'application/json' } });
  expect(await listed.json()).toMatchObject({
    data: [
      { direction: 'to_shopper', text: '20% off', understoodAs: null },
      { direction: 'from_shopper', text: 'Stop!', understoodAs: 'stop' },
    ],
  });
  expect((await app.request(`/phone/${tenantId}/+1999`, { method: 'POST', body: new URLSearchParams() })).status).toBe(
    404,
  );
});

test('texts are shown, answered and cleared only by those who may', async () => {
  await send('20% off');
  const app = phoneRoutes({ phone, mayRead: async () => false, receive: async () => 'other' });
  const path = `/phone/${tenantId}/${encodeURIComponent(number)}`;
  for (const [method, at] of [
    ['GET', '/phone'],
    ['GET', path],
    ['POST', path],
    ['DELETE', '/phone'],
  ] as const) {
    const answer = await app.request(at, { method, headers: { accept: 'application/json' } });
    expect([answer.status, await answer.text()], at).toEqual([401, expect.not.stringContaining('20% off')]);
  }
  expect(await phone.list()).toHaveLength(1);
});

test('a number can be forgotten: its texts go, those of others stay', async () => {
  await send('one');
  await send('two', '+4915100000000');
  await forgetTexts(dir, number);
  expect(await phone.list()).toMatchObject([{ text: 'two' }]);
});
