import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunningBeckon, startBeckon } from '@beckon/test-setup/start-beckon';
import { chooseTestFolder } from '@beckon/test-setup/test-folder';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder: string;
let beckon: RunningBeckon;

beforeEach(async () => {
  folder = await chooseTestFolder();
  beckon = await startBeckon(folder);
});

afterEach(async () => {
  await beckon.stop();
  await rm(folder, { recursive: true, force: true });
});

async function collect(id: string): Promise<Response> {
  return fetch(`${beckon.dev.apiUrl}/v1/collect?key=${beckon.dev.writeKey}`, {
    method: 'POST',
    body: JSON.stringify({ events: [{ id, type: 'page_viewed' }] }),
  });
}

test('when Postgres is killed, the process stays up, answers 503 and recovers on its own', async () => {
  expect((await collect('before')).status).toBe(202);
  const pid = Number((await readFile(join(folder, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0]);
  process.kill(pid, 'SIGKILL');

  const away = await collect('while away');
  if (away.status !== 202) {
    expect(away.status).toBe(503);
    expect(Number(away.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await away.json()).toMatchObject({ code: 'database_unavailable' });
  }
  expect((await fetch(`${beckon.dev.apiUrl}/health/live`)).status).toBe(200);
  await expect.poll(async () => (await collect('after')).status, { timeout: 20_000, interval: 200 }).toBe(202);
  expect(await (await collect('before')).json()).toMatchObject({ duplicates: 1 });
  await expect
    .poll(async () => (await fetch(`${beckon.dev.apiUrl}/health/ready`)).status, { timeout: 10_000 })
    .toBe(200);
});
