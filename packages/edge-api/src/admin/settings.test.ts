import type { Problem } from '@beckon/contract';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const { app, get, tenant } = await createTestApi();

const patch = (changes: object) =>
  app.request('/api/v1/settings', {
    method: 'PATCH',
    headers: { authorization: `Bearer ${tenant.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(changes),
  });
const read = async () => (await get('/api/v1/settings')).json();

test('settings can be changed one by one, and the others stay', async () => {
  const before = await read();
  expect(before).toMatchObject({
    currency: 'USD',
    weeklyCap: 3,
    quietFrom: '20:00',
    quietUntil: '09:00',
    cartIdleSeconds: 3600,
    optIn: 'double',
  });
  const changes = {
    name: 'Third Floor',
    senderName: 'Third Floor',
    senderAddress: 'hello@third.example',
    postalAddress: '12 Harbor Street, Portland',
    currency: 'EUR',
    timezone: 'Europe/Berlin',
    country: 'DE',
    weeklyCap: 5,
    quietFrom: '21:30',
    quietUntil: '08:00',
    cartIdleSeconds: 1800,
    optIn: 'single',
    smsPerSecond: 1,
    linkHosts: ['www.instagram.com', 'xn--bcher-kva.example'],
  };
  for (const [name, value] of Object.entries(changes)) {
    expect((await patch({ [name]: value })).status, name).toBe(200);
  }
  expect(await read()).toEqual({ ...(before as object), ...changes });
});

test('each field that is wrong is named', async () => {
  const before = await read();
  const wrong = {
    name: '',
    siteUrl: 'shop',
    senderName: 'Shop\nBcc: a@b.example',
    senderAddress: 'shop',
    currency: 'EURO',
    country: 'XX',
    weeklyCap: 0,
    quietFrom: '24:00',
    optIn: 'none',
    smsPerSecond: 0,
    linkHosts: ['shop.example', 'shop.example'],
  };
  const answer = await patch(wrong);
  expect(answer.status).toBe(400);
  const { errors } = (await answer.json()) as Problem;
  expect(errors!.map(({ path }) => path).sort()).toEqual(Object.keys(wrong).sort());
  for (const timezone of ['Mars/Olympus', 'europe/berlin', '+02:00', "'"]) {
    const refused = (await (await patch({ name: 'Other', timezone })).json()) as Problem;
    expect(refused.errors, timezone).toMatchObject([{ path: 'timezone' }]);
  }
  expect((await patch({})).status).toBe(400);
  expect((await patch({ unknown: 1 })).status).toBe(400);
  expect(await read()).toEqual(before);
});

test.each(['https://shop.test/\r\nBcc: all@shop.test', 'https://shop.test/\0', 'javascript:alert(1)'])(
  'the website cannot be %j',
  async (siteUrl) => {
    expect((await patch({ siteUrl })).status).toBe(400);
  },
);

test.each([
  'https://a.example',
  'a.example/path',
  'a.example:443',
  '*.example',
  'localhost',
  '10.0.0.1',
  '',
  'a..b',
  49,
])('a host of links cannot be %j', async (host) => {
  const refused = await patch({ linkHosts: ['a.example', host] });
  expect(refused.status).toBe(400);
  expect(((await refused.json()) as Problem).errors).toMatchObject([{ path: 'linkHosts.1' }]);
});

test.each(['de', 'DEU', 'EU', 'UK', '', 49])('the country cannot be %j; null takes it away', async (country) => {
  expect((await patch({ country: 'DE' })).status).toBe(200);
  const refused = await patch({ country });
  expect(refused.status).toBe(400);
  expect(((await refused.json()) as Problem).errors).toMatchObject([{ path: 'country' }]);
  expect(await read()).toMatchObject({ country: 'DE' });
  expect((await patch({ country: null })).status).toBe(200);
  expect(await read()).toMatchObject({ country: null });
});
