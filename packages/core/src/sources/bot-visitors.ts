import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { LoggedEvent } from '../log/index.ts';
import type { Context, Statement, Transaction } from '../ports/index.ts';

/** Whether collect marked an event as a bot's. */
export const isBots = (event: LoggedEvent) => event.context.bot === true;

/** Notes the visitors that are bots, so that counts can leave them out. */
export async function noteBots(ctx: Context<Transaction>, events: readonly LoggedEvent[]): Promise<void> {
  const rows = byVisitor(events);
  if (rows.length === 0) return;
  await ctx.db.query(sql`
    insert into bot_visitors as b (tenant_id, anonymous_id, events)
    select "tenantId", "anonymousId", "events" from ${rowsOf(rows)}
    order by 1, 2
    on conflict (tenant_id, anonymous_id) do update set events = b.events + excluded.events`);
}

/** Forgets bots with the last of their events that is in the log. */
export async function forgetBots(ctx: Context<Transaction>, events: readonly LoggedEvent[]): Promise<void> {
  const rows = byVisitor(events);
  if (rows.length === 0) return;
  await ctx.db.query(sql`
    update bot_visitors b set events = b.events - n."events" from ${rowsOf(rows)}
    where b.tenant_id = n."tenantId" and b.anonymous_id = n."anonymousId"`);
  await ctx.db.query(sql`
    delete from bot_visitors b using ${rowsOf(rows)}
    where b.tenant_id = n."tenantId" and b.anonymous_id = n."anonymousId" and b.events <= 0`);
}

/**
 * Takes visitors from the bots.
 * @param anonymousIds a query for their ids
 */
export async function eraseBots(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  anonymousIds: Statement,
): Promise<void> {
  await ctx.db.query(sql`
    delete from bot_visitors b where b.tenant_id = ${tenantId} and b.anonymous_id in (${anonymousIds})`);
}

type BotRow = Pick<LoggedEvent, 'tenantId'> & { anonymousId: string; events: number };

function byVisitor(events: readonly LoggedEvent[]): BotRow[] {
  const bots = events.filter((event) => isBots(event) && event.anonymousId !== null);
  return [...Map.groupBy(bots, (event) => `${event.tenantId}\n${event.anonymousId}`).values()].map((own) => ({
    tenantId: own[0]!.tenantId,
    anonymousId: own[0]!.anonymousId!,
    events: own.length,
  }));
}

const rowsOf = (rows: BotRow[]) => sql`jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
  as n ("tenantId" text, "anonymousId" text, "events" bigint)`;
