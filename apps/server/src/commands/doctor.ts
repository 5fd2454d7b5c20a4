import { countQuarantine, readOverflow } from '@beckon/core/collect';
import { verifyLedger } from '@beckon/core/consent';
import { readRunningErasures } from '@beckon/core/contacts';
import { assertDurable, migrate, sql } from '@beckon/core/db';
import { assertLogOfCluster, readLag } from '@beckon/core/log';
import { findUnlisted, recountLog, recountOrders } from '@beckon/core/metrics';
import type { Context } from '@beckon/core/ports';
import { listTenantIds } from '@beckon/core/tenants';
import type { CommandConfig } from './command-config.ts';
import { checkMail } from './doctor-mail.ts';
import { checkRetention, checkSearch } from './doctor-size.ts';
import { withDatabase } from './with-database.ts';

type Check = { name: string; run(ctx: Context): Promise<string> };

/** Each check returns what it found, or throws an error that says what is wrong and what to do. */
const checks: Check[] = [
  {
    name: 'database',
    async run(ctx) {
      const [row] = await ctx.db.query<{ number: number; name: string }>(
        sql`select current_setting('server_version_num')::int as number, current_setting('server_version') as name`,
      );
      if (row!.number < 150_000) throw new Error(`Postgres ${row!.name} is too old: 15 or newer is required`);
      return `Postgres ${row!.name}`;
    },
  },
  {
    name: 'durability',
    async run(ctx) {
      await assertDurable(ctx.db);
      return 'commits are written to disk before they are acknowledged';
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
      await assertLogOfCluster(ctx.db);
      const lag = await readLag(ctx);
      return (
        lag
          .map(
            ({ name, lag: events, isEstimate, lagSeconds }) =>
              `${name}: ${isEstimate ? 'about ' : ''}${events} waiting, ${Math.round(lagSeconds)} s`,
          )
          .join(', ') || 'no consumer has run yet'
      );
    },
  },
  {
    name: 'quarantine',
    async run(ctx) {
      let open = 0;
      const more: string[] = [];
      for (const tenantId of await listTenantIds(ctx)) {
        open += await countQuarantine(ctx, tenantId);
        for (const { source, code, dropped } of await readOverflow(ctx, tenantId)) {
          more.push(`${dropped} more of ${code} from ${source}`);
        }
      }
      return [`${open} open`, ...(more.length > 0 ? [`counted, not kept: ${more.join(', ')}`] : [])].join('; ');
    },
  },
  {
    name: 'totals',
    async run(ctx) {
      let orders = 0;
      for (const tenantId of await listTenantIds(ctx)) {
        const count = await recountOrders(ctx, tenantId);
        const isRight =
          count.orders === count.ordersInLog &&
          count.cancelled === count.cancelledInLog &&
          count.revenue === count.revenueInLog &&
          count.wrongContacts === 0;
        if (!isRight) {
          throw new Error(`${tenantId} ${JSON.stringify(count)}: if nothing is waiting in the log, run beckon rebuild`);
        }
        orders += count.orders;
      }
      return `${orders} orders, the same as in the log`;
    },
  },
  {
    name: 'projections',
    async run(ctx) {
      const counts = await recountLog(ctx);
      const wrong = counts.filter(({ inLog, applied }) => inLog !== applied);
      const unlisted = await findUnlisted(ctx);
      if (wrong.length > 0 || unlisted.length > 0) {
        const parts = [
          ...wrong.map(
            ({ tenantId, consumer, inLog, applied }) =>
              `${consumer} has counted ${applied} of the ${inLog} events of ${tenantId} that it has passed`,
          ),
          ...unlisted.map(({ tenantId, events }) => `${events} events of ${tenantId} are on no timeline`),
        ];
        throw new Error(`${parts.join('; ')}: run beckon rebuild`);
      }
      return `${counts.reduce((sum, { applied }) => sum + applied, 0)} events counted by consumers, the same as in the log`;
    },
  },
  {
    name: 'erasures',
    async run(ctx) {
      const running = await readRunningErasures(ctx);
      const late = running.filter(({ requestedAt }) => ctx.clock.now().getTime() - requestedAt.getTime() > 60_000);
      if (late.length > 0) {
        throw new Error(
          `${late.map(({ id }) => id).join(', ')} did not end within a minute: look for dead jobs, and whether consumers stand still`,
        );
      }
      return `${running.length} in progress`;
    },
  },
  { name: 'search', run: checkSearch },
  { name: 'retention', run: checkRetention },
  {
    name: 'consent',
    async run(ctx) {
      let entries = 0;
      for (const tenantId of await listTenantIds(ctx)) {
        const verdict = await verifyLedger(ctx, tenantId);
        if (verdict.fault) {
          const { position, what } = verdict.fault;
          throw new Error(`the ledger of ${tenantId} is broken at position ${position}: ${what}`);
        }
        entries += verdict.entries;
      }
      return `${entries} ledger entries, the hash chain is intact`;
    },
  },
];

/** `beckon doctor`: exits with 1 when a check fails. */
export async function doctorCommand(config: CommandConfig): Promise<void> {
  const all = [...checks, { name: 'mail', run: checkMail(config.smtpUrl) }];
  await withDatabase(config, 'doctor', ({ ctx }) => runChecks(ctx, all), { acceptsForeignLog: true });
}

async function runChecks(ctx: Context, all: readonly Check[]): Promise<void> {
  for (const check of all) {
    try {
      console.log(`ok     ${check.name.padEnd(11)} ${await check.run(ctx)}`);
    } catch (error) {
      console.log(`wrong  ${check.name.padEnd(11)} ${error instanceof Error ? error.message : error}`);
      process.exitCode = 1;
    }
  }
}
