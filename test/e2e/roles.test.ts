import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Queue, Stats } from '@beckon/contract';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@beckon/server/embedded-postgres';
import {
  type RunningBeckon,
  type RunningProcess,
  runBeckon,
  startBeckon,
  startWorker,
} from '@beckon/test-setup/start-beckon';
import { chooseTestFolder } from '@beckon/test-setup/test-folder';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
let postgres: EmbeddedPostgres;
let api: RunningBeckon;
const workers: RunningProcess[] = [];

beforeAll(async () => {
  folder = await chooseTestFolder();
  postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), password: 'roles' });
  api = await startBeckon(join(folder, 'data'), { BECKON_ROLE: 'api', DATABASE_URL: postgres.url });
});

afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  await api?.stop();
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
});

const headers = (key: string) => ({ authorization: `Bearer ${key}`, 'content-type': 'application/json' });

async function read<T>(path: string): Promise<T> {
  return (await (await fetch(`${api.dev.apiUrl}/api/v1${path}`, { headers: headers(api.dev.apiKey) })).json()) as T;
}

async function order(count: number, from: number): Promise<void> {
  const events = Array.from({ length: count }, (_, index) => ({
    id: `order-${from + index}`,
    type: 'placed_order',
    userId: `u${index % 40}`,
    properties: { orderId: String(from + index), total: 100, currency: 'USD' },
  }));
  const answer = await fetch(`${api.dev.apiUrl}/api/v1/events`, {
    method: 'POST',
    headers: headers(api.dev.secretKey),
    body: JSON.stringify({ events }),
  });
  expect(answer.status).toBe(202);
}

test('an API process without a worker stores events, which wait for a worker', async () => {
  await order(100, 0);
  expect(await read<Stats>('/stats')).toMatchObject({ orders: 0 });
});

test.each([
  ['PUT', '/v1/subscribe', 405, 'POST'],
  ['PATCH', '/v1/t', 405, 'OPTIONS, POST'],
  ['DELETE', '/beckon.js', 405, 'GET, HEAD'],
  ['POST', '/nothing', 404, null],
  ['GET', '/nothing', 404, null],
])('the whole server answers %s %s as the API does: %i, allowed are %s', async (method, path, status, allow) => {
  const answer = await fetch(api.dev.apiUrl + path, { method });
  expect([answer.status, answer.headers.get('allow')]).toEqual([status, allow]);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
});

test('two worker processes share the buckets and the work', async () => {
  const env = { DATABASE_URL: postgres.url };
  workers.push(await startWorker(join(folder, 'data'), env), await startWorker(join(folder, 'data'), env));
  await expect.poll(async () => (await read<Stats>('/stats')).orders, { timeout: 20_000 }).toBe(100);
  await expect
    .poll(async () => (await read<Queue>('/queue')).consumers[0], { timeout: 20_000 })
    .toMatchObject({ lag: 0, bucketsLeased: 64 });
  await order(200, 100);
  await expect.poll(async () => (await read<Stats>('/stats')).orders, { timeout: 20_000 }).toBe(300);
});

test('when a worker dies, the other one takes over its buckets within 15 seconds', async () => {
  await workers.shift()!.kill();
  const died = performance.now();
  await order(200, 300);
  await expect.poll(async () => (await read<Stats>('/stats')).orders, { timeout: 20_000, interval: 200 }).toBe(500);
  expect(performance.now() - died).toBeLessThan(15_000);
});

test('doctor finds nothing wrong', async () => {
  const { code, output } = await runBeckon(['doctor'], {
    BECKON_DATA_DIR: join(folder, 'data'),
    DATABASE_URL: postgres.url,
  });
  expect(output).not.toContain('wrong');
  expect(code).toBe(0);
});
