import { spawn } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createDb, sql } from '@beckon/core/db';
import { readLag } from '@beckon/core/log';
import { recountOrders } from '@beckon/core/metrics';
import type { Context, Db } from '@beckon/core/ports';
import { demo } from '@beckon/server/demo/demo-tenant';
import { type RunningBeckon, runBeckon, startBeckon } from '@beckon/test-setup/start-beckon';
import { chooseTestFolder } from '@beckon/test-setup/test-folder';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sendOrders } from './outside-ledger.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const rows = 16_000;

let folder: string;
let file: string;
let beckon: RunningBeckon | undefined;
let stopTraffic: (() => Promise<void>) | undefined;

beforeEach(async () => {
  folder = await chooseTestFolder();
  file = join(folder, 'orders.csv');
  const lines = Array.from({ length: rows }, (_, row) => `c${row % 700},2025-0${(row % 9) + 1}-11,${row % 90}.25,1`);
  await writeFile(file, `customer_id,date,total,item_count\n${lines.join('\n')}\n`);
});

afterEach(async () => {
  await stopTraffic?.();
  await beckon?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Reads the database from outside the product's process. */
async function withDb<T>(work: (db: Db) => Promise<T>): Promise<T> {
  const { databaseUrl } = JSON.parse(await readFile(join(folder, 'running.json'), 'utf8')) as { databaseUrl: string };
  const db = createDb({ url: databaseUrl, monotonic: () => performance.now(), maxConnections: 2 });
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

const asContext = (db: Db) => ({ db, clock: { now: () => new Date() } }) as unknown as Context;

async function untilImporting(): Promise<void> {
  await withDb(async (db) => {
    for (let tries = 0; tries < 600; tries++) {
      if ((await db.query(sql`select 1 from events where source_id = ${demo.importSource} limit 1`)).length > 0) return;
      await pause(20);
    }
    throw new Error('the import did not begin within 12 s');
  });
}

async function untilApplied(): Promise<void> {
  await withDb(async (db) => {
    for (let tries = 0; tries < 600; tries++) {
      const lag = await readLag(asContext(db));
      if (lag.length > 0 && lag.every((consumer) => consumer.lag === 0)) return;
      await pause(100);
    }
    throw new Error('the log was not applied within a minute');
  });
}

async function postmasterPid(): Promise<number> {
  return Number((await readFile(join(folder, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0]);
}

test('acknowledged events survive kill -9 during live traffic and an import, exactly once', async () => {
  beckon = await startBeckon(folder);
  const traffic = sendOrders(() => beckon!.dev, { lines: 4, perRequest: 5 });
  // The import runs in a process of its own, which is killed too.
  const importing = spawn(process.execPath, ['apps/server/src/cli.ts', 'import', 'orders', file, '--currency', 'USD'], {
    cwd: root,
    env: { ...process.env, BECKON_DATA_DIR: folder },
    stdio: 'ignore',
  });
  stopTraffic = () => traffic.stop();
  const killedBy = new Promise((resolve) => importing.once('exit', (_, signal) => resolve(signal)));
  await untilImporting();
  importing.kill('SIGKILL');
  // It was still running.
  expect(await killedBy).toBe('SIGKILL');

  for (const [round, alsoPostgres] of [false, true, false].entries()) {
    await pause(300 + round * 350);
    const postgres = await postmasterPid();
    await beckon.kill();
    if (alsoPostgres) process.kill(postgres, 'SIGKILL');
    beckon = await startBeckon(folder);
  }
  await pause(700);
  await traffic.stop();
  const again = await runBeckon(['import', 'orders', file, '--currency', 'USD'], { BECKON_DATA_DIR: folder });
  expect(again.output).toMatch(/16,000 rows: [1-9][\d,]* added, [1-9][\d,]* already there, 0 rejected/);
  await untilApplied();

  await withDb(async (db) => {
    const stored = await db.query<{ id: string; source_id: string }>(
      sql`select id, source_id from events where source_id <> ${demo.importSource}`,
    );
    const ids = stored.map((row) => row.id);
    expect(new Set(ids).size).toBe(ids.length);
    const inLog = new Set(ids);
    expect([...traffic.acknowledged].filter((id) => !inLog.has(id))).toEqual([]);
    expect(ids.filter((id) => !traffic.sent.has(id))).toEqual([]);
    expect(traffic.acknowledged.size).toBeGreaterThan(200);

    const count = await recountOrders(asContext(db), demo.tenantId);
    expect(count).toMatchObject({ orders: count.ordersInLog, revenue: count.revenueInLog, wrongContacts: 0 });
    expect(count.orders).toBe(ids.length + rows);
    // The sum of the totals, computed from the log independently.
    const [sum] = await db.query<{ orders: number; value: number }>(
      sql`select sum(order_count)::int as orders, sum(lifetime_value)::bigint as value from contacts`,
    );
    expect(sum).toEqual({ orders: count.ordersInLog, value: count.revenueInLog });
  });
  console.log(
    `${traffic.acknowledged.size} live events acknowledged over 3 kills, 0 lost, 0 doubled; ${rows} imported`,
  );
});

test('a clean stop leaves no process behind and keeps the data', async () => {
  beckon = await startBeckon(folder);
  const { dev, pid } = beckon;
  const postgres = await postmasterPid();
  const sent = await fetch(`${dev.apiUrl}/api/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${dev.secretKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      events: [{ id: 'a', type: 'placed_order', userId: 'u', properties: { orderId: '1', total: 5, currency: 'USD' } }],
    }),
  });
  expect(sent.status).toBe(202);
  expect(await beckon.stop()).toBe(0);
  for (const gone of [pid, postgres]) expect(() => process.kill(gone, 0)).toThrow();

  beckon = await startBeckon(folder);
  expect(beckon.dev).toMatchObject({
    writeKey: dev.writeKey,
    secretKey: dev.secretKey,
    apiKey: dev.apiKey,
    adminPassword: dev.adminPassword,
  });
  // The stop may come between the answer and the worker: then the next start applies the event.
  await untilApplied();
  const answer = await fetch(`${beckon.dev.apiUrl}/api/v1/stats`, {
    headers: { authorization: `Bearer ${dev.apiKey}` },
  });
  expect(await answer.json()).toMatchObject({ events: 1, orders: 1 });
});

test('a second start on the same folder and a taken port are refused with a clear message', async () => {
  beckon = await startBeckon(folder);
  const second = await runBeckon(['start'], { BECKON_DATA_DIR: folder, PORT: '0' });
  expect(second).toMatchObject({ code: 1, output: expect.stringContaining('already runs') });
  const { port } = new URL(beckon.dev.apiUrl);
  const other = await runBeckon(['start'], { BECKON_DATA_DIR: join(folder, 'other'), PORT: port });
  expect(other).toMatchObject({ code: 1, output: expect.stringContaining(`port ${port} is taken`) });
});
