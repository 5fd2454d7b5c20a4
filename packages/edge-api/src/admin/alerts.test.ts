import type { Alert } from '@beckon/contract';
import { evaluateRules, openAlert, resolveAlert } from '@beckon/core/alerts';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

let took = 0;
const api = await createTestApi({
  signIn: {
    handle: async () => new Response(null, { status: 404 }),
    async userOf() {
      api.clock.advance(took);
      return { id: 'user', tenantId: api.tenant.id, role: 'marketer', email: 'marketer@shop.test' };
    },
    hashPassword: async (password) => password,
  },
});
const { ctx, clock, tenant, call, deps, log } = api;

const openAlerts = async () => (await call<{ data: Alert[] }>('GET', '/alerts?state=open')).body.data;

test('an answer that takes more than 5 s is logged and opens an alert; one of 5 s does not', async () => {
  for (const [milliseconds, opened] of [
    [5_000, []],
    [5_001, ['GET /api/v1/settings']],
  ] as const) {
    took = milliseconds;
    expect((await api.app.request('/api/v1/settings')).status).toBe(200);
    await deps.answers.flush(ctx);
    clock.advance(60_000);
    await evaluateRules(ctx, []);
    expect((await openAlerts()).map(({ cause }) => cause)).toEqual(opened);
  }
  expect(log.lines.filter(({ message }) => message === 'the API answered slowly')).toEqual([
    {
      level: 'warn',
      message: 'the API answered slowly',
      fields: { tenantId: tenant.id, route: 'GET /api/v1/settings', milliseconds: 5_001 },
    },
  ]);
});

test('alerts are read page by page, and their rules are changed', async () => {
  for (const cause of ['one', 'two', 'three']) {
    clock.advance(1);
    await openAlert(ctx, tenant.id, { rule: 'campaign_overdue', cause, text: `Campaign ${cause} is late.` });
  }
  await resolveAlert(ctx, tenant.id, { rule: 'campaign_overdue', cause: 'three' });
  type Page = { data: Alert[]; nextCursor: string | null; open: number };
  const first = await call<Page>('GET', '/alerts?limit=3');
  expect(first.body).toMatchObject({ open: 3 });
  const second = await call<Page>('GET', `/alerts?limit=3&cursor=${first.body.nextCursor}`);
  const causes = [...first.body.data, ...second.body.data].map(({ cause }) => cause);
  expect(causes).toEqual(['two', 'one', 'GET /api/v1/settings', 'three']);
  expect(second.body.nextCursor).toBeNull();
  expect((await call('GET', '/alerts?cursor=made-up')).status).toBe(400);
  expect((await call('PATCH', '/alert-rules/made_up', { isMuted: true })).status).toBe(404);
  expect((await call('PATCH', '/alert-rules/queue_size', {})).status).toBe(400);
  const changed = await call('PATCH', '/alert-rules/queue_size', { threshold: 500 });
  expect(changed.body).toMatchObject({ key: 'queue_size', threshold: 500, defaultThreshold: 10_000 });
});

test('another shop sees none of them', async () => {
  const other = await api.newTenant();
  const answer = await api.app.request('/api/v1/alerts', { headers: { authorization: `Bearer ${other.apiKey}` } });
  expect(await answer.json()).toEqual({ data: [], nextCursor: null, open: 0 });
});
