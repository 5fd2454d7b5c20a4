import { type ChildProcess, spawn } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testServerUrl } from '@beckon/core/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Beckon, type Shop, startBeckon } from './index.ts';

let beckon: Beckon;
beforeAll(async () => {
  beckon = await startBeckon({ postgresUrl: testServerUrl() });
});
afterAll(() => beckon?.close());

const mug = { id: 'mug', title: 'Mug', url: 'https://shop.test/mug', price: 1_200, currency: 'EUR' };

async function leaveCart(shop: Shop, email: string): Promise<string[]> {
  const shopper = shop.shopper({ email });
  await shopper.grants('email', 'marketing');
  await shopper.addsToCart({ productId: 'mug' });
  await shop.advance('1d');
  return shop.outbox.mails().map(({ to, at }) => `${to} ${at}`);
}

test('shops that run at the same time have clocks, contacts and mails of their own', async () => {
  const nows = ['2025-01-06T10:00:00Z', '2026-07-06T10:00:00Z'];
  const got = await Promise.all(
    nows.map(async (now, index) => {
      await using shop = await beckon.newShop({ now, flows: ['cart_recovery'], products: [mug] });
      return await leaveCart(shop, `shopper-${index}@example.com`);
    }),
  );
  expect(got).toEqual([
    ['shopper-0@example.com 2025-01-06T11:00:00.000Z'],
    ['shopper-1@example.com 2026-07-06T11:00:00.000Z'],
  ]);
});

test('another process can open shops on the same Postgres, and removes what it made', async () => {
  const other = await startBeckon({ postgresUrl: beckon.postgresUrl });
  const [theirs, ours] = await Promise.all([other.newShop(), beckon.newShop()]);
  await theirs!.shopper({ email: 'anna@example.com' }).grants('email');
  expect((await ours!.api.listContacts()).data).toEqual([]);
  expect((await theirs!.api.listContacts()).data.map(({ email }) => email)).toEqual(['anna@example.com']);
  await other.close();
  await ours!.shopper({ email: 'ben@example.com' }).grants('email');
  expect((await ours!.api.listContacts()).data.length).toBe(1);
  await ours!.close();
});

/** Starts a Beckon in a process of its own, and answers where its Postgres is. */
async function startElsewhere(after: string): Promise<{ child: ChildProcess; folder: string; pid: number }> {
  const index = JSON.stringify(new URL('./index.ts', import.meta.url).href);
  const script = `
    import { setTimeout } from 'node:timers/promises';
    const { startBeckon } = await import(${index});
    const beckon = await startBeckon();
    const { createDb } = await import('@beckon/core/db');
    const db = createDb({ url: beckon.postgresUrl, maxConnections: 1, monotonic: () => performance.now() });
    const [row] = await db.query({ text: 'show data_directory', values: [] });
    await db.close();
    console.log(row.data_directory);
    ${after}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const dataDir = await new Promise<string>((resolve, reject) => {
    child.stdout!.once('data', (text) => resolve(String(text).trim()));
    child.once('exit', (code) => reject(new Error(`it ended with ${code}`)));
  });
  const pid = Number((await readFile(join(dataDir, 'postmaster.pid'), 'utf8')).split('\n')[0]);
  return { child, folder: join(dataDir, '..'), pid };
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('a test process that is killed leaves nothing: no Postgres, no folder', async () => {
  const { child, folder, pid } = await startElsewhere('await setTimeout(60_000);');
  expect([await exists(folder), isAlive(pid)]).toEqual([true, true]);
  child.kill('SIGKILL');
  await expect.poll(() => exists(folder), { timeout: 20_000 }).toBe(false);
  await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false);
}, 90_000);

test('a process that has closed its Beckon ends by itself', async () => {
  const { child, folder, pid } = await startElsewhere('await beckon.close();');
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
  expect([await exists(folder), isAlive(pid)]).toEqual([false, false]);
}, 90_000);
