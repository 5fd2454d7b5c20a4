import { applyAll, collect } from '@beckon/core/testing';
import { beforeAll, expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const api = await createTestApi();
const { app, ctx, tenant } = api;

beforeAll(async () => {
  const items = [{ productId: '=HYPERLINK("https://evil.test")', title: '@SUM(A1:A9)', quantity: 2, price: 1_250 }];
  await collect(ctx, tenant.server, [
    {
      id: '1',
      type: 'placed_order',
      userId: 'anna',
      properties: { orderId: '1', total: 2_500, currency: 'USD', items },
    },
  ]);
  await applyAll(ctx);
});

const ask = (path: string, headers: Record<string, string> = {}) =>
  app.request(`/api/v1/reports/${path}`, { headers: { authorization: `Bearer ${tenant.apiKey}`, ...headers } });

const paths = ['cohorts', 'rfm', 'revenue', 'growth', 'deliverability'];

test('every report is JSON, and a file of CSV with the same columns in each row', async () => {
  for (const path of paths) {
    const json = await ask(path);
    expect([path, json.status]).toEqual([path, 200]);
    expect(await json.json(), path).toMatchObject({ to: '2026-03-01', timezone: 'UTC', nextCursor: null });
    for (const answer of [await ask(path, { accept: 'text/csv' }), await ask(`${path}?format=csv`)]) {
      expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
      expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${path}.csv"`);
      const lines = (await answer.text()).split('\r\n');
      expect(lines.at(-1), path).toBe('');
    }
    expect((await ask(`${path}?format=json`, { accept: 'text/csv' })).headers.get('content-type')).toBe(
      'application/json',
    );
    expect((await ask(path, { accept: 'application/json, text/csv' })).headers.get('content-type')).toBe(
      'application/json',
    );
  }
});

test('no spreadsheet computes what a shop’s products are called; numbers stay numbers', async () => {
  const [, row] = (await (await ask('revenue?format=csv')).text()).split('\r\n');
  expect(row).toBe(`"'=HYPERLINK(""https://evil.test"")",'@SUM(A1:A9),USD,2,1,2500,0`);
});

test('a funnel is asked for by a body, and can be CSV too', async () => {
  const body = JSON.stringify({
    steps: [{ event: 'placed_order' }, { event: 'placed_order' }],
    within: { amount: 1, unit: 'days' },
  });
  const post = (path: string) =>
    app.request(`/api/v1/reports/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tenant.apiKey}`, 'content-type': 'application/json' },
      body,
    });
  expect(await (await post('funnel')).json()).toMatchObject({ data: [{ people: 1 }, { people: 0, fromFirst: 0 }] });
  // The byte order mark is taken off when the text is read.
  expect(await (await post('funnel?format=csv')).text()).toBe(
    'step,event,people,from_previous,from_first\r\n1,placed_order,1,,1\r\n2,placed_order,0,0,0\r\n',
  );
});

test('days that are none are refused, and so is a caller without the permission', async () => {
  for (const query of ['from=2026-02-30', 'from=2026-03-02&to=2026-03-01', 'from=yesterday', 'format=xlsx', 'days=3'])
    expect((await ask(`growth?${query}`)).status, query).toBe(400);
  const support = await app.request('/api/v1/reports/growth', {
    headers: { cookie: `user=${tenant.id} role=support` },
  });
  expect(support.status).toBe(403);
});
