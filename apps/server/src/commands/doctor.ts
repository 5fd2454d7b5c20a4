import { verifyLedger } from '@beckon/core/consent';
import { assertDurable, migrate, sql } from '@beckon/core/db';
import { readLag } from '@beckon/core/log';
import { recountOrders } from '@beckon/core/metrics';
import type { Context } from '@beckon/core/ports';
import type { Config } from '../config.ts';
import { demo } from '../demo/demo-tenant.ts';
import { checkRetention, checkSearch } from './doctor-size.ts';
import { withDatabase } from './with-database.ts';

type Check = { name: string; run(ctx: Context): Promise<string> };

/** Each check says what it found, or throws what is wrong and what to do. */
const checks: Check[] = [
  {
    name: 'database',
    async run(ctx) {
      const [row] = await ctx.db.query<{ number: number; name: string }>(
        sql`select current_setting('server_version_num')::int as number, current_setting('server_version') as name`,
      );
      if (row!.number < 150_000) throw new Error(`Postgres ${row!.name} is too old: 15 or newer is needed`);
      return `Postgres ${row!.name}`;
    },
  },
  {
    name: 'durability',
    async run(ctx) {
      await assertDurable(ctx.db);
      return 'commits are on disk before they are acknowledged';
    },
  },
  {
    name: 'schema',
    async run(ctx) {
      const news = await migrate(ctx.db);
      return news.length === 0 ? 'up to date' : `brought up to date: ${news.length} migrations`;
    },
  },
  {
    name: 'log',
    async run(ctx) {
      // A log restored from a dump into another cluster has transaction ids ahead of that cluster: readers would wait.
      const [row] = await ctx.db.query<{ isAhead: boolean }>(sql`
        select coalesce(max(xact) >= pg_snapshot_xmax(pg_current_snapshot()), false) as "isAhead"
        from (select xact from events order by seq desc limit 1000) e`);
      if (row!.isAhead) {
        throw new Error(
          'its transaction ids are ahead of this cluster: restore with a physical copy (pg_basebackup), not a dump',
        );
      }
      const lag = await readLag(ctx);
      return (
        lag
          .map(({ name, lag: events, lagSeconds }) => `${name}: ${events} waiting, ${Math.round(lagSeconds)} s`)
          .join(', ') || 'no consumer has run yet'
      );
    },
  },
  {
    name: 'totals',
    async run(ctx) {
      const count = await recountOrders(ctx, demo.tenantId);
      if (count.orders !== count.ordersInLog || count.revenue !== count.revenueInLog || count.wrongContacts > 0) {
        throw new Error(`${JSON.stringify(count)}: if nothing is waiting in the log, run beckon rebuild`);
      }
      return `${count.orders} orders, as in the log`;
    },
  },
  { name: 'search', run: checkSearch },
  { name: 'retention', run: checkRetention },
  {
    name: 'consent',
    async run(ctx) {
      const verdict = await verifyLedger(ctx, demo.tenantId);
      if (verdict.fault)
        throw new Error(`the ledger does not hold at position ${verdict.fault.position}: ${verdict.fault.what}`);
      return `${verdict.entries} ledger entries, the chain holds`;
    },
  },
];

/** `beckon doctor`: exits with 1 when something is wrong. */
export async function doctorCommand(config: Config): Promise<void> {
  await withDatabase(config, 'doctor', async ({ ctx }) => {
    for (const check of checks) {
      try {
        console.log(`ok     ${check.name.padEnd(11)} ${await check.run(ctx)}`);
      } catch (error) {
        console.log(`wrong  ${check.name.padEnd(11)} ${error instanceof Error ? error.message : error}`);
        process.exitCode = 1;
      }
    }
  });
}
