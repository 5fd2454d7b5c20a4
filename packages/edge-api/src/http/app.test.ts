import { problemSchema } from '@beckon/contract';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const { app, log, post, codeOf, get, tenant } = await createTestApi({
  asset: async (request) => (new URL(request.url).pathname === '/tracker.js' ? new Response('built file') : null),
});

test.each([
  ['GET', '/nowhere'],
  ['POST', '/nowhere'],
  ['GET', '/../etc/passwd'],
  ['GET', '/%00'],
])('%s %s is not found, as a problem', async (method, path) => {
  const answer = await app.request(path, { method });
  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  const problem = await answer.json();
  expect(problemSchema.strict().parse(problem)).toMatchObject({ code: 'not_found', status: 404 });
});

test('an unknown call of the admin API is not found', async () => {
  const answer = await get('/api/v1/nowhere');
  expect([answer.status, await codeOf(answer)]).toEqual([404, 'not_found']);
});

test('a NUL in a path names nothing, wherever it stands', async () => {
  for (const [method, path, body] of [
    ['PUT', '/api/v1/messages/%00/topic', '{"topic":null}'],
    ['PUT', '/api/v1/messages/welcome%00/topic', '{"topic":null}'],
    ['GET', '/api/v1/contacts/%00', undefined],
    ['GET', '/admin/%00', undefined],
    ['POST', '/api/auth/%00', '{}'],
  ] as const) {
    const headers = { authorization: `Bearer ${tenant.apiKey}`, 'content-type': 'application/json' };
    const answer = await app.request(path, { method, headers, body: body ?? null });
    expect([answer.status, path]).toEqual([404, path]);
  }
  expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
});

test('built files are served', async () => {
  expect(await (await app.request('/tracker.js')).text()).toBe('built file');
});

test('an internal error is returned without details, and logged without values', async () => {
  const broken = await createTestApi({
    asset: async () => {
      throw new Error('secret detail of anna@example.com');
    },
  });
  const answer = await broken.app.request('/tracker.js');
  expect([answer.status, await answer.text()]).toEqual([500, expect.not.stringContaining('secret')]);
  expect(broken.log.lines).toMatchObject([{ level: 'error', message: 'unexpected error' }]);
  expect(JSON.stringify(broken.log.lines)).not.toContain('anna');
  expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
});

test('figures name routes, never paths', async () => {
  await app.request('/u/secret-token-in-a-path');
  await post('/v1/collect', { events: [{ id: 'a', type: 'page_viewed' }, { id: 'b' }] });
  const figures = await (await app.request('/metrics')).text();
  expect(figures).not.toContain('secret-token');
  expect(figures).toContain('beckon_events_total{result="accepted"} 1');
  expect(figures).toContain('beckon_events_total{result="quarantined"} 1');
  expect(figures).toMatch(/beckon_http_request_seconds_count\{method="POST",route="\/v1\/collect",status="202"\} 1/);
});

test('health says whether the database can be reached', async () => {
  expect((await app.request('/health/live')).status).toBe(200);
  expect(await (await app.request('/health/ready')).json()).toMatchObject({ status: 'ok', stuck: [] });
});
