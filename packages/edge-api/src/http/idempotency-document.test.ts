import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { type Endpoint, endpoints, idempotencyLimits, type ProblemCode, problems } from '@beckon/contract';
import { sql } from '@beckon/core/db';
import { afterAll, expect, test } from 'vitest';
import { serveOnNode } from '../node.ts';
import { createTestApi } from '../testing/test-api.ts';

const { app, ctx, tenant } = await createTestApi();
const page = await readFile(new URL('../../../../docs/idempotency-keys.md', import.meta.url), 'utf8');
const snippets = Object.fromEntries(
  [...page.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, language, code]) => [language!, code!]),
);
const server = await serveOnNode(app, { port: 0, host: '127.0.0.1' });
afterAll(() => server.close());
const env = { API: `http://127.0.0.1:${server.port}`, API_KEY: tenant.apiKey };

const countSegments = async () =>
  (await ctx.db.query<{ n: number }>(sql`select count(*)::int as n from segments where tenant_id = ${tenant.id}`))[0]!
    .n;

test('every snippet of the page is run here', () => {
  expect(Object.keys(snippets)).toEqual(['sh', 'js']);
});

test('the command creates one segment, however often it is run', async () => {
  const command = `${snippets.sh!.trim()} --silent --include`;
  const runCommand = async () =>
    (await promisify(execFile)('bash', ['-c', command], { env: { ...process.env, ...env } })).stdout;
  const first = await runCommand();
  const again = await runCommand();
  expect(first).toContain('HTTP/1.1 201');
  expect(first.toLowerCase()).not.toContain('idempotent-replayed');
  expect(again).toMatch(/^idempotent-replayed: true/im);
  expect(again.split('\r\n\r\n')[1]).toBe(first.split('\r\n\r\n')[1]);
  expect(await countSegments()).toBe(1);
});

test('the program repeats a call whose answer was lost, and it is executed once', async () => {
  const before = await countSegments();
  const replayed: (string | null)[] = [];
  const losing: typeof fetch = async (...call) => {
    const answer = await fetch(...call);
    replayed.push(answer.headers.get('idempotent-replayed'));
    if (replayed.length === 1) throw new TypeError('the connection was lost');
    return answer;
  };
  const post = new Function('fetch', 'process', 'setTimeout', `${snippets.js}; return post;`)(
    losing,
    { env },
    (resolve: () => void) => setTimeout(resolve, 1),
  ) as (path: string, body: object) => Promise<Response>;
  const answer = await post('/api/v1/segments', { name: 'Regulars', definition: null });
  expect([answer.status, replayed]).toEqual([201, [null, 'true']]);
  expect(await countSegments()).toBe(before + 1);
  expect((await post('/api/v1/segments', { name: 5 })).status).toBe(400);
});

test('the page names every error, the limits, and each call that is different', () => {
  for (const code of Object.keys(problems).filter((each) => each.includes('idempotency')) as ProblemCode[]) {
    expect(page).toContain(`| ${problems[code].status} | \`${code}\` |`);
  }
  const { answerBytes, keys, hours, keyLength } = idempotencyLimits;
  for (const text of [`${answerBytes.toLocaleString('en')} bytes`, `${keys.toLocaleString('en')} keys`]) {
    expect(page).toContain(text);
  }
  for (const text of [`${hours} hours`, `1 to ${keyLength} visible`]) expect(page).toContain(text);
  const rows = Object.values<Endpoint>(endpoints).flatMap(({ method, path, afterCrash, withoutIdempotencyKey }) => {
    const text = afterCrash ?? withoutIdempotencyKey;
    return text ? [`| \`${method.toUpperCase()} ${path}\` | ${text[0]!.toUpperCase()}${text.slice(1)} |`] : [];
  });
  expect(rows.filter((row) => !page.includes(row))).toEqual([]);
  expect(page.match(/^\| `(?:POST|PATCH) /gm)).toHaveLength(rows.length);
});
