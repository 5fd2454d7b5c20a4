import { sql } from '../db/index.ts';
import type { LoggedEvent } from '../log/index.ts';
import type { Context, Transaction } from '../ports/index.ts';

/** Whether the door marked an event as a bot's. */
export const isBots = (event: LoggedEvent) => event.context.bot === true;

/** Notes the visitors that are bots, so that counts can leave them out. */
export async function noteBots(ctx: Context<Transaction>, events: readonly LoggedEvent[]): Promise<void> {
  const bots = events.filter((event) => isBots(event) && event.anonymousId !== null);
  if (bots.length === 0) return;
  const rows = [...Map.groupBy(bots, (event) => `${event.tenantId}\n${event.anonymousId}`).values()].map((own) => ({
    tenantId: own[0]!.tenantId,
    anonymousId: own[0]!.anonymousId,
    events: own.length,
  }));
  await ctx.db.query(sql`
    insert into bot_visitors as b (tenant_id, anonymous_id, events)
    select "tenantId", "anonymousId", "events" from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      as n ("tenantId" text, "anonymousId" text, "events" bigint)
    order by 1, 2
    on conflict (tenant_id, anonymous_id) do update set events = b.events + excluded.events`);
}
