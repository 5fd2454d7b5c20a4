import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseTestFolder } from '@beckon/test-setup/test-folder';
import { startEmbeddedPostgres } from '../apps/server/src/postgres/embedded.ts';
import { createDb, migrate, sql } from '../packages/core/src/db/index.ts';
import { readTenant, saveTenant, type Tenant } from '../packages/core/src/tenants/index.ts';

/**
 * `pnpm bench:builder [reads]`: the cost of a plain read of one row built by drizzle, compared with the same statement as
 * text. Both are prepared once and run by the same session.
 */
const reads = Number(process.argv[2] ?? 20_000);
const rounds = 5;

const folder = await chooseTestFolder();
const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), password: 'bench' });
const db = createDb({ url: postgres.url, maxConnections: 1, monotonic: () => performance.now() });
const ctx = { db, clock: { now: () => new Date(0) } } as unknown as Parameters<typeof readTenant>[0];
const tenant: Tenant = {
  id: 'ten_bench',
  name: 'Shop',
  siteUrl: 'https://shop.example',
  currency: 'EUR',
  timezone: 'UTC',
  senderName: 'Shop',
  senderAddress: 'hello@shop.example',
  postalAddress: '1 Harbor Street',
};

const ways: Record<string, () => Promise<unknown>> = {
  'sql tag': () =>
    db.query(sql`
      select id, name, site_url as "siteUrl", currency, timezone, sender_name as "senderName",
        sender_address as "senderAddress", postal_address as "postalAddress"
      from tenants where id = ${tenant.id}`),
  drizzle: () => readTenant(ctx, tenant.id),
};

try {
  await migrate(db);
  await saveTenant(ctx, tenant);
  const spent: Record<string, number[]> = { 'sql tag': [], drizzle: [] };
  // The first round warms both up and does not count.
  for (let round = 0; round <= rounds; round++) {
    for (const [name, read] of Object.entries(ways)) {
      const before = process.cpuUsage();
      for (let at = 0; at < reads; at++) await read();
      const { user, system } = process.cpuUsage(before);
      if (round > 0) spent[name]!.push((user + system) / reads);
    }
  }
  for (const [name, times] of Object.entries(spent)) {
    console.log(`${name}: ${times.toSorted((a, b) => a - b)[rounds >> 1]!.toFixed(0)} µs of processor time a read`);
  }
} finally {
  await db.close();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
