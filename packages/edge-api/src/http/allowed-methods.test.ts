import { endpoints, segmentCalls } from '@beckon/contract';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const { app, tenant } = await createTestApi({
  asset: async (request) => (new URL(request.url).pathname === '/beckon.js' ? new Response('') : null),
});

const ask = (method: string, path: string) =>
  app.request(path, { method, headers: { authorization: `Bearer ${tenant.apiKey}` } });

const allMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'];
const known = new Map<string, Set<string>>();
for (const { method, path, shortPath } of Object.values<{ method: string; path: string; shortPath?: string }>(
  endpoints,
)) {
  for (const name of [path, ...(shortPath ? [shortPath] : [])]) {
    const filled = name.replace(/\{\w+\}/g, 'src_1');
    known.set(filled, (known.get(filled) ?? new Set()).add(method.toUpperCase()));
  }
}

test.each([...known])('%s answers other methods than its own with 405 and says which', async (path, methods) => {
  const allowed = new Set([...methods, ...(methods.has('GET') ? ['HEAD'] : [])]);
  for (const method of allMethods.filter((method) => !allowed.has(method))) {
    const answer = await ask(method, path);
    expect([method, answer.status]).toEqual([method, 405]);
    const said = answer.headers.get('allow')!.split(', ');
    expect(said.filter((name) => name !== 'OPTIONS')).toEqual([...allowed].toSorted());
    expect(await answer.json()).toMatchObject({ code: 'method_not_allowed' });
  }
});

test.each([
  ['DELETE', '/health/live', 'GET, HEAD'],
  ['POST', '/openapi.json', 'GET, HEAD'],
  ['PUT', '/beckon.js', 'GET, HEAD'],
  ['GET', '/v1/track', 'OPTIONS, POST'],
  ['HEAD', '/v1/collect', 'POST'],
  ['DELETE', '/api/auth/get-session', 'GET, HEAD, POST'],
])('%s %s may be %s', async (method, path, allow) => {
  const answer = await ask(method, path);
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
});

test('a path that is not there is not found, by any method', async () => {
  for (const method of allMethods) {
    for (const path of ['/v1/nothing', '/api/v1/nothing', '/nothing.js', `/v1/${Object.keys(segmentCalls)[0]}/more`]) {
      const answer = await ask(method, path);
      expect([method, path, answer.status, answer.headers.get('allow')]).toEqual([method, path, 404, null]);
    }
  }
});
